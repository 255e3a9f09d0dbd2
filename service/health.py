"""How a source is, judged by its own history. Pure rules; each names since when, and why.

failing     its last three runs failed (robots.txt, layout, network …), or one that will not mend
            by itself
degraded    its last run failed; or most pages fail or give no article though they used to;
            or its articles or listings are not what they were (``service.drift``); or it is
            silent longer than in the same hours of earlier weeks; or it was not checked for too
            long
healthy     none of that: also when nothing is new and nothing usually is
unknown     it has never been crawled to an end
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import takewhile

from service.drift import drift_of_articles, drift_of_counts
from storage.types import Run, RunState

Arrivals = Sequence[tuple[datetime, int]]
"""When articles came and how many, oldest first."""

_WEEK = timedelta(days=7)
_WEEKS = 4
_LEAST_WEEKS = 2
_SURE = 5.0
"""Articles expected in a silence before it means something: none by chance once in 150 times."""
_TRIES = 3
_LASTING = frozenset({"robots", "drifted", "no-entries", "private-address"})
"""What no further try mends."""
_BROKEN = frozenset({RunState.FAILED, RunState.CRASHED})
_PAGES = 5
_MOST_LOST = 0.5
_LEAST_OVERDUE = timedelta(hours=1)


class State(StrEnum):
    """How a source, or the daemon, is."""

    HEALTHY = "healthy"
    DEGRADED = "degraded"
    FAILING = "failing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Health:
    """A judgement; ``since`` and ``why`` are empty for what is healthy."""

    state: State
    since: datetime | None = None
    why: str = ""
    tries: int | None = None
    """Crawls in a row that show it; None: no further one is needed to be sure."""
    usual: str = ""
    """What was to be expected."""


@dataclass(frozen=True, slots=True)
class History:
    """What is known of a source. ``runs``: newest first. ``due``: the slot after the last run.

    ``read``: its latest runs that found new articles, newest first; they go further back.
    """

    runs: Sequence[Run]
    arrivals: Arrivals
    due: datetime | None
    read: Sequence[Run] = ()


def judge(history: History, now: datetime) -> Health:
    """Return the first finding, the worst first."""
    ended = [run for run in history.runs if run.state in _BROKEN or run.state is RunState.DONE]
    if not ended:
        return Health(State.UNKNOWN, None, "never crawled")
    for rule in _RULES:
        found = rule(ended, history, now)
        if found is not None:
            return found
    return Health(State.HEALTHY)


def _failing(ended: Sequence[Run], _history: History, _now: datetime) -> Health | None:
    broken = list(takewhile(lambda run: run.state in _BROKEN, ended))
    if not broken:
        return None
    last, first = broken[0], broken[-1]
    lasting = len(broken) >= _TRIES or last.error_kind in _LASTING
    state = State.FAILING if lasting else State.DEGRADED
    good = next((run for run in ended if run.state is RunState.DONE), None)
    forbids = "robots.txt now forbids it" if last.error_kind == "robots" and good else ""
    why = f"{forbids or last.error_kind}: {last.error}"
    return Health(state, first.started_at, why, len(broken), _when_well(good))


def _when_well(good: Run | None) -> str:
    if good is None:
        return ""
    counts = good.counts
    at = f"{good.started_at:%Y-%m-%d %H:%M}"
    return f"{counts.found} found and {counts.stored_new} new in the last good crawl, {at} UTC"


def _losing(ended: Sequence[Run], _history: History, _now: datetime) -> Health | None:
    """Judge the latest runs with enough pages against those before them."""
    busy = [run for run in ended if _looked(run) >= _PAGES]
    if not busy or _lost(busy[0]) <= _MOST_LOST:
        return None
    bad = list(takewhile(lambda run: _lost(run) > _MOST_LOST, busy))
    if len(bad) == len(busy):
        # it was never any better: that is the site, or a source that needs another look
        return None
    counts = bad[0].counts
    lost, looked = counts.failed + counts.rejected, _looked(bad[0])
    why = f"{lost} of {looked} pages gave no article, unlike before: {_commonest(bad[0])}"
    good = busy[len(bad)]
    usual = f"{_looked(good) - good.counts.failed - good.counts.rejected} of {_looked(good)} did"
    return Health(State.DEGRADED, bad[-1].started_at, why, len(bad), usual)


def _drifting(ended: Sequence[Run], history: History, _now: datetime) -> Health | None:
    found = drift_of_articles(history.read) or drift_of_counts(ended)
    if found is None:
        return None
    return Health(State.DEGRADED, found.since, found.why, found.tries, found.usual)


def _looked(run: Run) -> int:
    return run.counts.stored + run.counts.failed + run.counts.rejected


def _lost(run: Run) -> float:
    return (run.counts.failed + run.counts.rejected) / _looked(run)


def _commonest(run: Run) -> str:
    kinds = [problem.kind for problem in run.problems if problem.stage != "gone"]
    return kinds[0] if kinds else "see its run"


def _silent(_ended: Sequence[Run], history: History, now: datetime) -> Health | None:
    """Judge a silence by what came in the same hours of the weeks before."""
    if not history.arrivals:
        return None
    first, last = history.arrivals[0][0], history.arrivals[-1][0]
    usual = [
        sum(count for at, count in history.arrivals if last < at + back <= now)
        for back in (number * _WEEK for number in range(1, _WEEKS + 1))
        if first + back <= last
    ]
    if len(usual) < _LEAST_WEEKS or sum(usual) / len(usual) < _SURE:
        return None
    expected = round(sum(usual) / len(usual))
    return Health(
        State.DEGRADED,
        last,
        f"silent: about {expected} articles usually come by now",
        usual=f"{expected} articles since then, as in the same hours of {len(usual)} earlier weeks",
    )


def _stale(ended: Sequence[Run], history: History, now: datetime) -> Health | None:
    if history.due is None or now - history.due <= _LEAST_OVERDUE:
        return None
    last = ended[0].finished_at or ended[0].started_at
    return Health(State.DEGRADED, last, "stale: it was not checked since")


_RULES: tuple[Callable[[Sequence[Run], History, datetime], Health | None], ...] = (
    _failing,
    _losing,
    _drifting,
    _stale,
    _silent,
)


_LONG_TROUBLE = timedelta(minutes=5)
_NO_PROGRESS = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Progress:
    """What tells whether a daemon gets on.

    ``ended``: when the last crawl ended, or the daemon began. ``due``: the earliest slot that was
    not begun yet. ``trouble``: since when nothing can be stored.
    """

    ended: datetime
    due: datetime | None
    trouble: datetime | None
    states: Sequence[State] = ()
    """How the sources are that it is to crawl."""


def judge_progress(progress: Progress, now: datetime) -> Health:
    """Tell whether a daemon does its work; that its process lives proves nothing."""
    trouble, due = progress.trouble, progress.due
    if trouble and now - trouble > _LONG_TROUBLE:
        return Health(State.FAILING, trouble, "nothing can be stored")
    if due and now - max(due, progress.ended) > _NO_PROGRESS:
        return Health(State.FAILING, due, "a source is due and no crawl has ended since")
    if progress.states and all(state is State.FAILING for state in progress.states):
        return Health(State.FAILING, progress.ended, "every source fails: is the network there?")
    if trouble:
        return Health(State.DEGRADED, trouble, "the last try to store failed")
    return Health(State.HEALTHY)
