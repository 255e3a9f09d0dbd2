"""Small neural nets that read all runs of a page at once, as plain numbers: evaluated with numpy.

Where a tree sees one run, a net sees it among its neighbours on the page and its kin in the markup:
three times over, each run takes in a little more of what stands round it. Several nets, trained
from different beginnings, are asked together, and their mean is what counts.

A model is trained elsewhere (``benchmarks/train_nets.py``) and shipped as data; nothing is
downloaded, and no learning library is needed to use it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from threadpoolctl import ThreadpoolController

from articles.extract.kin import Kin, kin_of
from articles.extract.runs import Run
from articles.extract.signs import Matrix

REACH = 2
"""Neighbours on each side that a layer takes in."""
STEPS = (1, 2, 4)
"""A layer's neighbours are so many runs apart."""
FURTHEST = 4.0
"""Deviations from the mean beyond which a number counts no more."""
_TINY = 1e-3


@dataclass(frozen=True, slots=True)
class Layer:
    """What one layer makes of a run's neighbours (``along``) and kin (``among``), a net a row."""

    along: Matrix
    among: Matrix
    bias: Matrix
    back: Matrix


@dataclass(frozen=True, slots=True)
class Nets:
    """Nets of one shape over rows of ``len(mean)`` numbers. All else has a first axis: the net."""

    mean: Matrix
    deviation: Matrix
    enter: Matrix
    enter_bias: Matrix
    layers: tuple[Layer, ...]
    leave: Matrix
    direct: Matrix
    bias: Matrix

    def scores(self, runs: Sequence[Run], rows: Matrix, width: Matrix) -> Matrix:
        """Return the mean score of each run. Raises ValueError for rows of another width."""
        if rows.shape[1] != len(self.mean):
            raise ValueError(
                f"the nets read rows of {len(self.mean)} numbers, these have {rows.shape[1]}"
            )
        with _one_thread().limit(limits=1):
            return self._scores(kin_of(runs, np.log1p(width)), rows)

    def _scores(self, kin: Sequence[Kin], rows: Matrix) -> Matrix:
        seen = np.clip((squashed(rows) - self.mean) / self.deviation, -FURTHEST, FURTHEST)
        state = np.maximum(_side_by_side(seen @ self.enter + self.enter_bias), 0)
        for layer, step in zip(self.layers, STEPS, strict=True):
            state = state + _taken_in(_evened(state, len(self.bias)), layer, step, kin)
        told = _one_each(_evened(state, len(self.bias)), len(self.bias)) @ self.leave
        scores: Matrix = (told + seen @ self.direct + self.bias)[..., 0].mean(axis=0)
        return scores.astype(np.float32)


@cache
def _one_thread() -> ThreadpoolController:
    # Several threads gain nothing on matrices this small, and cost ten times the CPU where cores
    # are busy: they wait for each other, spinning.
    return ThreadpoolController()


def squashed(rows: Matrix) -> Matrix:
    """Return the numbers on a scale on which lengths and shares can be weighed together."""
    told: Matrix = np.sign(rows) * np.log1p(np.abs(rows))
    return told


# Between the products a row holds the states of all nets side by side, so that what a run takes in
# from others is moved in one piece.


def _side_by_side(states: Matrix) -> Matrix:
    nets, count, size = states.shape
    return states.transpose(1, 0, 2).reshape(count, nets * size)


def _one_each(state: Matrix, nets: int) -> Matrix:
    """Return the states net by net, without copying them."""
    return state.reshape(len(state), nets, -1).transpose(1, 0, 2)


def _evened(state: Matrix, nets: int) -> Matrix:
    each = state.reshape(len(state), nets, -1)
    size = np.sqrt(np.einsum("rnc,rnc->rn", each, each) / each.shape[-1] + _TINY)
    even: Matrix = (each / size[..., None]).reshape(state.shape)
    return even


def _taken_in(state: Matrix, layer: Layer, step: int, kin: Sequence[Kin]) -> Matrix:
    nets = len(layer.back)
    count, edge = len(state), REACH * step
    padded = np.zeros((count + 2 * edge, state.shape[1]), np.float32)
    padded[edge : edge + count] = state
    told = np.repeat(layer.bias, count, axis=1)
    for at, part in enumerate(np.split(layer.along, 2 * REACH + 1, axis=1)):
        told += _one_each(padded[at * step : at * step + count], nets) @ part
    for one, part in zip(kin, np.split(layer.among, len(kin), axis=1), strict=True):
        near = _one_each(one.means(state), nets) @ part  # there are far fewer groups than runs
        told += near.take(one.group, axis=1)
    return _side_by_side(np.maximum(told, 0, out=told) @ layer.back)


def nets_of(data: Mapping[str, Any]) -> Nets:
    """Build nets from their arrays. Raises KeyError for a missing one."""
    arrays = {name: np.asarray(value, np.float32) for name, value in data.items()}
    layers = tuple(
        Layer(*(arrays[f"{name}_{at}"] for name in ("along", "among", "bias", "back")))
        for at in range(len(STEPS))
    )
    whole = {one.name: arrays[one.name] for one in fields(Nets) if one.name != "layers"}
    return Nets(layers=layers, **whole)


@cache
def shipped_nets() -> Nets:
    """Return the nets that come with the program: a constant, read when they are first needed."""
    with (
        files("articles.extract").joinpath("models", "nets.npz").open("rb") as packed,
        np.load(packed, allow_pickle=False) as data,
    ):
        return nets_of(data)
