"""The pages of the sets, read once and labelled run by run, to train on and to judge by."""

from __future__ import annotations

import hashlib
import pickle
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

import numpy as np
from selectolax.lexbor import LexborNode

from articles.extract.automatic import told_by
from articles.extract.features import described, sizes
from articles.extract.item import marked_page
from articles.extract.kin import groups
from articles.extract.runs import Run, read_runs
from articles.extract.structured import statements
from articles.types import FetchedPage, Rejection
from benchmarks.labels import labels
from benchmarks.metric import tokens
from benchmarks.sets import BODY_SETS, Case, cases


@dataclass(slots=True)
class Sample:
    """One page, ready to train on."""

    set: str
    name: str
    site: str
    truth: str
    runs: list[Run]
    rows: np.ndarray
    kin: np.ndarray
    kept: np.ndarray
    tokens: np.ndarray
    wanted: int
    judged: dict[str, np.ndarray] = field(default_factory=dict)
    """By stage, what models say that have seen no page of the site."""


def read_page(page: FetchedPage) -> tuple[list[Run], np.ndarray] | None:
    """Return the runs of a page and what is told of each; None if it has no text to judge."""
    marked = marked_page(page)
    if isinstance(marked, Rejection) or not (runs := read_runs(marked.tree)).runs:
        return None
    window = marked.tree.css_first("title")
    told = told_by(statements(marked.tree), window.text(deep=True) if window is not None else None)
    return runs.runs, described(runs, told)


def sample_of(case: Case) -> Sample | None:
    """Read and label one page; None if it has no text to judge."""
    if (read := read_page(case.page)) is None:
        return None
    runs, rows = read
    kin = np.array(groups(runs), np.int32)
    truth = str(case.truth["body"])
    kept = labels([run.text for run in runs], truth)
    counts = np.array([len(tokens(run.text, wide=False)) or 1 for run in runs], np.float32)
    counts = np.maximum(counts, sizes(rows) / 6)
    for run in runs:
        run.nodes = []
        for box in run.box.above():
            box.node = cast("LexborNode", None)  # a tree cannot be stored
    wanted = max(60, len(truth.split()), int(sum(counts[kept == 1])))
    return Sample(
        case.set, case.name, site_of(case.page.url), truth,
        runs, rows, kin, kept, counts, wanted,
    )  # fmt: skip


def site_of(url: str) -> str:
    """Return the part of a host by which pages of one publisher are kept together."""
    labels_ = (urlsplit(url).hostname or url).removeprefix("www.").split(".")
    short = len(labels_) > 2 and len(labels_[-2]) <= 3  # noqa: PLR2004 - co.uk, com.cn
    return ".".join(labels_[-3:] if short else labels_[-2:])


def fold_of(site: str, folds: int) -> int:
    """Return the fold of a site, the same on every machine."""
    return int(hashlib.md5(site.encode(), usedforsecurity=False).hexdigest(), 16) % folds


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
