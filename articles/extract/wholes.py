"""What is kept or left as a whole, since its parts alone tell too little to be judged.

A table of figures, and lines that are marked up the same and are all short: the times of a live
blog, the numbers of a list of questions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from articles.extract.places import signature
from articles.extract.runs import Run
from articles.extract.signs import Matrix

_CELLS = 12
_LINES = 4
_WIDEST = 30
"""Mean width of the runs of a table of figures (tables that lay out a page hold longer ones), and
the most that a short line has."""


def as_wholes(runs: Sequence[Run], probabilities: Matrix, width: Matrix) -> Matrix:
    """Return the probabilities with each whole's mean for its parts, by width."""
    evened = probabilities.copy()
    for parts in (*_lines(runs, width), *_tables(runs, width)):
        evened[parts] = np.average(probabilities[parts], weights=width[parts])
    return evened


def _tables(runs: Sequence[Run], width: Matrix) -> Iterator[list[int]]:
    tables: dict[int, list[int]] = {}
    for at, run in enumerate(runs):
        if "table" in run.box.inside:
            table = next(box for box in run.box.above() if box.tag == "table")
            tables.setdefault(id(table), []).append(at)
    for cells in tables.values():
        if len(cells) >= _CELLS and float(width[cells].mean()) < _WIDEST:
            yield cells


def _lines(runs: Sequence[Run], width: Matrix) -> Iterator[list[int]]:
    alike: dict[tuple[str, ...], list[int]] = {}
    longer: set[tuple[str, ...]] = set()
    for at, (run, wide) in enumerate(zip(runs, width.tolist(), strict=True)):
        if wide >= _WIDEST:
            longer.add(signature(run))
        elif run.box.tag not in {"td", "th"}:
            alike.setdefault(signature(run), []).append(at)
    for called, lines in alike.items():
        if len(lines) >= _LINES and called not in longer:
            yield lines
