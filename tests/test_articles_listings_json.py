from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.listings.json_api import Fields, lines
from articles.listings.json_text import NoJsonError, json_of
from articles.listings.line import Line, Lines, one_line


@pytest.mark.parametrize(
    "text",
    [
        '{"a": [1]}',
        '\ufeff {"a": [1]} ',
        'callback({"a": [1]})',
        'jQuery112_99( {"a": [1]} );',
        'try_1.cb["x"]({"a": [1]});',
        '/**/ cb({"a": [1]});',
        'var news = {"a": [1]};',
        'window.__DATA__ = {"a": [1]};\nmore();',
    ],
)
def test_json_is_read_bare_and_wrapped(text: str) -> None:
    assert json_of(text) == {"a": [1]}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "it is no JSON"),
        ("<html>", "it is no JSON"),
        ('{"a": [1]} trailing', "it is no JSON: Extra data"),
        ("[" * 100_000, "not safe to read"),
        ("1" * 10_000, "not safe to read"),
    ],
)
def test_what_is_no_json_says_why(text: str, words: str) -> None:
    with pytest.raises(NoJsonError, match=words):
        json_of(text)


FIELDS = Fields("data.items[?kind=='news']", "id", "head.title", "time || created", "data.next")
ANSWER = """{"data": {"next": 8, "items": [
    {"kind": "news", "id": 7, "head": {"title": " One\\n line "}, "time": 1795435200},
    {"kind": "ad", "id": 6},
    {"kind": "news", "id": "x/5", "created": "2026-11-23 08:00"},
    {"kind": "news", "head": {"title": "no link"}}]}}"""


def test_fields_are_found_by_their_paths() -> None:
    found, cursor = lines(ANSWER, FIELDS)
    assert found.lines == (
        Line("7", "One line", "1795435200"),
        Line("x/5", None, "2026-11-23 08:00"),
    )
    assert cursor == "8"


@pytest.mark.parametrize(
    ("text", "fields", "words"),
    [
        ("{}", FIELDS, "there is no list at entries"),
        ('{"data": 5}', FIELDS, "there is no list at entries"),
        ("no", FIELDS, "it is no JSON"),
        ('{"a": [{"b": 1}]}', Fields("a", "length(b)"), "a JMESPath does not fit the answer"),
    ],
)
def test_an_answer_of_another_shape_says_what_is_missing(
    text: str, fields: Fields, words: str
) -> None:
    found, cursor = lines(text, fields)
    assert (found.lines, cursor) == ((), None)
    assert words in (found.fault or "")


@pytest.mark.parametrize("end", ["null", '""', "[]", "false", "{}"])
def test_no_cursor_means_no_more_pages(end: str) -> None:
    _, cursor = lines(f'{{"items": [], "next": {end}}}', Fields("items", "id", cursor="next"))
    assert cursor is None


@given(st.text(max_size=100))
def test_no_text_breaks_the_reader(text: str) -> None:
    assert isinstance(lines(text, FIELDS)[0], Lines)
    assert isinstance(lines('{"data":' + text, FIELDS)[0], Lines)


@pytest.mark.parametrize(
    ("value", "line"),
    [(" a\n b ", "a b"), (7, "7"), ("", None), (None, None), (True, None), ([1], None), ({}, None)],
)
def test_one_line_is_made_of_texts_and_numbers_only(value: object, line: str | None) -> None:
    assert one_line(value) == line
