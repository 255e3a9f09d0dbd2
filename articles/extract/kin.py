"""Which runs of a page belong together: those in one box, in one wider box, marked up the same."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from articles.extract.places import signature
from articles.extract.runs import Run
from articles.extract.signs import Matrix

WAYS = 5
"""The box, the one round it, the next, the same markup, the page."""


@dataclass(frozen=True, slots=True)
class Kin:
    """The runs of a page sorted by their group, to take a mean of each group in one go."""

    order: NDArray[np.intp]
    starts: NDArray[np.intp]
    group: NDArray[np.intp]
    """The group of each run, in the page's order."""
    shares: Matrix
    """What each run, in the sorted order, weighs in its group: they sum to 1."""

    def means(self, values: Matrix) -> Matrix:
        """Return the mean of each group of the runs, which are the rows of ``values``."""
        weighed = values.take(self.order, axis=0)
        weighed *= self.shares
        means: Matrix = np.add.reduceat(weighed, self.starts, axis=0)
        return means


def kin_of(runs: Sequence[Run], weights: Matrix) -> tuple[Kin, ...]:
    """Group the runs in each of the WAYS. ``weights`` are above 0."""
    return tuple(_kin(np.array(ids, np.intp), weights) for ids in zip(*groups(runs), strict=True))


def groups(runs: Sequence[Run]) -> list[tuple[int, ...]]:
    """Return the number of each run's group in each of the WAYS, counted from 0 on a page."""
    known: tuple[dict[Hashable, int], ...] = tuple({} for _ in range(WAYS))
    rows: dict[int, tuple[int, ...]] = {}
    for run in runs:
        if id(run.box) not in rows:
            rows[id(run.box)] = tuple(
                ids.setdefault(key, len(ids))
                for ids, key in zip(known, _memberships(run), strict=True)
            )
    return [rows[id(run.box)] for run in runs]


def _memberships(run: Run) -> tuple[Hashable, ...]:
    second = run.box.parent or run.box
    third = second.parent or second
    return id(run.box), id(second), id(third), signature(run), None


def _kin(group: NDArray[np.intp], weights: Matrix) -> Kin:
    order = np.argsort(group, kind="stable")
    sums = np.bincount(group, weights=weights)
    starts = np.searchsorted(group[order], np.arange(len(sums)))
    shares = (weights[order] / sums[group[order]]).astype(np.float32)
    return Kin(order, starts, group, shares[:, None])
