from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.listings.html import lines, next_link
from articles.listings.line import Line
from articles.listings.selectors import xpath_of

PAGE = """<?xml version="1.0" encoding="gb2312"?><!DOCTYPE html><body><ul class="news">
<li><a href="/1" title="One, in full">One…</a> <span class="at">2026-11-23 08:00</span></li>
<li><h2><a href="/2"> Two
 lines </a></h2><time datetime="2026-11-22">yesterday</time></li>
<li><div class="card"><a>no address</a><a href="/3">Three</a></div></li>
</ul><a href="/elsewhere">x</a><p class="more"><a rel="next" href="?page=2">older</a></p></body>"""


@pytest.mark.parametrize(
    ("entries", "entry_date"),
    [
        (".news > li > a, .news h2 a, .card", ".at, time"),
        ("//ul[@class='news']/li/a | //h2/a | //div[@class='card']", "./span | ./time"),
        ("xpath: /html/body/ul/li/a | //h2/a | //div[@class='card']", ".//*[@class='at' or name()='time']"),
    ],
)  # fmt: skip
def test_css_and_xpath_find_the_same(entries: str, entry_date: str) -> None:
    assert lines(PAGE, entries, entry_date) == (
        Line("/1", "One, in full", "2026-11-23 08:00"),
        Line("/2", "Two lines", "yesterday"),
        Line("/3", "Three"),
    )


def test_xpath_may_end_at_an_attribute() -> None:
    found = lines(PAGE, "//li//a/@href", "./time/@datetime")
    assert [(line.link, line.title, line.date) for line in found] == [
        ("/1", "One, in full", None),
        ("/2", "Two lines", "2026-11-22"),
        ("/3", "Three", None),
    ]


@pytest.mark.parametrize(
    "selector", [".more", "a[rel=next]", "//a[@rel='next']", "//a[@rel='next']/@href", "//p"]
)
def test_the_link_to_the_next_page(selector: str) -> None:
    assert next_link(PAGE, selector) == "?page=2"


@pytest.mark.parametrize("selector", [".none", "//a[@rel='prev']", "xpath:count(//a)"])
def test_no_link_is_none(selector: str) -> None:
    assert next_link(PAGE, selector) is None


@pytest.mark.parametrize("entries", ["a", "//a"])
def test_a_page_that_nests_too_deep_has_no_lines(entries: str) -> None:
    assert lines("<div>" * 5_000 + '<a href="/1">x</a>', entries, None) == ()
    assert next_link("<div>" * 5_000 + '<a href="/1">x</a>', entries) is None


@settings(max_examples=50)
@given(st.text(max_size=200), st.sampled_from(["a", "//a", "//@href"]))
def test_no_text_breaks_the_reader(text: str, entries: str) -> None:
    assert isinstance(lines(text, entries, None), tuple)
    assert isinstance(lines(f'<a href="{text}">{text}', entries, None), tuple)


@pytest.mark.parametrize(
    ("selector", "expression"),
    [
        ("//a", "//a"),
        ("./a", "./a"),
        (".//a", ".//a"),
        ("(//a)[1]", "(//a)[1]"),
        ("xpath: /html/body/a", "/html/body/a"),
        ("a", None),
        (".a", None),
        (".a > a", None),
        ("/html", None),
    ],
)
def test_xpath_says_that_it_is_xpath(selector: str, expression: str | None) -> None:
    assert xpath_of(selector) == expression
