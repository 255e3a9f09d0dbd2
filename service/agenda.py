"""What the daemon means to do: which sources, when next, and what is in the way.

Keeps the facts (source files, pauses, run history) and sets the timetable by them; what is next is
decided in ``service.schedule``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from config import Source
from service.cli.moments import exact
from service.crawls import Due
from service.health import Health, History, State, judge
from service.intervals import interval
from service.judgement import COMPARED, READ, RUNS
from service.metrics import SourceFigures
from service.roster import Roster
from service.schedule import next_slot, owed_since
from service.status import health_status, source_status
from service.timetable import Timetable
from storage.types import Run

_LEAST_JUDGED, _ROUND = 20, 60
"""Sources judged in a second at least, and the seconds in which all of them are."""


class Agenda:
    """The sources of a daemon. A source is planned, or out with the dispatcher, or unwanted."""

    def __init__(self, timetable: Timetable, now: Callable[[], datetime]) -> None:
        self._timetable, self._now = timetable, now
        self.roster = Roster()
        self.paused: Mapping[str, datetime] = {}
        self.history: dict[str, tuple[Run, ...]] = {}
        self.arrivals: dict[str, tuple[tuple[datetime, int], ...]] = {}
        self.read: dict[str, tuple[Run, ...]] = {}
        self._health: dict[str, Health] = {}
        self._turn = 0
        self._why: dict[str, str] = {}
        self._out: set[str] = set()

    def wanted(self, name: str) -> Source | None:
        """Return a source that is to be crawled: there, enabled and not paused."""
        source = self.roster.sources.get(name)
        return source if source and source.enabled and name not in self.paused else None

    def plan(self, name: str, at_least: datetime | None = None) -> None:
        """Set a source's next slot; one that is out is planned when it comes back."""
        source = self.wanted(name)
        if source is None:
            self._timetable.drop(name)
            self._why.pop(name, None)
        elif name not in self._out:
            slot = next_slot(source, self.history.get(name, ()), self._now())
            if slot is None:
                self._timetable.drop(name)
            else:
                self._why[name] = slot.why.value
                self._timetable.set(name, max(slot.at, at_least or slot.at))

    def plan_all(self) -> None:
        """Set every source's next slot."""
        for name in self.roster.sources:
            self.plan(name)

    def take(self, name: str, planned: datetime) -> Due | None:
        """Hand out a source whose time has come; None if it is not wanted any more."""
        source = self.wanted(name)
        if source is None or name in self._out:
            return None
        self._out.add(name)
        step = interval(source.schedule, self.history.get(name, ()), self._now())
        return Due(source, planned, step)

    def back(self, name: str, at_least: datetime | None = None) -> None:
        """Take a source back and plan it."""
        self._out.discard(name)
        self.plan(name, at_least)

    def known_to(self, name: str) -> int:
        """Return the number of the run of a source up to which all that is known has ended."""
        runs = self.history.get(name, ())
        going_on = [run.id for run in runs if run.finished_at is None]
        return min(going_on) - 1 if going_on else max((run.id for run in runs), default=0)

    def remember(self, name: str, runs: tuple[Run, ...]) -> None:
        """Take up a source's runs after ``known_to``, newest first, and judge it by all of them.

        What is known is kept, not read again: ten thousand sources have their history in memory.
        """
        ended = self.known_to(name)
        kept = (run for run in self.history.get(name, ()) if run.id <= ended)
        self.history[name] = (*runs, *kept)[:RUNS]
        known = self.arrivals.get(name, ())
        latest = known[-1][0] if known else datetime.min.replace(tzinfo=UTC)
        fresh = [
            (run.started_at, run.counts.stored_new)
            for run in reversed(runs)
            if run.counts.stored_new and run.started_at > latest
        ]
        oldest = self._now() - COMPARED
        self.arrivals[name] = tuple(one for one in (*known, *fresh) if one[0] >= oldest)

        before = self.read.get(name, ())
        newest = before[0].id if before else 0
        more = tuple(run for run in runs if run.counts.stored_new and run.id > newest)
        self.read[name] = (*more, *before)[:READ]

        if source := self.roster.sources.get(name):
            self._judge(source)

    def judge_some(self) -> None:
        """Judge a part of the sources anew: called each second, it comes round in a minute."""
        names = list(self.roster.sources)
        count = min(len(names), max(_LEAST_JUDGED, len(names) // _ROUND))
        for _ in range(count):
            self._turn = (self._turn + 1) % len(names)
            self._judge(self.roster.sources[names[self._turn]])

    def health(self, source: Source) -> Health:
        """Return how a source is: as of now after a run of it, else of the last minute."""
        return self._health.get(source.name) or self._judge(source)

    def _judge(self, source: Source) -> Health:
        runs, now = self.history.get(source.name, ()), self._now()
        due = owed_since(source, runs, now) if self.wanted(source.name) else None
        read = self.read.get(source.name, ())
        found = judge(History(runs, self.arrivals.get(source.name, ()), due, read), now)
        self._health[source.name] = found
        return found

    def judged(self) -> dict[str, Health]:
        """Return how every source is that is to be crawled."""
        return {
            name: self.health(one) for name, one in self.roster.sources.items() if self.wanted(name)
        }

    def figures(self) -> tuple[SourceFigures, ...]:
        """Return where every enabled source stands."""
        return tuple(self._figures(one) for one in self.roster.sources.values() if one.enabled)

    def _figures(self, source: Source) -> SourceFigures:
        runs = self.history.get(source.name, ())
        last, following = runs[0].started_at if runs else None, self._timetable.next(source.name)
        return SourceFigures(source.name, self.health(source).state, last, following)

    def states(self) -> tuple[State, ...]:
        """Return how all enabled sources are."""
        enabled = (one for one in self.roster.sources.values() if one.enabled)
        return tuple(self.health(one).state for one in enabled)

    def status(self, source: Source, *, crawling: bool) -> dict[str, Any]:
        """Tell where a source stands."""
        name = source.name
        told = source_status(
            source,
            self._state(source, crawling=crawling),
            self.history.get(name, ()),
            self._timetable.next(name),
            self._why.get(name),
        )
        return told | {
            "paused_since": exact(self.paused.get(name)),
            "health": health_status(self.health(source)),
        }

    def _state(self, source: Source, *, crawling: bool) -> str:
        if crawling:
            return "crawling"
        if not source.enabled:
            return "disabled"
        if source.name in self.paused:
            return "paused"
        return "queued" if source.name in self._out else "waiting"
