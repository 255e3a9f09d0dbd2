"""A table of figures is kept or left as a whole: its cells alone tell too little to be judged."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from articles.extract.runs import Run
from articles.extract.signs import Matrix

_CELLS = 12
_WIDEST = 30
"""Mean width of the runs of a table of figures; tables that lay out a page hold longer ones."""


def as_wholes(runs: Sequence[Run], probabilities: Matrix, width: Matrix) -> Matrix:
    """Return the probabilities with each table's mean for its cells, by width."""
    tables: dict[int, list[int]] = {}
    for at, run in enumerate(runs):
        table = next((box for box in run.box.above() if box.tag == "table"), None)
        if table is not None:
            tables.setdefault(id(table), []).append(at)
    evened = probabilities.copy()
    for cells in tables.values():
        if len(cells) >= _CELLS and float(width[cells].mean()) < _WIDEST:
            evened[cells] = np.average(probabilities[cells], weights=width[cells])
    return evened
