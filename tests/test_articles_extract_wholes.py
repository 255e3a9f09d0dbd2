from __future__ import annotations

import numpy as np
import pytest
from extract_pages import ENGLISH
from selectolax.lexbor import LexborHTMLParser

from articles.extract.runs import Run, read_runs
from articles.extract.signs import Matrix
from articles.extract.wholes import as_wholes


def runs(markup: str) -> list[Run]:
    return read_runs(LexborHTMLParser(markup)).runs


def widths(found: list[Run]) -> Matrix:
    return np.array([float(len(run.text)) for run in found], np.float32)


def table(rows: int, cell: str) -> list[Run]:
    return runs(f"<table>{f'<tr><td>{cell}</td><td>12</td></tr>' * rows}</table>")


def test_the_cells_of_a_table_of_figures_are_judged_as_one() -> None:
    found = table(8, "Team")
    judged = np.array([0.9, 0.3] * 8, np.float32)
    evened = as_wholes(found, judged, widths(found))
    assert np.allclose(evened, 0.7)


@pytest.mark.parametrize(("rows", "cell"), [(8, ENGLISH[0]), (2, "Team")])
def test_a_table_that_lays_out_a_page_or_is_small_is_judged_cell_by_cell(
    rows: int, cell: str
) -> None:
    found = table(rows, cell)
    judged = np.array([0.9, 0.3] * rows, np.float32)
    assert np.array_equal(as_wholes(found, judged, widths(found)), judged)


def posts(count: int, time: str = "16:05") -> list[Run]:
    return runs("".join(f"<div class=post>{time}<p>{ENGLISH[0]}</p></div>" for _ in range(count)))


def test_the_times_of_a_live_blog_are_judged_as_one() -> None:
    found = posts(4)
    judged = np.array([0.4, 0.9, 0.7, 0.8, 0.6, 0.9, 0.7, 0.7], np.float32)
    evened = as_wholes(found, judged, widths(found))
    assert evened.tolist() == pytest.approx([0.6, 0.9, 0.6, 0.8, 0.6, 0.9, 0.6, 0.7])


@pytest.mark.parametrize(("count", "time"), [(3, "16:05"), (4, ENGLISH[1])])
def test_a_few_lines_and_longer_ones_are_judged_each(count: int, time: str) -> None:
    found = posts(count, time)
    judged = np.array([0.4, 0.9, 0.7, 0.8, 0.6, 0.9, 0.7, 0.7][: 2 * count], np.float32)
    assert np.array_equal(as_wholes(found, judged, widths(found)), judged)
