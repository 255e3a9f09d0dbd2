"""Train the models that judge the runs of a page (``articles/extract/models``).

    python -m benchmarks.train_extraction DATA_DIR [--out FOLDER] [--folds N] [--cache FILE]

Reads the sets of DATA_DIR (see ``benchmarks.sets``), labels every run by the true text, and fits
two models: trees over a run's own numbers, and nets that read all runs of a page with what the
trees say of each. Prints out-of-fold figures, where a page is judged by models that have seen no
page of its site; then fits on all pages and writes the models. Needs the extra ``train``.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from articles.extract.context import in_light_of
from articles.extract.cutting import text_of_runs
from articles.extract.features import sizes
from articles.extract.judge import agreed, chosen, likely
from articles.extract.nets import nets_of
from benchmarks import train_nets, train_trees
from benchmarks.metric import body_score, rates
from benchmarks.samples import Sample, fold_of, read_samples
from benchmarks.sets import BODY_SETS

_WEIGHTS = {"publishers": 3.0, "news_en": 2.5, "multilingual": 4.0, "web_articles": 1.0}
"""A set's pages count so much, so that the small sets of news weigh as much as the large one."""


def train_the_trees(pages: Sequence[Sample], folds: int, out: Path) -> None:
    """Judge every page by trees that have not seen its site, and write those of all pages."""
    for seen, unseen in _folds(pages, folds):
        model = train_trees.fitted(seen, _WEIGHTS)
        for page in unseen:
            page.judged["trees"] = train_trees.judged_by(model, page.rows)
    text = json.dumps(
        train_trees.exported(train_trees.fitted(pages, _WEIGHTS)), separators=(",", ":")
    )
    (out / "trees.json.gz").write_bytes(gzip.compress(text.encode("ascii"), mtime=0))


def train_the_nets(pages: Sequence[Sample], folds: int, out: Path) -> None:
    """Write nets of all pages, and judge every page by nets that have not seen its site.

    What the trees say of a page is, here too, what trees say that have not seen its site.
    """
    every = train_nets.fitted(pages, [_rows(page) for page in pages], _WEIGHTS)
    packed = {name: array.astype(np.float16) for name, array in every.items()}
    with (out / "nets.npz").open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **packed)
    for number, (seen, unseen) in enumerate(_folds(pages, folds), 1):
        nets = nets_of(train_nets.fitted(seen, [_rows(page) for page in seen], _WEIGHTS))
        for page in unseen:
            page.judged["nets"] = nets.scores(page.runs, _rows(page), sizes(page.rows))
        _say(f"nets of fold {number} of {folds}")


def _rows(page: Sample) -> np.ndarray:
    return in_light_of(page.rows, page.judged["trees"])


def _folds(pages: Sequence[Sample], folds: int) -> Iterator[tuple[list[Sample], list[Sample]]]:
    for number in range(folds):
        yield (
            [page for page in pages if fold_of(page.site, folds) != number],
            [page for page in pages if fold_of(page.site, folds) == number],
        )


def by_trees(page: Sample) -> np.ndarray:
    """Return what trees alone say of a page whose site they have not seen."""
    return likely(page.judged["trees"])


def by_both(page: Sample) -> np.ndarray:
    """Return what trees and nets say of a page whose site they have not seen."""
    return agreed(page.judged["trees"], page.judged["nets"])


def report(
    pages: Sequence[Sample], judge: Callable[[Sample], np.ndarray], unread: dict[str, int]
) -> None:
    """Print body F1 per set of a judge's choices, and the F1 that was expected of them."""
    for name in BODY_SETS:
        rows, sure = [(0.0, 0.0, 1.0)] * unread.get(name, 0), []
        for page in pages:
            if page.set == name:
                kept, confidence = chosen(page.runs, page.rows, judge(page))
                rows.append(rates(page.truth, text_of_runs(page.runs, kept)))
                sure.append(confidence)
        if rows:
            f1, precision, recall, failed = body_score(rows)
            told = f"F1 {f1:.4f}  P {precision:.3f}  R {recall:.3f}  failed {failed}"
            _say(f"  {judge.__name__:8} {name:13} {told}  expected {np.mean(sure):.3f}")


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - a program's output


def main(arguments: Sequence[str]) -> None:
    """Train, report and write."""
    parser = argparse.ArgumentParser(
        description=__doc__.split("\n", maxsplit=1)[0] if __doc__ else None
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, default=Path("articles/extract/models"))
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument(
        "--cache", type=Path, help="keep what was read; beside it, what was judged out of fold"
    )
    options = parser.parse_args(arguments)
    pages, unread = read_samples(options.data, options.cache)
    started = time.monotonic()
    options.out.mkdir(parents=True, exist_ok=True)
    train_the_trees(pages, options.folds, options.out)
    report(pages, by_trees, unread)
    train_the_nets(pages, options.folds, options.out)
    report(pages, by_both, unread)
    _say(f"{time.monotonic() - started:.0f} s")
    if options.cache:
        judged = {f"{page.set}/{page.name}": by_both(page) for page in pages}
        with options.cache.with_suffix(".judged.npz").open("wb") as file:
            np.savez_compressed(file, allow_pickle=False, **judged)


if __name__ == "__main__":
    main(sys.argv[1:])
