"""Train the models that judge the runs of a page (``articles/extract/models``).

    python -m benchmarks.train_extraction DATA_DIR [--out FOLDER] [--folds N] [--processes N]

Reads the sets of DATA_DIR (see ``benchmarks.sets``), labels every run by the true text, and fits
three sums of trees: over a run's own signs, over those in the light of the first judgement, and
with what the other libraries kept. Prints out-of-fold figures, where a page is judged by models
that have seen no page of its site; then fits on all pages and writes the models. Needs LightGBM.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import multiprocessing
import pickle
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import lightgbm
import numpy as np
from selectolax.lexbor import LexborNode

from articles.extract.automatic import told_by
from articles.extract.context import attested, in_context
from articles.extract.cutting import text_of_runs
from articles.extract.features import described, sizes
from articles.extract.item import marked_page
from articles.extract.judge import SURE, chosen
from articles.extract.runs import Run, read_runs
from articles.extract.structured import statements
from articles.extract.witnesses import heard
from articles.types import Rejection
from benchmarks.labels import labels
from benchmarks.metric import body_score, rates, tokens
from benchmarks.sets import BODY_SETS, Case, cases
from benchmarks.variants import WEIGHT, variant

_WEIGHTS = {"publishers": 3.0, "news_en": 2.5, "multilingual": 4.0, "web_articles": 1.0}
"""A set's pages count so much, so that the small sets of news weigh as much as the large one."""
_PARAMETERS = {
    "objective": "binary", "num_leaves": 24, "max_depth": 9, "learning_rate": 0.1,
    "min_data_in_leaf": 40, "feature_fraction": 0.25, "bagging_fraction": 0.8, "bagging_freq": 1,
    "lambda_l2": 5.0, "max_bin": 63, "min_sum_hessian_in_leaf": 0.05, "verbose": -1,
    "num_threads": 1, "deterministic": True,
}  # fmt: skip
_ROUNDS = 140
_SEEDS = (7,)
"""A model is the mean of one sum of trees a seed."""
_NEAR = 7
_LONG = 25
"""Tokens of a run that is trained on wherever it stands."""
_SPARED = 0.25
"""The share of the runs far from any article that is trained on; they weigh so much more."""
_STAGES = ("first", "second", "third")


@dataclass(slots=True)
class Sample:
    """One page, ready to train on."""

    set: str
    name: str
    site: str
    truth: str
    runs: list[Run]
    rows: np.ndarray
    seen: np.ndarray
    kept: np.ndarray
    tokens: np.ndarray
    wanted: int
    judged: dict[str, np.ndarray] = field(default_factory=dict)
    context: np.ndarray | None = None
    """What the second and third stages read: the rows in the light of the first judgement."""


def sample_of(case: Case) -> Sample | None:
    """Read one page; None if it has no text to judge."""
    marked = marked_page(case.page)
    if isinstance(marked, Rejection):
        return None
    found = statements(marked.tree)
    runs = read_runs(marked.tree)
    if not runs.runs:
        return None
    window = marked.tree.css_first("title")
    rows = described(runs, told_by(found, window.text(deep=True) if window is not None else None))
    testimony = heard(marked)
    seen = attested(runs.runs, [text for _, text in testimony.texts], sizes(rows))
    truth = str(case.truth["body"])
    kept = labels([run.text for run in runs.runs], truth)
    counts = np.array([len(tokens(run.text, wide=False)) or 1 for run in runs.runs], np.float32)
    counts = np.maximum(counts, sizes(rows) / 6)
    for run in runs.runs:
        run.nodes = []
        for box in run.box.above():
            box.node = cast("LexborNode", None)  # a tree cannot be stored
    wanted = max(60, len(truth.split()), int(sum(counts[kept == 1])))
    return Sample(
        case.set, case.name, site_of(case.page.url), truth,
        runs.runs, rows, seen, kept, counts, wanted,
    )  # fmt: skip


def site_of(url: str) -> str:
    """Return the part of a host by which pages of one publisher are kept together."""
    labels_ = (urlsplit(url).hostname or url).removeprefix("www.").split(".")
    short = len(labels_) > 2 and len(labels_[-2]) <= 3  # noqa: PLR2004 - co.uk, com.cn
    return ".".join(labels_[-3:] if short else labels_[-2:])


def fold_of(site: str, folds: int) -> int:
    """Return the fold of a site, the same on every machine."""
    return int(hashlib.md5(site.encode(), usedforsecurity=False).hexdigest(), 16) % folds


def rows_of(sample: Sample, stage: str) -> np.ndarray:
    """Return the numbers that a stage's model reads."""
    if stage == "first":
        return sample.rows
    if sample.context is None:
        sample.context = in_context(sample.runs, sample.rows, sample.judged["first"])
    return sample.context if stage == "second" else np.hstack([sample.context, sample.seen])


def fitted(samples: Sequence[Sample], stage: str) -> list[lightgbm.Booster]:
    """Fit one stage's trees, once a seed."""
    random = np.random.default_rng(7)
    parts = [part for sample in samples for part in _training(sample, stage, random)]
    rows, kept, weight = (np.concatenate(one) for one in zip(*parts, strict=True))
    data = lightgbm.Dataset(
        rows, kept, weight=weight / weight.mean(), free_raw_data=False, params=_PARAMETERS
    )
    return [lightgbm.train({**_PARAMETERS, "seed": seed}, data, _ROUNDS) for seed in _SEEDS]


def judged_by(models: Sequence[lightgbm.Booster], rows: np.ndarray) -> np.ndarray:
    """Return the probabilities that the mean of the models gives."""
    scores = np.mean([model.predict(rows, raw_score=True) for model in models], axis=0)
    probabilities: np.ndarray = (1 / (1 + np.exp(-scores))).astype(np.float32)
    return probabilities


def _training(
    sample: Sample, stage: str, random: np.random.Generator
) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    kept = sample.kept
    weight = np.minimum(sample.tokens / sample.wanted, 0.5) + 0.004
    near = np.convolve(kept, np.ones(_NEAR))[_NEAR // 2 :][: len(kept)] > 0
    share = np.where(near | (sample.tokens > _LONG), 1.0, _SPARED)
    taken = random.random(len(kept)) < share
    weight = weight / share * _WEIGHTS[sample.set]
    rows = rows_of(sample, stage)[taken]
    parts = [(rows, kept[taken], weight[taken])]
    if (other := variant(sample.rows, rows, random)) is not None:
        parts.append((other, kept[taken], weight[taken] * WEIGHT))
    return parts


Part = tuple[str, int | None]
"""What one process fits: a stage's model without a fold, or of all pages."""


def trained(parts: Sequence[Part], folds: int, processes: int, out: Path) -> None:
    """Fit the parts: judge a fold's pages by a model that has seen none of its sites, or write."""
    # Forked processes inherit the samples, which are too large to hand over.
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        done = pool.imap(_trained, [(*part, folds) for part in parts])
        for (stage, number), result in zip(parts, done, strict=True):
            if number is None:
                text = json.dumps(result, separators=(",", ":")).encode("ascii")
                (out / f"{stage}.json.gz").write_bytes(gzip.compress(text, mtime=0))
            else:
                for at, probabilities in result:
                    _SHARED[at].judged[stage] = probabilities


_SHARED: list[Sample] = []


def _trained(task: tuple[str, int | None, int]) -> Any:
    stage, number, folds = task
    if number is None:
        return exported(fitted(_SHARED, stage))
    inside = [at for at, one in enumerate(_SHARED) if fold_of(one.site, folds) == number]
    models = fitted([one for one in _SHARED if fold_of(one.site, folds) != number], stage)
    return [(at, judged_by(models, rows_of(_SHARED[at], stage))) for at in inside]


def judge_in_tiers(samples: Sequence[Sample]) -> None:
    """Judge as ``articles.extract.judge`` does: the third stage speaks where the second doubts."""
    doubtful: dict[str, list[bool]] = {}
    for one in samples:
        _, sure = chosen(one.runs, one.judged["second"], sizes(one.rows))
        one.judged["tiers"] = one.judged["second" if sure >= SURE else "third"]
        doubtful.setdefault(one.set, []).append(sure < SURE)
    for name, flags in doubtful.items():
        print(f"  in doubt: {name} {np.mean(flags):.2f}")  # noqa: T201 - a program's output


def report(samples: Sequence[Sample], stage: str, unread: dict[str, int]) -> None:
    """Print body F1 per set of a stage's judgements."""
    for name in BODY_SETS:
        rows = [(0.0, 0.0, 1.0)] * unread.get(name, 0)
        for one in samples:
            if one.set == name:
                kept, _ = chosen(one.runs, one.judged[stage], sizes(one.rows))
                rows.append(rates(one.truth, text_of_runs(one.runs, kept)))
        if rows:
            f1, precision, recall, failed = body_score(rows)
            told = f"F1 {f1:.4f}  P {precision:.3f}  R {recall:.3f}  failed {failed}"
            print(f"  {stage:7} {name:13} {told}", flush=True)  # noqa: T201 - a program's output


def exported(models: Sequence[lightgbm.Booster]) -> dict[str, Any]:
    """Return the mean of the models as one sum of trees (see ``articles.extract.trees``)."""
    out: dict[str, Any] = {"width": models[0].num_feature(), "depth": 0, "roots": [], "columns": [],
                           "thresholds": [], "left": [], "right": [], "values": []}  # fmt: skip
    for tree in (tree for model in models for tree in model.dump_model()["tree_info"]):
        out["roots"].append(len(out["columns"]))
        out["depth"] = max(out["depth"], _export(tree["tree_structure"], out, 1 / len(models)))
    return out


def _export(node: dict[str, Any], out: dict[str, Any], share: float) -> int:
    at = len(out["columns"])
    leaf = "leaf_value" in node
    out["columns"].append(0 if leaf else node["split_feature"])
    out["thresholds"].append(0 if leaf else float(np.float32(node["threshold"])))
    out["values"].append(round(node["leaf_value"] * share, 5) if leaf else 0)
    out["left"].append(at)
    out["right"].append(at)
    if leaf:
        return 0
    out["left"][at] = len(out["columns"])
    left = _export(node["left_child"], out, share)
    out["right"][at] = len(out["columns"])
    return 1 + max(left, _export(node["right_child"], out, share))


def read_samples(folder: Path, cache: Path | None) -> tuple[list[Sample], dict[str, int]]:
    """Read all pages; from ``cache`` if it is there (it must be deleted when features change)."""
    if cache and cache.exists():
        return pickle.loads(cache.read_bytes())  # type: ignore[no-any-return] # noqa: S301 - our own file
    samples: list[Sample] = []
    unread: dict[str, int] = {}
    for name in BODY_SETS:
        for case in cases(folder, name):
            if not case.truth.get("body"):
                continue
            if sample := sample_of(case):
                samples.append(sample)
            else:
                unread[name] = unread.get(name, 0) + 1
        print(f"read {name}: {len(samples)} pages", flush=True)  # noqa: T201 - a program's output
    if cache:
        cache.write_bytes(pickle.dumps((samples, unread)))
    return samples, unread


def main(arguments: Sequence[str]) -> None:
    """Train, report and write."""
    parser = argparse.ArgumentParser(
        description=__doc__.split("\n", maxsplit=1)[0] if __doc__ else None
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, default=Path("articles/extract/models"))
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--cache", type=Path)
    options = parser.parse_args(arguments)
    samples, unread = read_samples(options.data, options.cache)
    started = time.monotonic()
    _SHARED[:] = samples
    options.out.mkdir(parents=True, exist_ok=True)
    numbers = range(options.folds)
    first: list[Part] = [("first", None), *(("first", number) for number in numbers)]
    trained(first, options.folds, options.processes, options.out)
    for one in samples:
        rows_of(one, "second")
    rest: list[Part] = [("second", None), ("third", None)]
    rest += [(stage, number) for stage in _STAGES[1:] for number in numbers]
    trained(rest, options.folds, options.processes, options.out)
    for stage in _STAGES:
        report(samples, stage, unread)
    judge_in_tiers(samples)
    report(samples, "tiers", unread)
    print(f"{time.monotonic() - started:.0f} s")  # noqa: T201 - a program's output
    if options.cache:
        options.cache.with_suffix(".judged").write_bytes(
            pickle.dumps([(one.set, one.name, one.judged) for one in samples])
        )


if __name__ == "__main__":
    main(sys.argv[1:])
