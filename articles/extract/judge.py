"""Which runs of a page are its article: trees judge each, then nets judge all of them together.

    runs → numbers → trees → nets → the choice with the highest expected F1
                   └ our own judgement fails: what most of the other libraries took

The confidence is the F1 that the choice is expected to have.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from articles.extract.clutter import tidied
from articles.extract.context import attested, in_light_of
from articles.extract.features import described, sizes
from articles.extract.following import of_other_articles
from articles.extract.heads import under_another_head
from articles.extract.nets import shipped_nets
from articles.extract.repeats import without_lumps
from articles.extract.runs import Run, Runs
from articles.extract.signs import Matrix, Told
from articles.extract.trees import best_choice, shipped_trees
from articles.extract.wholes import as_wholes
from articles.extract.witnesses import Testimony

_TREES = 0.5
"""The trees' part in what both say. Long texts the nets tell better alone; headings and short
lines, of which F1 knows little, both together."""
_MEANT = 0.7
"""What the nets' log-odds are worth on pages never seen: expected F1 is then about true F1."""
_UNJUDGED = 0.5
"""The confidence in what only the libraries took."""
_MOST = 0.5
"""A library took a run if its text holds more than this share of it."""


@dataclass(frozen=True, slots=True)
class Vote:
    """How far a witness took the same text as was kept: F1 over characters, 0 to 1."""

    name: str
    agreement: float
    chars: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """Which runs are kept, how probable each was, and what failed."""

    kept: tuple[bool, ...]
    probabilities: tuple[float, ...]
    confidence: float
    failures: tuple[str, ...] = ()


def judge(found: Runs, told: Told, ask: Callable[[], Testimony]) -> Judgement:
    """Judge every run. ``ask`` hears the witnesses.

    They are heard only where our own judgement fails: then what most of them took is kept, and the
    failure is told.
    """
    if not found.runs:
        return Judgement((), (), 0.0)
    try:
        return _own_judgement(found, told)
    except Exception as error:  # noqa: BLE001 - a flaw of ours must not lose the page
        return _by_witnesses(found.runs, ask(), f"own judgement: {type(error).__name__}: {error}")


def _by_witnesses(runs: Sequence[Run], testimony: Testimony, failure: str) -> Judgement:
    shares = attested(runs, [text for _, text in testimony.texts]).mean(axis=1)
    kept = shares > _MOST
    confidence = _UNJUDGED if kept.any() else 0.0
    return Judgement(
        tuple(kept.tolist()), tuple(shares.tolist()), confidence, (failure, *testimony.failures)
    )


def _own_judgement(found: Runs, told: Told) -> Judgement:
    rows = described(found, told)
    first = shipped_trees().scores(rows)
    second = shipped_nets().scores(found.runs, in_light_of(rows, first), sizes(rows))
    probable = agreed(first, second)
    kept, confidence = chosen(found.runs, rows, probable)
    return Judgement(kept, tuple(probable.tolist()), confidence)


def agreed(trees: Matrix, nets: Matrix) -> Matrix:
    """Return the probabilities that the scores of both tell, in log-odds each."""
    return likely(_TREES * trees + (1 - _TREES) * _MEANT * nets)


def likely(scores: Matrix) -> Matrix:
    """Return the probabilities that log-odds tell."""
    probable: Matrix = (1.0 / (1.0 + np.exp(-scores))).astype(np.float32)
    return probable


def chosen(runs: Sequence[Run], rows: Matrix, probable: Matrix) -> tuple[tuple[bool, ...], float]:
    """Return which runs are kept, and the F1 expected of that, 0 to 1."""
    evened = settled(runs, rows, probable)
    kept, confidence = best_choice(evened, sizes(rows))
    tidy = tidied(runs, kept.tolist(), evened.tolist())
    return tuple(without_lumps(runs, tidy)), confidence


def settled(runs: Sequence[Run], rows: Matrix, probable: Matrix) -> Matrix:
    """Return the probabilities with 0 for other articles, and each whole's mean for its parts."""
    others = of_other_articles(runs, rows) | under_another_head(runs, rows)
    return as_wholes(runs, np.where(others, np.float32(0), probable), sizes(rows))


def votes(runs: Sequence[Run], kept: Sequence[bool], testimony: Testimony) -> tuple[Vote, ...]:
    """Compare what each witness took with what was kept."""
    shares = attested(runs, [text for _, text in testimony.texts])
    size = np.array([len(run.text) for run in runs], np.float32)
    ours = np.array(kept, np.bool_)
    told = []
    for column, (name, text) in enumerate(testimony.texts):
        theirs = shares[:, column] > _MOST
        both = float(size[theirs & ours].sum())
        total = float(size[theirs].sum() + size[ours].sum())
        told.append(Vote(name, 2 * both / total if total else 0.0, len(text)))
    return tuple(told)
