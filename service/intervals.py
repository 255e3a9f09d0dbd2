"""How long to leave a source alone, as its schedule and its last runs say. Pure.

An adaptive interval is half the usual gap between two of its articles, so that about every second
crawl finds one. Yesterday counts less than this hour: weights halve every eight hours, and the time
since the last article counts as a gap that is not over.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise, takewhile

from config import Schedule
from storage.types import Run, RunState

_HALF_LIFE = timedelta(hours=8)
_SHARE = 2
_MOST_INTERVALS = 12
_DOUBLINGS = 4
_CRON = timedelta(minutes=1)
"""The least time between two slots of a cron."""


def interval(schedule: Schedule, runs: Sequence[Run], now: datetime) -> timedelta:
    """Return the time from one start to the next; a source that fails is asked less and less.

    ``runs``: newest first.
    """
    every = schedule.every or _CRON
    shortest, longest = schedule.shortest, schedule.longest
    if schedule.adaptive and shortest and longest:
        every = adaptive_interval(runs, shortest, longest, now) or every
    counted = (run for run in runs if run.state is not RunState.SKIPPED)
    failures = len(list(takewhile(lambda run: run.state is RunState.FAILED, counted)))
    return every * min(1 << min(max(0, failures - 1), _DOUBLINGS), _MOST_INTERVALS)


def adaptive_interval(
    runs: Sequence[Run], shortest: timedelta, longest: timedelta, now: datetime
) -> timedelta | None:
    """Return the interval that fits ``runs`` (newest first), within the bounds; None: no idea yet.

    The oldest run tells only where the count begins: what it found may have waited for weeks.
    """
    ended = [run for run in runs if run.state is RunState.DONE and run.started_at <= now]
    if len(ended) <= 1:
        return None
    articles = spent = 0.0
    for newer, older in pairwise(ended):
        weight = 0.5 ** ((now - newer.started_at) / _HALF_LIFE)
        articles += weight * newer.counts.stored_new
        spent += weight * (newer.started_at - older.started_at).total_seconds()
    spent += (now - ended[0].started_at).total_seconds()
    if not articles:
        return longest
    usual = timedelta(seconds=spent / articles / _SHARE)
    return min(max(usual, shortest), longest)
