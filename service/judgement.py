"""Judging sources by what the database holds, for commands: the daemon keeps it in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from config import Source
from service.health import Health, History, judge
from service.schedule import owed_since
from storage import Storage
from storage.types import Run

RUNS = 30
"""Runs of each source by which it is judged and planned."""
READ = 60
"""Runs with new articles by which it is judged what a source's articles are like."""
COMPARED = timedelta(weeks=5)
"""How far back a silence is compared."""


def judge_all(
    sources: Sequence[Source],
    history: Mapping[str, Sequence[Run]],
    storage: Storage,
    now: datetime,
) -> dict[str, Health]:
    """Return how each source is. Raises StorageError."""
    arrivals = storage.runs.arrivals(now - COMPARED)
    read = storage.runs.latest(READ, news=True)
    judged = {}
    for source in sources:
        runs = history.get(source.name, ())
        due = owed_since(source, runs, now) if source.enabled else None
        known = History(runs, arrivals.get(source.name, ()), due, read.get(source.name, ()))
        judged[source.name] = judge(known, now)
    return judged
