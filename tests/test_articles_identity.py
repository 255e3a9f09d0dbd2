from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.identity import content_hash, text_hash
from articles.types import ContentHash

TEXT = st.text(st.characters(exclude_categories=()))
"""Lone surrogates too: a page can hold them."""
SAME_TEXT = [
    ("重庆定下3万亿“小目标”", "重庆定下３万亿“小目标”"),
    ("a b", "ab"),
    ("a\n\n  b\t", "a b"),
    ("a\xa0b", "a b"),
    ("a　b", "a b"),
    ("ＡＢＣ，", "ABC,"),
    ("é", "e\u0301"),
    ("", " \n"),
]
OTHER_TEXT = [("a", "b"), ("a", "A"), ("3万", "4万"), ("", "a"), ("ab", "ba")]


@pytest.mark.parametrize(("one", "other"), SAME_TEXT)
def test_width_and_white_space_do_not_count(one: str, other: str) -> None:
    assert text_hash(one) == text_hash(other)


@pytest.mark.parametrize(("one", "other"), OTHER_TEXT)
def test_another_text_has_another_hash(one: str, other: str) -> None:
    assert text_hash(one) != text_hash(other)


@given(TEXT, st.sampled_from([" ", "\n", "\t", "\xa0", "　"]))
def test_white_space_anywhere_does_not_count(text: str, gap: str) -> None:
    assert text_hash(gap.join(["", text, ""])) == text_hash(text)
    assert re.fullmatch("[0-9a-f]{64}", text_hash(text))


def version(
    title: str = "题", body: str = "<p>文</p>", headimg: str = "", byline: str | None = None
) -> ContentHash:
    return content_hash(title=title, body_html=body, headimg=headimg, byline=byline)


CHANGES = [
    {"title": "题 "},
    {"title": "another"},
    {"body": "<p>文字</p>"},
    {"body": "<p> 文</p>"},
    {"headimg": "https://a.example/x.png"},
    {"byline": "吴林静"},
]


@pytest.mark.parametrize("change", CHANGES)
def test_every_part_makes_a_version(change: dict[str, str]) -> None:
    assert version(**change) != version()


@pytest.mark.parametrize("body", ["\n<p>文</p>", "<p>文</p>\n  ", " <p>文</p> "])
def test_white_space_around_the_body_makes_none(body: str) -> None:
    assert version(body=body) == version()


def test_no_byline_and_an_empty_one_are_the_same() -> None:
    assert version(byline=None) == version(byline="")


@given(TEXT, TEXT)
def test_no_text_moves_between_two_parts_unseen(one: str, other: str) -> None:
    if one + other != one:
        assert version(title=one + other, byline="") != version(title=one, byline=other)
        assert version(headimg=one + other) != version(headimg=one, byline=other)
    assert version(title=one, byline=other) == version(title=one, byline=other)


def test_a_length_written_in_the_text_fools_nobody() -> None:
    assert version(title="a1:b", headimg="") != version(title="a", headimg="b")
    assert version(title="", headimg="0:") != version(title="0:", headimg="")
