from __future__ import annotations

import pytest
from extract_pages import ENGLISH, paragraphs
from selectolax.lexbor import LexborHTMLParser

from articles.extract.features import described
from articles.extract.following import of_other_articles
from articles.extract.runs import read_runs
from articles.extract.signs import Told, fold

TITLE = "Harbour bridge reopens after repairs"
MINE = f"<article class=story><h1>{TITLE}</h1>{paragraphs(ENGLISH)}</article>"


def others(markup: str) -> list[str]:
    """Return the first words of the runs that stand in other articles."""
    found = read_runs(LexborHTMLParser(markup))
    flags = of_other_articles(found.runs, described(found, Told(title=fold(TITLE))))
    return [run.text.split()[0] for run, flag in zip(found.runs, flags, strict=True) if flag]


FIRST = [text.split()[0] for text in ENGLISH]
PAGES = [
    ("one called the same", f"<article class=story><h2>Next</h2>{paragraphs(ENGLISH)}</article>", ["Next", *FIRST]),
    ("one with a title of its own", f"<article><h1>Next</h1>{paragraphs(ENGLISH)}</article>", ["Next", *FIRST]),
    ("a part of another name", f"<article class=facts><h2>Facts</h2>{paragraphs(ENGLISH)}</article>", []),
    ("a short one", "<article class=story><h2>Next</h2><p>In brief.</p></article>", []),
    ("no article", f"<div><h1>Next</h1>{paragraphs(ENGLISH)}</div>", []),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "told"), [page[1:] for page in PAGES], ids=[page[0] for page in PAGES])  # fmt: skip
def test_another_article_on_the_page_is_told_from_the_titles(markup: str, told: list[str]) -> None:
    assert others(MINE + markup) == told
    assert others(markup + MINE) == told


def test_articles_within_the_titles_are_parts_of_it() -> None:
    part = f"<article class=story><h2>Second</h2>{paragraphs(ENGLISH)}</article>"
    assert others(f"<article class=story><h1>{TITLE}</h1>{paragraphs(ENGLISH)}{part}</article>") == []  # fmt: skip


def test_a_page_without_a_title_in_an_article_has_no_others() -> None:
    assert others(f"<h1>{TITLE}</h1><article class=story>{paragraphs(ENGLISH)}</article>") == []
    assert others("<p>Nothing here</p>") == []
