"""Runs → one row of numbers each, for the model: words, places, what follows, the neighbours."""

from __future__ import annotations

import numpy as np

from articles.extract.following import core_signs, following_signs, headings_at, title_at, topics
from articles.extract.places import (
    box_signs,
    element_signs,
    equals,
    page_signs,
    positions,
    prose_round,
    sum_up,
)
from articles.extract.runs import Runs
from articles.extract.signs import COLUMN, Matrix, Told, own_signs

_NEAR = [
    COLUMN[name]
    for name in (
        "width", "link_share", "sentences", "stop_rate", "prose", "strong", "in_body",
        "line_also", "line_end",
    )
]  # fmt: skip
_STEPS = (-2, -1, 1, 2)


def described(found: Runs, told: Told) -> Matrix:
    """Return one row of numbers for each of the runs, of which there is at least one."""
    runs = found.runs
    own = own_signs(runs, told)
    sum_up(runs, own)
    total = float(sizes(own).sum()) or 1.0
    headings = headings_at(runs)
    title = title_at(own, headings)
    return np.hstack([
        own,
        element_signs(runs),
        np.array(box_signs(runs, total), np.float32),
        np.array(positions(runs, own, title, len(headings), total), np.float32),
        np.array(equals(runs, own), np.float32),
        np.array(core_signs(runs, total), np.float32),
        np.array(prose_round(own), np.float32),
        np.array(page_signs(runs, own, found.media, total), np.float32),
        np.array(following_signs(runs, own, title, headings), np.float32),
        np.array(topics(runs, told.words), np.float32),
        *(shifted(own[:, _NEAR], step) for step in _STEPS),
    ])  # fmt: skip


def sizes(rows: Matrix) -> Matrix:
    """Return how much each described run says, in letters (a wide one counts as two and a half)."""
    return rows[:, COLUMN["width"]]


def shifted(rows: Matrix, step: int) -> Matrix:
    """Return the rows of the runs ``step`` places on; -1 where there is none."""
    moved = np.full_like(rows, -1.0)
    if step > 0:
        moved[:-step] = rows[step:]
    else:
        moved[-step:] = rows[:step]
    return moved
