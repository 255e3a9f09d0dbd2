"""Which runs of a page are its article: our own model first, other libraries where it doubts.

    runs → own judgement ─ sure → kept
                         └ in doubt → witnesses → judgement with them → kept

Both judgements are boosted trees over numbers that tell of a run's markup, words and neighbours.
The confidence is the F1 that the choice is expected to have.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from articles.extract.clutter import tidied
from articles.extract.context import attested, in_context
from articles.extract.features import described, sizes
from articles.extract.repeats import without_lumps
from articles.extract.runs import Run, Runs
from articles.extract.signs import Flags, Matrix, Told
from articles.extract.tables import as_wholes
from articles.extract.trees import best_choice, shipped
from articles.extract.witnesses import Testimony

SURE = 0.93
"""Expected F1 from which the own judgement stands; below it the libraries are heard."""
_UNJUDGED = 0.5
"""The confidence in what only the libraries took."""


@dataclass(frozen=True, slots=True)
class Vote:
    """How far a witness took the same text as was kept: F1 over characters, 0 to 1."""

    name: str
    agreement: float
    chars: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """Which runs are kept, how probable each was, and who was heard."""

    kept: tuple[bool, ...]
    probabilities: tuple[float, ...]
    confidence: float
    first_confidence: float
    votes: tuple[Vote, ...] = ()
    failures: tuple[str, ...] = ()


def judge(found: Runs, told: Told, ask: Callable[[], Testimony]) -> Judgement:
    """Judge every run. ``ask`` hears the witnesses, and is called only in doubt.

    Where the own judgement fails, what most witnesses took is kept, and the failure is told.
    """
    if not found.runs:
        return Judgement((), (), 0.0, 0.0)
    try:
        return _own_judgement(found, told, ask)
    except Exception as error:  # noqa: BLE001 - a flaw of ours must not lose the page
        return _by_witnesses(found.runs, ask(), f"own judgement: {type(error).__name__}: {error}")


def _by_witnesses(runs: Sequence[Run], testimony: Testimony, failure: str) -> Judgement:
    width = np.array([len(run.text) for run in runs], np.float32)
    seen = attested(runs, [text for _, text in testimony.texts], width)
    shares = seen[:, : len(testimony.texts)].mean(axis=1)
    kept = shares > 0.5  # noqa: PLR2004 - more than half of a run
    votes = _votes(testimony, seen, kept, width)
    confidence = _UNJUDGED if kept.any() else 0.0
    failures = (failure, *testimony.failures)
    return _judgement(tuple(kept.tolist()), shares, confidence, 0.0, votes, failures)


def _own_judgement(found: Runs, told: Told, ask: Callable[[], Testimony]) -> Judgement:
    runs = found.runs
    rows = described(found, told)
    width = sizes(rows)
    first = shipped("first").probabilities(rows)
    rows = in_context(runs, rows, first)
    own = shipped("second").probabilities(rows)
    kept, sure = chosen(runs, own, width)
    if sure >= SURE:
        return _judgement(kept, own, sure, sure)
    testimony = ask()
    seen = attested(runs, [text for _, text in testimony.texts], width)
    probabilities = shipped("third").probabilities(np.hstack([rows, seen]))
    kept, confidence = chosen(runs, probabilities, width)
    votes = _votes(testimony, seen, np.array(kept), width)
    return _judgement(kept, probabilities, confidence, sure, votes, testimony.failures)


def chosen(
    runs: Sequence[Run], probabilities: Matrix, width: Matrix
) -> tuple[tuple[bool, ...], float]:
    """Return which runs are kept, and the F1 expected of that, 0 to 1."""
    evened = as_wholes(runs, probabilities, width)
    kept, confidence = best_choice(evened, width)
    tidy = tidied(runs, kept.tolist(), evened.tolist())
    return tuple(without_lumps(runs, tidy)), confidence


def _judgement(
    kept: tuple[bool, ...], probabilities: Matrix, confidence: float, first: float,
    votes: tuple[Vote, ...] = (), failures: tuple[str, ...] = (),
) -> Judgement:  # fmt: skip
    return Judgement(kept, tuple(probabilities.tolist()), confidence, first, votes, failures)


def _votes(testimony: Testimony, seen: Matrix, kept: Flags, width: Matrix) -> tuple[Vote, ...]:
    votes = []
    for column, (name, text) in enumerate(testimony.texts):
        theirs = seen[:, column] > 0.5  # noqa: PLR2004 - more than half of a run
        both = float(width[theirs & kept].sum())
        total = float(width[theirs].sum() + width[kept].sum())
        votes.append(Vote(name, 2 * both / total if total else 0.0, len(text)))
    return tuple(votes)
