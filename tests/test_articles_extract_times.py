from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from selectolax.lexbor import LexborHTMLParser

from articles.extract.structured import statements
from articles.extract.times import guessed, published_in_url, published_of, readable, updated_of
from articles.types import Provenance

NOW = datetime(2026, 5, 10, tzinfo=UTC)


def published(markup: str, *lines: str) -> tuple[str, Provenance] | None:
    tree = LexborHTMLParser(markup)
    return published_of(statements(tree), tree, lines, NOW)


def linked(**more: str) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "Article"} | more)}</script>'


CLAIMED = [
    (linked(datePublished="2021-05-10T06:56:00+08:00"), "2021-05-10T06:56:00+08:00", Provenance.JSON_LD),
    (linked(datePublished="Fri Apr 28 19:20:36 CEST 2023"), "Fri Apr 28 19:20:36 CEST 2023", Provenance.JSON_LD),
    (linked(datePublished="soon") + "<meta property='article:published_time' content='2021-05-10'>", "2021-05-10", Provenance.META),
    ("<meta itemprop=datePublished content='2021-05-10'>", "2021-05-10", Provenance.META),
    ("<time itemprop=datePublished datetime='2021-05-10T06:56'>x</time>", "2021-05-10T06:56", Provenance.MARKUP),
]  # fmt: skip
SHOWN = [
    ("2021年05月10日06:56 来源：某某网", "2021-05-10 06:56"),
    ("2021-05-10 06:56:09", "2021-05-10 06:56:09"),
    ("Veröffentlicht am 13. Mai 2021 um 15:44", "2021-05-13 15:44"),
    ("Datum 28.04.2023", "2023-04-28"),
    ("3 de mayo de 2021", "2021-05-03"),
    ("le 3 février 2021", "2021-02-03"),
    ("Updated 2021-05-11", None),
    ("31.02.2021", None),
    ("in 2021 there were 12 of 30", None),
]


@pytest.mark.parametrize(("markup", "text", "provenance"), CLAIMED)
def test_claims_come_first(markup: str, text: str, provenance: Provenance) -> None:
    assert published(markup, "2019-01-01") == (text, provenance)


@pytest.mark.parametrize(("line", "text"), SHOWN)
def test_then_the_lines_that_the_page_shows(line: str, text: str | None) -> None:
    assert published("<p>x</p>", line) == (None if text is None else (text, Provenance.TEXT))


def test_a_labelled_line_comes_before_a_bare_one() -> None:
    found = published("<p>x</p>", "2020-01-01", "发布时间：2021-05-10 06:56")
    assert found == ("2021-05-10 06:56", Provenance.TEXT)


URLS = [
    ("https://a.example/2021/05/10/x.html", "2021-05-10"),
    ("https://a.example/gj/202105/t20210510_15263156.htm", None),
    ("https://a.example/news-20210510.html", "2021-05-10"),
    ("https://a.example/2027/05/10/x.html", None),
    ("https://a.example/2021/02/31/x.html", None),
    ("https://a.example/1234567890", None),
]


@pytest.mark.parametrize(("url", "day"), URLS)
def test_a_day_in_the_address(url: str, day: str | None) -> None:
    assert published_in_url(url, NOW) == (None if day is None else (day, Provenance.URL))


def test_htmldate_reads_what_is_left() -> None:
    markup = (
        "<html><body><p class='meta'>Posted on May 3, 2021 by us</p><p>Some text.</p></body></html>"
    )
    assert guessed(markup, "https://a.example/x", NOW) == ("2021-05-03", Provenance.AUTOMATIC)


def test_a_page_without_a_day_has_none() -> None:
    assert guessed("<html><body><p>Text.</p></body></html>", "", NOW) is None
    assert guessed("x" * 3_000_000, "", NOW) is None


def test_the_last_change_is_a_claim() -> None:
    tree = LexborHTMLParser(linked(dateModified="2021-05-11"))
    assert updated_of(statements(tree), NOW) == ("2021-05-11", Provenance.JSON_LD)
    assert updated_of(statements(LexborHTMLParser("<p>")), NOW) is None


@pytest.mark.parametrize("text", ["", "x" * 100_000, "1" * 100_000, "2021-13-45", "Fri Apr 31 19:20:36 CEST 2023"])  # fmt: skip
def test_what_is_no_moment_is_none(text: str) -> None:
    assert readable(text, NOW) is None


NEW_YEAR = [
    ("<p>© 2021 Example</p>", None),
    ("<p>© 2021 Example</p><p>Version 1.1</p>", None),
    ("<p>2021-01-01</p><p>© 2021 Example</p>", "2021-01-01"),
    ("<p>1 January 2021</p>", "2021-01-01"),
]


@pytest.mark.parametrize(("markup", "day"), NEW_YEAR)
def test_a_year_alone_is_no_first_of_january(markup: str, day: str | None) -> None:
    found = guessed(f"<html><body>{markup}</body></html>", "https://a.example/x", NOW)
    assert (found and found[0]) == day
