from __future__ import annotations

import numpy as np
import pytest

from articles.extract.trees import best_choice, shipped_trees, trees_of

DATA = {
    "width": 2, "depth": 2, "roots": [0, 5],
    "columns": [0, 0, 1, 0, 0, 1, 0, 0],
    "thresholds": [1, 0, 0.5, 0, 0, 2, 0, 0],
    "left": [1, 1, 3, 3, 4, 6, 6, 7],
    "right": [2, 1, 4, 3, 4, 7, 6, 7],
    "values": [0, -2, 0, 1, 3, 0, 0.5, -0.5],
}  # fmt: skip


def test_trees_are_summed() -> None:
    rows = np.array([[1, 9], [2, 0], [2, 1], [2, 3]], np.float32)
    scores = [-2 - 0.5, 1 + 0.5, 3 + 0.5, 3 - 0.5]
    assert trees_of(DATA).scores(rows) == pytest.approx(scores, abs=1e-6)


def test_rows_of_another_width_are_refused() -> None:
    with pytest.raises(ValueError, match="rows of 2 numbers, these have 3"):
        trees_of(DATA).scores(np.zeros((1, 3), np.float32))


def test_the_shipped_trees_lead_from_root_to_leaf() -> None:
    trees = shipped_trees()
    nodes = np.arange(len(trees.columns))
    ends = trees.roots
    for turn in (0, 1):
        ends = trees.roots
        for _ in range(trees.depth):
            ends = trees.turns[2 * ends + turn]
        assert (trees.turns[2 * ends] == ends).all()
    assert trees.columns.max() < trees.width
    assert ((trees.turns[0::2] > nodes) | (trees.turns[0::2] == nodes)).all()


CHOICES = [
    ([0.9, 0.8, 0.1], [100, 100, 100], [True, True, False]),
    ([0.9, 0.1, 0.05], [10, 1000, 10], [True, True, False]),
    ([0.4], [50], [True]),
    ([0.5, 0.5], [1, 1], [True, True]),
]


@pytest.mark.parametrize(("probabilities", "sizes", "kept"), CHOICES)
def test_the_choice_has_the_highest_expected_f1(
    probabilities: list[float], sizes: list[float], kept: list[bool]
) -> None:
    chosen, _ = best_choice(np.array(probabilities, np.float32), sizes)
    assert chosen.tolist() == kept


def test_the_confidence_is_the_f1_to_be_expected() -> None:
    assert best_choice(np.array([1, 0], np.float32), [100, 100])[1] == pytest.approx(1)
    assert best_choice(np.array([0.5], np.float32), [100])[1] == pytest.approx(2 / 3)
