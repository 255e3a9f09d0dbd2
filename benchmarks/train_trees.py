"""Fit the trees that judge each run by itself (``articles.extract.trees``), with LightGBM."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import lightgbm
import numpy as np

from benchmarks.samples import Sample
from benchmarks.variants import WEIGHT, variant

_PARAMETERS = {
    "objective": "binary", "num_leaves": 24, "max_depth": 9, "learning_rate": 0.1,
    "min_data_in_leaf": 40, "feature_fraction": 0.25, "bagging_fraction": 0.8, "bagging_freq": 1,
    "lambda_l2": 5.0, "max_bin": 63, "min_sum_hessian_in_leaf": 0.05, "verbose": -1,
    "num_threads": 1, "deterministic": True,
}  # fmt: skip
_ROUNDS = 140
_SEED = 7
_NEAR = 7
_LONG = 25
"""Tokens of a run that is trained on wherever it stands."""
_SPARED = 0.25
"""The share of the runs far from any article that is trained on; they weigh so much more."""


def fitted(pages: Sequence[Sample], weights: Mapping[str, float]) -> lightgbm.Booster:
    """Fit the trees over the runs' own numbers. ``weights`` tells what a set's pages count."""
    random = np.random.default_rng(_SEED)
    parts = [part for page in pages for part in _parts(page, weights[page.set], random)]
    rows, kept, weight = (np.concatenate(one) for one in zip(*parts, strict=True))
    data = lightgbm.Dataset(rows, kept, weight=weight / weight.mean(), params=_PARAMETERS)
    return lightgbm.train({**_PARAMETERS, "seed": _SEED}, data, _ROUNDS)


def judged_by(model: lightgbm.Booster, rows: np.ndarray) -> np.ndarray:
    """Return the log-odds that the trees give."""
    return np.asarray(model.predict(rows, raw_score=True), np.float32)


def _parts(
    page: Sample, counts: float, random: np.random.Generator
) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    kept = page.kept
    weight = np.minimum(page.tokens / page.wanted, 0.5) + 0.004
    near = np.convolve(kept, np.ones(_NEAR))[_NEAR // 2 :][: len(kept)] > 0
    share = np.where(near | (page.tokens > _LONG), 1.0, _SPARED)
    taken = random.random(len(kept)) < share
    weight = weight / share * counts
    rows = page.rows[taken]
    parts = [(rows, kept[taken], weight[taken])]
    if (other := variant(page.rows, rows, random)) is not None:
        parts.append((other, kept[taken], weight[taken] * WEIGHT))
    return parts


def exported(model: lightgbm.Booster) -> dict[str, Any]:
    """Return the model in the form of ``articles.extract.trees``."""
    out: dict[str, Any] = {"width": model.num_feature(), "depth": 0, "roots": [], "columns": [],
                           "thresholds": [], "left": [], "right": [], "values": []}  # fmt: skip
    for tree in model.dump_model()["tree_info"]:
        out["roots"].append(len(out["columns"]))
        out["depth"] = max(out["depth"], _export(tree["tree_structure"], out))
    return out


def _export(node: dict[str, Any], out: dict[str, Any]) -> int:
    at = len(out["columns"])
    leaf = "leaf_value" in node
    out["columns"].append(0 if leaf else node["split_feature"])
    out["thresholds"].append(0 if leaf else float(np.float32(node["threshold"])))
    out["values"].append(round(node["leaf_value"], 5) if leaf else 0)
    out["left"].append(at)
    out["right"].append(at)
    if leaf:
        return 0
    out["left"][at] = len(out["columns"])
    left = _export(node["left_child"], out)
    out["right"][at] = len(out["columns"])
    return 1 + max(left, _export(node["right_child"], out))
