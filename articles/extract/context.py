"""What a first judgement of all runs, and what other extractors kept, tell of each run."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from articles.extract.features import shifted, sizes
from articles.extract.places import gaps, signature
from articles.extract.runs import Run
from articles.extract.signs import MOST_CHARS, Flags, Matrix, fold, overlap

_REACHES = (3, 8)
_FAR = 9e5


def in_context(runs: Sequence[Run], rows: Matrix, first: Matrix) -> Matrix:
    """Add what a first judgement (a probability a run) tells of each run's surroundings."""
    width = sizes(rows)
    mass = width * first
    total = float(mass.sum()) or 1.0
    kept = first > 0.5  # noqa: PLR2004 - more likely than not
    flags: list[bool] = kept.tolist()
    back, ahead = _text_gaps(kept, width), _text_gaps(kept[::-1], width[::-1])[::-1]
    column = first.reshape(-1, 1).astype(np.float32)
    page = np.full((len(runs), 2), (total, total / max(1.0, float(width[kept].sum()))), np.float32)
    return np.hstack([
        rows, column,
        *(shifted(column, step) for step in (-3, -2, -1, 1, 2, 3)),
        ((np.cumsum(mass) - mass) / total).reshape(-1, 1),
        np.array([gaps(flags), gaps(flags[::-1])[::-1]], np.float32).T,
        np.array([back, ahead], np.float32).T,
        _means(runs, mass, width), page,
        np.column_stack([_smoothed(mass, width, reach) for reach in _REACHES]),
    ]).astype(np.float32)  # fmt: skip


def _smoothed(mass: Matrix, width: Matrix, reach: int) -> Matrix:
    window = np.ones(2 * reach + 1, np.float32)
    near = slice(reach, reach + len(mass))
    top, bottom = np.convolve(mass, window), np.convolve(width, window)
    smooth: Matrix = (top[near] / np.maximum(bottom[near], 1.0)).astype(np.float32)
    return smooth


def _text_gaps(kept: Flags, width: Matrix) -> list[float]:
    found, gap = [], _FAR
    for flag, chars in zip(kept, width, strict=True):
        found.append(min(gap, _FAR))
        gap = 0.0 if flag else gap + float(chars)
    return found


def _means(runs: Sequence[Run], mass: Matrix, width: Matrix) -> Matrix:
    """Return the mean judgement of the others in the boxes round a run, and of its equals."""
    sums: dict[object, list[float]] = {}
    homes = []
    for run, one, chars in zip(runs, mass.tolist(), width.tolist(), strict=True):
        mine = _homes(run)
        homes.append(mine)
        for key in set(mine):
            total = sums.setdefault(key, [0.0, 0.0])
            total[0] += one
            total[1] += chars
    return np.array([
        [
            (sums[key][0] - one) / (sums[key][1] - chars) if sums[key][1] > chars else -1.0
            for key in mine
        ]
        for mine, one, chars in zip(homes, mass.tolist(), width.tolist(), strict=True)
    ], np.float32)  # fmt: skip


def _homes(run: Run) -> list[object]:
    box, mine = run.box, []
    for _ in range(4):
        mine.append(id(box))
        box = box.parent or box
    return [*mine, signature(run)]


def attested(runs: Sequence[Run], texts: Sequence[str], width: Matrix) -> Matrix:
    """Return what other extractors' texts hold of each run: shares, neighbours', and the page's.

    The first columns, one a text, are the shares of the run in each.
    """
    folded = [fold(text) for text in texts]
    own = [fold(run.text[:MOST_CHARS]) for run in runs]
    shares = np.array([[overlap(one, text) for text in folded] for one in own], np.float32)
    taken = (shares > 0.5) * width[:, None]  # noqa: PLR2004 - more than half of a run
    totals = taken.sum(axis=0)
    pairs = [
        2 * np.minimum(taken[:, a], taken[:, b]).sum() / max(1.0, totals[a] + totals[b])
        for a, b in combinations(range(len(texts)), 2)
    ]
    mean = shares.mean(axis=1, keepdims=True)
    page = np.tile(np.array([*totals, *pairs], np.float32), (len(runs), 1))
    return np.hstack(
        [shares, mean, *(shifted(mean, step) for step in (-1, 1, -2, 2)), page]
    ).astype(np.float32)
