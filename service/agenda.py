"""What the daemon means to do: which sources, when next, and what is in the way.

Keeps the facts (source files, pauses, run history) and sets the timetable by them; what is next is
decided in ``service.schedule``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from config import Source
from service.cli.moments import exact
from service.crawls import Due
from service.roster import Roster
from service.schedule import interval, next_slot
from service.status import source_status
from service.timetable import Timetable
from storage.types import Run


class Agenda:
    """The sources of a daemon. A source is planned, or out with the dispatcher, or unwanted."""

    def __init__(self, timetable: Timetable, now: Callable[[], datetime]) -> None:
        self._timetable, self._now = timetable, now
        self.roster = Roster()
        self.paused: Mapping[str, datetime] = {}
        self.history: dict[str, tuple[Run, ...]] = {}
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
        return told | {"paused_since": exact(self.paused.get(name))}

    def _state(self, source: Source, *, crawling: bool) -> str:
        if crawling:
            return "crawling"
        if not source.enabled:
            return "disabled"
        if source.name in self.paused:
            return "paused"
        return "queued" if source.name in self._out else "waiting"
