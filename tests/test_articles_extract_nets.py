from __future__ import annotations

import numpy as np
import pytest
from selectolax.lexbor import LexborHTMLParser

from articles.extract.judge import agreed, likely
from articles.extract.kin import WAYS, groups, kin_of
from articles.extract.nets import REACH, STEPS, nets_of, shipped_nets
from articles.extract.runs import Run, read_runs
from articles.extract.signs import Matrix

COLUMNS, STATE, NETS = 3, 4, 2
MARKUP = "<div class=a><p>one</p><p>two</p></div><div class=b><p>three</p><h2>four</h2></div><div class=a><p>five</p></div>"  # fmt: skip


def runs(markup: str = MARKUP) -> list[Run]:
    return read_runs(LexborHTMLParser(markup)).runs


def drawn(columns: int = COLUMNS) -> dict[str, Matrix]:
    """Return the arrays of nets that were never trained."""
    random = np.random.default_rng(3)
    shapes = {
        "enter": (columns, STATE), "enter_bias": (1, STATE), "leave": (STATE, 1),
        "direct": (columns, 1), "bias": (1, 1),
    }  # fmt: skip
    for at in range(len(STEPS)):
        shapes |= {
            f"along_{at}": ((2 * REACH + 1) * STATE, STATE), f"among_{at}": (WAYS * STATE, STATE),
            f"bias_{at}": (1, STATE), f"back_{at}": (STATE, STATE),
        }  # fmt: skip
    arrays = {name: random.normal(size=(NETS, *shape)) for name, shape in shapes.items()}
    arrays |= {"mean": random.normal(size=columns), "deviation": random.uniform(1, 2, columns)}
    return {name: array.astype(np.float32) for name, array in arrays.items()}


def test_runs_are_kin_by_box_by_wider_box_by_markup_and_by_page() -> None:
    assert groups(runs()) == [
        (0, 0, 0, 0, 0),
        (1, 0, 0, 0, 0),
        (2, 1, 0, 1, 0),
        (3, 1, 0, 2, 0),
        (4, 2, 0, 0, 0),
    ]


def test_a_mean_of_kin_weighs_them() -> None:
    weights = np.array([1, 3, 1, 1, 4], np.float32)
    values = np.array([[8], [4], [1], [2], [0]], np.float32)
    means = [one.means(values)[one.group, 0].tolist() for one in kin_of(runs(), weights)]
    assert means == [
        [8, 4, 1, 2, 0],
        [5, 5, 1.5, 1.5, 0],
        pytest.approx([2.3] * 5),
        [2.5, 2.5, 1, 2, 2.5],
        pytest.approx([2.3] * 5),
    ]


def one_net(arrays: dict[str, Matrix], net: int, rows: Matrix, width: Matrix) -> list[float]:
    """Do what a net does, run by run."""
    page, belongs = range(len(rows)), groups(runs())
    seen = np.clip((np.sign(rows) * np.log1p(abs(rows)) - arrays["mean"]) / arrays["deviation"], -4, 4)  # fmt: skip
    state = [np.maximum(one @ arrays["enter"][net] + arrays["enter_bias"][net, 0], 0) for one in seen]  # fmt: skip

    def even(one: Matrix) -> Matrix:
        size: Matrix = np.sqrt((one**2).mean() + 1e-3)
        return one / size

    for layer, step in enumerate(STEPS):
        evened = [even(one) for one in state]
        for at in page:
            near = [
                evened[at + step * way] if 0 <= at + step * way < len(rows) else np.zeros(STATE)
                for way in range(-REACH, REACH + 1)
            ]
            like = []
            for way in range(WAYS):
                kin = [other for other in page if belongs[other][way] == belongs[at][way]]
                like.append(np.average([evened[other] for other in kin], axis=0, weights=np.log1p(width[kin])))  # fmt: skip
            told = np.concatenate(near) @ arrays[f"along_{layer}"][net]
            told = told + np.concatenate(like) @ arrays[f"among_{layer}"][net]
            told = np.maximum(told + arrays[f"bias_{layer}"][net, 0], 0)
            state[at] = state[at] + told @ arrays[f"back_{layer}"][net]
    ends = [even(one) @ arrays["leave"][net] + own @ arrays["direct"][net] for one, own in zip(state, seen, strict=True)]  # fmt: skip
    return [float(one[0] + arrays["bias"][net, 0, 0]) for one in ends]


def test_nets_see_each_run_among_its_neighbours_and_its_kin() -> None:
    arrays = drawn()
    rows = np.random.default_rng(5).normal(scale=9, size=(5, COLUMNS)).astype(np.float32)
    width = np.array([3, 80, 12, 400, 1], np.float32)
    each = [one_net(arrays, net, rows, width) for net in range(NETS)]
    told = nets_of(arrays).scores(runs(), rows, width)
    assert told == pytest.approx(np.mean(each, axis=0), abs=1e-3)


def test_rows_of_another_width_are_refused() -> None:
    with pytest.raises(ValueError, match="rows of 3 numbers, these have 2"):
        nets_of(drawn()).scores(runs(), np.zeros((5, 2), np.float32), np.ones(5, np.float32))


def test_a_page_of_one_run_is_judged() -> None:
    rows, width = np.zeros((1, COLUMNS), np.float32), np.ones(1, np.float32)
    assert nets_of(drawn()).scores(runs("<p>one</p>"), rows, width).shape == (1,)


def test_a_missing_array_is_told() -> None:
    arrays = drawn()
    del arrays["among_1"]
    with pytest.raises(KeyError, match="among_1"):
        nets_of(arrays)


def test_log_odds_are_made_probabilities_and_both_models_are_heard() -> None:
    low, even, high = likely(np.array([-50, 0, 50], np.float32)).tolist()
    assert (low, even, high) == (pytest.approx(0), 0.5, pytest.approx(1))
    trees, nets = np.array([-3, 3, -3, 3], np.float32), np.array([-3, -3, 3, 3], np.float32)
    against, first, second, favour = agreed(trees, nets).tolist()
    assert against < second < first < favour  # nets say more than they know


def test_the_shipped_nets_read_finite_numbers() -> None:
    nets = shipped_nets()
    rows = np.zeros((5, len(nets.mean)), np.float32)
    assert np.isfinite(nets.scores(runs(), rows, np.ones(5, np.float32))).all()
    assert (nets.deviation > 0).all()
