"""Boosted decision trees as plain numbers: read from JSON, evaluated with numpy.

A model is trained elsewhere (``benchmarks/train_extraction.py``) and shipped as data; nothing is
downloaded, and no learning library is needed to use it.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Trees:
    """A sum of trees over a row of ``width`` numbers; a leaf is a node that leads to itself.

    ``turns`` holds two entries a node: where to go if the number is at most the threshold, and
    where if it is above.
    """

    width: int
    depth: int
    roots: NDArray[np.intp]
    columns: NDArray[np.intp]
    thresholds: NDArray[np.float32]
    turns: NDArray[np.intp]
    values: NDArray[np.float32]

    def scores(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the log-odds of each row. Raises ValueError for rows of another width."""
        if rows.shape[1] != self.width:
            raise ValueError(
                f"the model reads rows of {self.width} numbers, these have {rows.shape[1]}"
            )
        flat = np.ascontiguousarray(rows, np.float32).ravel()
        starts = (np.arange(len(rows), dtype=np.intp) * self.width)[:, None]
        at = np.broadcast_to(self.roots, (len(rows), len(self.roots)))
        for _ in range(self.depth):
            numbers = flat.take(starts + self.columns.take(at))
            above = numbers > self.thresholds.take(at)
            at = self.turns.take(2 * at + above)
        scores: NDArray[np.float32] = self.values.take(at).sum(axis=1, dtype=np.float32)
        return scores


def trees_of(data: Mapping[str, Any]) -> Trees:
    """Build trees from their JSON form. Raises KeyError or ValueError for another form."""
    turns = np.empty(2 * len(data["left"]), np.intp)
    turns[0::2], turns[1::2] = data["left"], data["right"]
    return Trees(
        int(data["width"]), int(data["depth"]), np.array(data["roots"], np.intp),
        np.array(data["columns"], np.intp), np.array(data["thresholds"], np.float32), turns,
        np.array(data["values"], np.float32),
    )  # fmt: skip


@cache
def shipped_trees() -> Trees:
    """Return the trees that come with the program: a constant, read when they are first needed."""
    packed = files("articles.extract").joinpath("models", "trees.json.gz").read_bytes()
    return trees_of(json.loads(gzip.decompress(packed)))


def best_choice(
    probabilities: NDArray[np.float32], sizes: Sequence[float] | NDArray[np.float32]
) -> tuple[NDArray[np.bool_], float]:
    """Return which rows to keep so that the expected F1 of their sizes is highest, and that F1.

    Takes the rows by falling probability; the cut is where twice the expected hits over the kept
    and the expected sizes is greatest. The F1 is the confidence in the choice, 0 to 1.
    """
    size = np.maximum(np.asarray(sizes, np.float64), 0.5)
    order = np.argsort(-probabilities, kind="stable")
    hits = np.cumsum(probabilities[order] * size[order])
    expected = 2 * hits / (np.cumsum(size[order]) + float(hits[-1]) + 1e-9)
    last = int(np.argmax(expected))
    return probabilities >= probabilities[order[last]], float(expected[last])
