"""The daemon: every source crawled when its time has come, for years.

    sources + run history + time → next slot → timetable → dispatcher → crawl → run history → …

One asyncio loop carries the timetable, the crawls and the control socket. What ends a crawl never
ends the daemon; what ends the daemon by itself is a bug, and is shown as one.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import structlog

from config import ConfigError, Settings, read_sources
from config.folders import config_folder
from crawler.process import host_of
from crawler.process_state import ProcessState
from service.account import Account, Parts
from service.agenda import Agenda
from service.announcing import announce
from service.clock import keep_time
from service.control import Answerer, controlled
from service.crawls import Crawls, Due
from service.dispatch import Dispatcher
from service.errors import StateError
from service.judgement import COMPARED, READ, RUNS
from service.metrics import Figures, Metrics
from service.notify.incidents import Look
from service.notify.notifier import Notifier
from service.pauses import Pauses
from service.roster import changes, renewed
from service.slices import Slices
from service.timetable import Timetable
from service.waiting import waited
from service.watch import watch
from service.window import Window
from storage import Storage, StorageError

_log = structlog.stdlib.get_logger("newsmill.daemon")
_AT_A_TIME = 250
_SEVERAL = 3
"""Sources of which all fail before that is taken for the daemon's own trouble."""
_GRACE, _LAST = 4.0, 2.0
"""Seconds for crawls to stop by themselves, and once they were told to end at once."""


class Daemon:
    """Plans and runs the crawls of one database. Made on the running loop, by the leader alone."""

    def __init__(
        self, settings: Settings, storage: Storage, process: ProcessState, *, web: bool = True
    ) -> None:
        self._web = web
        self._window = Window()
        self._settings, self._storage = settings, storage
        self._pauses = Pauses(settings.data_dir)
        self._reloading = asyncio.Lock()
        self._metrics = Metrics(self._figures)
        self._crawls = Crawls(settings, storage, process, self._metrics)
        self._dispatcher: Dispatcher[Due] = Dispatcher(settings.crawls_at_once, self._crawl)
        self._timetable = Timetable(self._due, self._dispatcher.fail)
        self._agenda = Agenda(self._timetable, _now)
        self._slices = Slices(
            settings, storage, self._crawls, self._agenda, self._timetable, self._dispatcher
        )
        self._notifier = Notifier(settings.notify, storage, self._look)
        self._account = Account(
            settings, storage.url_shown, self._window,
            Parts(self._crawls, self._dispatcher, self._timetable, self._agenda, self._notifier),
        )  # fmt: skip

    async def run(self, stopping: asyncio.Event) -> None:
        """Crawl until told to stop, then stop cleanly. Raises what only a bug can raise."""
        await self._remember(stopping)
        self._timetable.start()
        answers: dict[str, Answerer] = {
            "status": lambda _: self._account.status(),
            "reload": lambda _: self.reload(),
            "refresh": lambda _: self.refresh(),
            "crawl": lambda asked: self.crawl_now(str(asked.get("source"))),
        }
        async with controlled(self._settings.data_dir, answers), self._served():
            await self.reload()
            _log.info(
                "leading",
                sources=len(self._agenda.roster.sources),
                pid=os.getpid(),
                web=self._window.address,
            )
            await self._until(stopping)
            await self._stop()

    async def reload(self) -> dict[str, Any]:
        """Read the source files again and plan what has changed; tell what that was."""
        async with self._reloading:
            try:
                readout = await asyncio.to_thread(read_sources, self._settings)
            except ConfigError as error:
                self._account.unreadable = str(error)
                _log.error("no source file can be read: the last ones are kept", error=str(error))
                return {"error": str(error)}
            self._account.unreadable = None
            before = self._agenda.roster
            self._agenda.roster = renewed(before, readout)
            found = changes(before, self._agenda.roster)
            announce(found, self._agenda.roster)
            await self.refresh()
            for name in {*found.added, *found.changed, *found.removed}:
                self._agenda.plan(name)
            return {what: list(getattr(found, what)) for what in found.__slots__}

    async def refresh(self) -> dict[str, Any]:
        """Take up what was paused or let go on."""
        before = set(self._agenda.paused)
        try:
            self._agenda.paused = await asyncio.to_thread(self._pauses.read)
        except StateError as error:
            _log.error("the paused sources are not known: the last ones are kept", error=str(error))
        for name in before ^ set(self._agenda.paused):
            self._agenda.plan(name)
        return {"paused": sorted(self._agenda.paused)}

    async def crawl_now(self, name: str) -> dict[str, Any]:
        """Crawl a source as soon as there is a place; tell why not, if so."""
        if self._crawls.stopping:
            return {"error": "the daemon is stopping"}
        if self._agenda.wanted(name) is None:
            return {"error": f"{name} is unknown, disabled or paused"}
        due = self._agenda.take(name, _now())
        if due is None:
            return {"error": f"{name} is being crawled already, or waits for its turn"}
        self._timetable.drop(name)
        self._dispatcher.put(host_of(due.source), due)
        return {}

    def _figures(self) -> Figures:
        return self._account.figures()

    def _look(self) -> Look:
        return self._account.look()

    @asynccontextmanager
    async def _served(self) -> AsyncIterator[None]:
        """Serve pages, probes and metrics; crawling goes on where that is not possible."""
        if not self._web:
            yield
            return
        from service.desk import InnerDesk  # noqa: PLC0415 - not with --no-web
        from service.pages import inside  # noqa: PLC0415 - the same
        from web.app import Probes  # noqa: PLC0415 - the same
        from web.server import serving  # noqa: PLC0415 - the same

        host, port = self._settings.web_host, self._settings.web_port
        probes = Probes(self._account.unwell, self._account.unready, self._metrics.text)
        desk = InnerDesk(
            asyncio.get_running_loop(),
            self._pauses,
            self._account.status,
            self.crawl_now,
            self.refresh,
        )
        app = inside(
            self._settings, self._storage, probes, desk, lambda: self._agenda.roster.sources
        )
        async with self._window.open(lambda: serving(app, host, port)):
            yield

    def _due(self, name: str, planned: datetime) -> None:
        due = self._agenda.take(name, planned)
        if due is not None:
            self._dispatcher.put(host_of(due.source), due)

    async def _crawl(self, due: Due) -> None:
        name = due.source.name
        if self._agenda.wanted(name) is not None:
            await self._crawls.crawl(due)
        if due.live:
            await self._plan_next(name)

    async def _plan_next(self, name: str) -> None:
        wait = 0.0
        try:
            found = await asyncio.to_thread(
                self._storage.runs.list,
                name,
                limit=RUNS,
                since=self._agenda.known_to(name),
                live=True,
            )
            self._agenda.remember(name, found.rows)
        except StorageError as error:
            wait = self._crawls.storage_failed(error)
        if not self._crawls.stopping:
            self._agenda.back(name, _now() + timedelta(seconds=wait))

    async def _remember(self, stopping: asyncio.Event) -> None:
        """Read the run history, however long the storage takes to answer."""
        while not stopping.is_set():
            try:
                runs = self._storage.runs
                self._agenda.history = await asyncio.to_thread(runs.latest, RUNS)
                self._agenda.read = await asyncio.to_thread(runs.latest, READ, news=True)
                self._agenda.arrivals = await asyncio.to_thread(runs.arrivals, _now() - COMPARED)
            except StorageError as error:
                await waited(stopping, self._crawls.storage_failed(error))
            else:
                return

    async def _until(self, stopping: asyncio.Event) -> None:
        """Wait for the order to stop; what else ends here has failed."""
        parts: list[asyncio.Future[Any]] = [
            asyncio.ensure_future(stopping.wait()),
            asyncio.ensure_future(watch(self._folder, self.reload)),
            asyncio.ensure_future(keep_time(self._agenda.judge_some, self._clock_jumped)),
            asyncio.ensure_future(self._slices.run()),
            asyncio.ensure_future(self._notifier.run()),
            self._dispatcher.failed,
        ]
        done, rest = await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
        for part in rest:
            part.cancel()
        for part in done:
            part.result()

    async def _stop(self) -> None:
        _log.info("stopping", running=len(self._crawls.running))
        self._timetable.stop()
        self._dispatcher.forget()
        asked = asyncio.ensure_future(self._crawls.stop())
        if not await self._dispatcher.ended(_GRACE):
            self._crawls.abort()
            await self._dispatcher.ended(_LAST)
        asked.cancel()

    def _clock_jumped(self, by: timedelta) -> None:
        _log.warning("the clock has jumped", by_s=by.total_seconds())
        self._agenda.plan_all()

    def _folder(self) -> Path:
        return self._settings.sources_dir or config_folder() / "sources"


def _now() -> datetime:
    return datetime.now(UTC)
