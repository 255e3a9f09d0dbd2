from __future__ import annotations

import pytest

from config.selectors import check_selector


@pytest.mark.parametrize(
    "selector",
    ["a", "li.t a, .t a", "div > p:nth-child(2)", "a:not([href])", "a:has(b)"],
)
def test_plain_css_is_accepted(selector):
    assert check_selector(f" {selector} ") == selector


@pytest.mark.parametrize(
    ("selector", "words"),
    [
        ("a,,b", "Can't parse"),
        (":nope(x)", "Can't parse"),
        ("a:contains(x)", "Can't parse"),
        ("p:lang(zh)", "Can't parse"),
        ("a:lexbor-contains('x')", ":lexbor-contains is no CSS"),
        ("h1::text", "Name the element itself"),
        ("  ", "is empty"),
    ],
)
def test_what_the_engine_cannot_run_is_refused_by_name(selector, words):
    with pytest.raises(ValueError, match="selector") as caught:
        check_selector(selector)
    assert words in str(caught.value)
