"""Fit the nets that judge a page's runs together (``articles.extract.nets``), with JAX.

Pages are put one after another into batches of one size, with nothing between them that a layer
could see across. The loss is, page by page, what is lost of F1, beside the usual log-loss of runs.
A page forgets some of its numbers each time, so that no net hangs on what its sites' authors call
their boxes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import jax
import numpy as np
import optax
from jax import numpy as jnp

from articles.extract.features import sizes
from articles.extract.kin import WAYS
from articles.extract.nets import FURTHEST, REACH, STEPS, squashed
from benchmarks.samples import Sample
from benchmarks.variants import variant

SEEDS = (1, 2)
"""The nets that are asked together differ in what they began with and in what they saw when."""
_ROWS = 4_096
_PAGES = 128
_GAP = 16
"""Empty rows between pages: more than any layer reaches."""
_STATE = 64
_EPOCHS = 12
_RATE = 3e-3
_DECAY = 1e-2
_DROPPED = 0.25
"""The share of the state that is dropped in training."""
_FORGOTTEN = 0.2
"""The share of its numbers that a page forgets in training."""
_VARIANTS = 0.5

Parameters = dict[str, Any]


class Batch(NamedTuple):
    """Pages one after another; the empty rows between have no width."""

    rows: np.ndarray
    kept: np.ndarray
    share: np.ndarray
    """What a run is of its page's true text, at most a half."""
    width: np.ndarray
    groups: np.ndarray
    page: np.ndarray
    weight: np.ndarray
    """What a page counts."""


def fitted(
    pages: Sequence[Sample], rows: Sequence[np.ndarray], weights: Mapping[str, float]
) -> dict[str, np.ndarray]:
    """Fit one net a seed; return their arrays, as ``nets_of`` reads them."""
    scaled = [squashed(one) for one in rows]
    every = np.concatenate(scaled)
    mean, deviation = every.mean(axis=0), every.std(axis=0) + 1e-3
    nets = [_fitted(pages, rows, (mean, deviation), weights, seed) for seed in SEEDS]
    stacked = {name: np.stack([net[name] for net in nets]) for name in nets[0]}
    return {"mean": mean, "deviation": deviation, **stacked}


def _fitted(
    pages: Sequence[Sample], rows: Sequence[np.ndarray], scale: tuple[np.ndarray, np.ndarray],
    weights: Mapping[str, float], seed: int,
) -> dict[str, np.ndarray]:  # fmt: skip
    random = np.random.default_rng(seed)
    key = jax.random.PRNGKey(seed)
    net = _beginning(key, rows[0].shape[1])
    steps = _EPOCHS * len(list(_bins(pages, random)))
    rate = optax.warmup_cosine_decay_schedule(_RATE / 10, _RATE, steps // 10, steps, _RATE / 100)
    memory, count = _RULE.init(net), 0
    for _ in range(_EPOCHS):
        for places in _bins(pages, random):
            key, now = jax.random.split(key)
            taken = [(pages[at], rows[at]) for at in places]
            batch = _batch(taken, scale, weights, random)
            net, memory = _STEP(net, memory, batch, now, rate(count))
            count += 1
    return {name: np.asarray(value) for name, value in net.items()}


def _bins(pages: Sequence[Sample], random: np.random.Generator) -> Iterator[list[int]]:
    """Yield the places of the pages of each batch, in a new order."""
    filled: list[int] = []
    count = 0
    for at in random.permutation(len(pages)).tolist():
        size = len(pages[at].kept) + _GAP
        if size > _ROWS:
            continue
        if count + size > _ROWS or len(filled) == _PAGES - 1:
            yield filled
            filled, count = [], 0
        filled.append(at)
        count += size
    if filled:
        yield filled


def _batch(
    pages: Sequence[tuple[Sample, np.ndarray]], scale: tuple[np.ndarray, np.ndarray],
    weights: Mapping[str, float], random: np.random.Generator,
) -> Batch:  # fmt: skip
    kept, share, width = np.zeros((3, _ROWS), np.float32)
    batch = Batch(
        np.zeros((_ROWS, len(scale[0])), np.float32), kept, share, width,
        np.full((_ROWS, WAYS), _ROWS - 1, np.int32), np.full(_ROWS, _PAGES - 1, np.int32),
        np.zeros(_PAGES, np.float32),
    )  # fmt: skip
    start, known = 0, np.zeros(WAYS, np.int32)
    for number, (page, own) in enumerate(pages):
        here = slice(start, start + len(own))
        other = variant(page.rows, own, random) if random.random() < _VARIANTS else None
        seen = own if other is None else other
        batch.rows[here] = np.clip((squashed(seen) - scale[0]) / scale[1], -FURTHEST, FURTHEST)
        batch.kept[here] = page.kept
        batch.share[here] = np.minimum(page.tokens / page.wanted, 0.5) + 0.001
        batch.width[here] = np.log1p(sizes(page.rows))
        batch.page[here] = number
        batch.weight[number] = weights[page.set]
        batch.groups[here] = page.kin + known
        known = known + page.kin.max(axis=0) + 1
        start += len(own) + _GAP
    return batch


def _beginning(key: Any, columns: int) -> Parameters:
    keys = iter(jax.random.split(key, 4 + 3 * len(STEPS)))

    def drawn(wide: int, high: int, share: float) -> Any:
        return jax.random.normal(next(keys), (wide, high)) * share * np.sqrt(1.5 / wide)

    net = {
        "enter": drawn(columns, _STATE, 1.0), "enter_bias": jnp.zeros((1, _STATE)),
        "leave": drawn(_STATE, 1, 0.3), "direct": drawn(columns, 1, 0.1),
        "bias": jnp.full((1, 1), -1.0),
    }  # fmt: skip
    for at in range(len(STEPS)):
        net |= {
            f"along_{at}": drawn((2 * REACH + 1) * _STATE, _STATE, 0.7),
            f"among_{at}": drawn(WAYS * _STATE, _STATE, 0.7),
            f"bias_{at}": jnp.zeros((1, _STATE)),
            f"back_{at}": drawn(_STATE, _STATE, 0.5),
        }
    return net


def _loss(net: Parameters, batch: Batch, key: Any) -> Any:
    score = _scores(net, batch, key)
    there = jnp.asarray(batch.width > 0, jnp.float32)
    probable = jax.nn.sigmoid(score)
    share = batch.share * there
    wrong = (jnp.logaddexp(0, score) - batch.kept * score) * (share + 0.003 * there)

    def of_page(value: Any) -> Any:
        return jax.ops.segment_sum(value * share, batch.page, _PAGES)

    hits = of_page(probable * batch.kept)
    lost = 1 - 2 * hits / (of_page(probable) + of_page(batch.kept) + 1e-3)
    logs = jax.ops.segment_sum(wrong, batch.page, _PAGES)
    return ((lost + logs) * batch.weight).sum() / batch.weight.sum()


def _scores(net: Parameters, batch: Batch, key: Any) -> Any:
    """Return what ``Nets.scores`` does, with much of it forgotten."""
    keys = iter(jax.random.split(key, 2 + len(STEPS)))
    there = jnp.asarray(batch.width > 0, jnp.float32)[:, None]
    known = jax.random.bernoulli(next(keys), 1 - _FORGOTTEN, (_PAGES, batch.rows.shape[1]))
    rows = batch.rows * known[batch.page] / (1 - _FORGOTTEN)
    state = jax.nn.relu(rows @ net["enter"] + net["enter_bias"]) * there
    state = _dropped(state, next(keys))
    for at, step in enumerate(STEPS):
        even = _evened(state) * there
        near = [jnp.roll(even, -step * way, 0) for way in range(-REACH, REACH + 1)]
        like = [_means(even, batch.width, batch.groups[:, way]) for way in range(WAYS)]
        told = jnp.concatenate(near, 1) @ net[f"along_{at}"]
        told += jnp.concatenate(like, 1) @ net[f"among_{at}"] + net[f"bias_{at}"]
        state = (state + _dropped(jax.nn.relu(told), next(keys)) @ net[f"back_{at}"]) * there
    return (_evened(state) @ net["leave"] + rows @ net["direct"] + net["bias"])[:, 0]


def _evened(state: Any) -> Any:
    return state * jax.lax.rsqrt(jnp.square(state).mean(axis=-1, keepdims=True) + 1e-3)


def _dropped(state: Any, key: Any) -> Any:
    return state * jax.random.bernoulli(key, 1 - _DROPPED, state.shape) / (1 - _DROPPED)


def _means(state: Any, width: Any, group: Any) -> Any:
    sums = jax.ops.segment_sum(state * width[:, None], group, _ROWS)
    weights = jax.ops.segment_sum(width, group, _ROWS)
    return (sums / (weights[:, None] + 1e-6))[group]


def _stepped(
    net: Parameters, memory: Any, batch: Batch, key: Any, rate: Any
) -> tuple[Parameters, Any]:
    slope = jax.grad(_loss)(net, batch, key)
    change, memory = _RULE.update(slope, memory, net)
    return {name: value - rate * change[name] for name, value in net.items()}, memory


_RULE = optax.chain(
    optax.clip_by_global_norm(1.0), optax.scale_by_adam(), optax.add_decayed_weights(_DECAY)
)
_STEP = jax.jit(_stepped)
"""Compiled once for all nets, which takes as long as two rounds over the pages."""
