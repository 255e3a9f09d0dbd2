"""What the daemon tells of itself: its status, whether it is well, and its figures."""

from __future__ import annotations

import asyncio
import os
import socket
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from config import Settings
from service.agenda import Agenda
from service.cli.moments import exact
from service.crawls import Crawls, Due
from service.dispatch import Dispatcher
from service.health import Health, Progress, State, judge_progress
from service.metrics import Figures
from service.notify.incidents import PROGRESS, WEB, Look
from service.notify.notifier import Notifier
from service.status import health_status, running_status
from service.timetable import Timetable
from service.window import Window

_AT_A_TIME = 250
_SEVERAL = 3
"""Sources of which all fail before that is taken for the daemon's own trouble."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a daemon that are told of."""

    crawls: Crawls
    dispatcher: Dispatcher[Due]
    timetable: Timetable
    agenda: Agenda
    notifier: Notifier


class Account:
    """Tells how a daemon stands. ``unreadable``: why no source file can be read, if so."""

    def __init__(self, settings: Settings, database: str, window: Window, parts: Parts) -> None:
        self._settings, self._database, self._window = settings, database, window
        self._parts = parts
        self._since = _now()
        self.unreadable: str | None = None

    async def status(self) -> dict[str, Any]:
        """Tell how everything stands."""
        trouble, running = self._parts.crawls.trouble, self._parts.crawls.running
        roster = self._parts.agenda.roster
        told, figures = await self._parts.notifier.report()
        unreadable = {"": self.unreadable} if self.unreadable else {}
        return {
            "daemon": self._itself(),
            "trouble": trouble and {"what": trouble.what, "since": exact(trouble.since)},
            "faults": {**roster.faults, **unreadable},
            "notices": told,
            "figures": figures,
            "running": running_status(running),
            "queue": [
                {"source": due.source.name, "planned_at": exact(due.planned)}
                for due in self._parts.dispatcher.waiting
            ],
            "sources": await self._standings(),
        }

    async def _standings(self) -> list[dict[str, Any]]:
        """Tell where every source stands, a few at a time: the loop has more to do."""
        told, sources = [], tuple(self._parts.agenda.roster.sources.values())
        for start in range(0, len(sources), _AT_A_TIME):
            running = self._parts.crawls.running
            told += [
                self._parts.agenda.status(one, crawling=one.name in running)
                for one in sources[start : start + _AT_A_TIME]
            ]
            await asyncio.sleep(0)
        return told

    def health(self) -> Health:
        """Tell whether the work gets on."""
        slots = [due.planned for due in self._parts.dispatcher.waiting]
        if first := self._parts.timetable.earliest():
            slots.append(first)
        trouble = self._parts.crawls.trouble
        return judge_progress(
            Progress(
                self._parts.crawls.last_ended,
                min(slots, default=None),
                trouble.since if trouble else None,
                self._parts.agenda.states(),
            ),
            _now(),
        )

    def look(self) -> Look:
        """Tell what people may have to be told of."""
        sources, health = self._parts.agenda.judged(), self.health()
        stuck = health.state is State.FAILING and len(sources) >= _SEVERAL
        own = {PROGRESS: health if stuck else None, WEB: self._window.fault}
        return Look(sources, {name: one for name, one in own.items() if one})

    def unwell(self) -> str:
        """Tell why the work does not get on; "" while it does."""
        health = self.health()
        return f"{health.state.value}: {health.why}" if health.state is State.FAILING else ""

    def unready(self) -> str:
        """Tell why nothing can be stored; "" while it can."""
        trouble = self._parts.crawls.trouble
        return "stopping" if self._parts.crawls.stopping else trouble.what if trouble else ""

    def figures(self) -> Figures:
        """Return what is measured of everything now."""
        return Figures(
            len(self._parts.crawls.running),
            len(self._parts.dispatcher.waiting),
            self._parts.crawls.trouble is not None,
            self._parts.agenda.figures(),
            self._parts.notifier.standing,
            self._parts.notifier.figures,
        )

    def _itself(self) -> dict[str, Any]:
        return {
            "state": "stopping" if self._parts.crawls.stopping else "leading",
            "version": version("newsmill"),
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "since": exact(self._since),
            "crawls_at_once": self._settings.crawls_at_once,
            "database": self._database,
            "web": self._window.address,
            "web_fault": self._window.fault and self._window.fault.why,
            "health": health_status(self.health()),
        }


def _now() -> datetime:
    return datetime.now(UTC)
