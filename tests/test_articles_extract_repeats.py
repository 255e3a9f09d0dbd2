from __future__ import annotations

import numpy as np
import pytest
from extract_pages import CHINESE, ENGLISH, paragraphs
from selectolax.lexbor import LexborHTMLParser

from articles.extract.repeats import without_lumps
from articles.extract.runs import Run, read_runs
from articles.extract.tables import as_wholes


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


def table(rows: int, cell: str) -> list[Run]:
    return runs(f"<table>{f'<tr><td>{cell}</td><td>12</td></tr>' * rows}</table>")


def test_the_cells_of_a_table_of_figures_are_judged_as_one() -> None:
    found = table(8, "Team")
    width = np.array([float(len(run.text)) for run in found], np.float32)
    judged = np.array([0.9, 0.3] * 8, np.float32)
    evened = as_wholes(found, judged, width)
    assert np.allclose(evened, 0.7)


@pytest.mark.parametrize(("rows", "cell"), [(8, ENGLISH[0]), (2, "Team")])
def test_a_table_that_lays_out_a_page_or_is_small_is_judged_cell_by_cell(
    rows: int, cell: str
) -> None:
    found = table(rows, cell)
    width = np.array([float(len(run.text)) for run in found], np.float32)
    judged = np.array([0.9, 0.3] * rows, np.float32)
    assert np.array_equal(as_wholes(found, judged, width), judged)
