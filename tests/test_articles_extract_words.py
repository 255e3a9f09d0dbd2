"""Signs in labels and lines: found as their patterns say, however the search is sped up."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.extract.words import LABELS, LINES, Signs

_WORDS = Signs({"whole": r"\bpost\b|\bago\b", "begun": (r"\bads?[-_]", r"^\d|x")})


def _shown(signs: Signs, text: str) -> set[str]:
    bits = signs.bits(text)
    return {name for number, name in enumerate(signs.names) if bits >> number & 1}


@given(st.text("postagd-_ x1é记", max_size=12))
def test_a_word_begins_where_the_engine_would_say_so(text: str) -> None:
    expected = {
        "whole": re.search(r"\bpost\b|\bago\b", text),
        "begun": re.search(r"\bads?[-_]|^\d|x", text),
    }

    assert _shown(_WORDS, text) == {name for name, found in expected.items() if found}


@pytest.mark.parametrize(
    ("label", "names"),
    [
        ("story-body", {"body", "article"}),
        ("backstory", set()),
        ("loads", set()),
        ("top-ads", {"advert"}),
        ("read_more", {"also"}),
        ("c-navigation main", {"chrome", "article"}),
        ("", set()),
    ],
)
def test_a_label_tells_the_part_of_a_page(label: str, names: set[str]) -> None:
    assert _shown(LABELS, label) == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("updated 3rd may 2026", {"date"}),
        ("sport 12x. may", set()),
        ("5 hours ago", {"date"}),
        ("the chicago fire", set()),
        ("记者：李明", {"byline"}),
        ("文 王芳", {"byline"}),
        ("图1 会场", {"credit"}),
        ("photo: a. nobody", {"credit"}),
        ("photos of the day", set()),
        ("read more", {"also"}),
        ("to read more", set()),
        ("2 comments", {"talk"}),
        ("who said so?", {"end", "ask_mark"}),
    ],
)
def test_a_line_tells_what_stands_beside_an_article(line: str, names: set[str]) -> None:
    assert _shown(LINES, line) == names
