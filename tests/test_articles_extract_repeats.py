from __future__ import annotations

import pytest
from extract_pages import CHINESE, ENGLISH, paragraphs
from selectolax.lexbor import LexborHTMLParser

from articles.extract.repeats import without_lumps
from articles.extract.runs import Run, read_runs


def runs(markup: str) -> list[Run]:
    return read_runs(LexborHTMLParser(markup)).runs


@pytest.mark.parametrize("texts", [ENGLISH, CHINESE * 2])
def test_a_lump_that_says_the_paragraphs_again_goes(texts: tuple[str, ...]) -> None:
    found = runs(f"<div>{' '.join(texts)}</div>{paragraphs(texts)}<div>{' '.join(texts)}</div>")
    kept = without_lumps(found, [True] * len(found))
    assert kept == [False, *([True] * len(texts)), False]


def test_what_is_not_kept_says_nothing_again() -> None:
    found = runs(f"<div>{' '.join(ENGLISH)}</div>{paragraphs(ENGLISH)}")
    kept = [True, *([False] * len(ENGLISH))]
    assert without_lumps(found, kept) == kept


def test_a_paragraph_that_stands_twice_stays() -> None:
    caption = " ".join(ENGLISH[:4])
    found = runs(paragraphs([caption, ENGLISH[4], caption]))
    assert without_lumps(found, [True] * 3) == [True] * 3
