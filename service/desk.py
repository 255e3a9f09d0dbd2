"""What the pages know of the daemon and ask of it: from inside it, or over its socket."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

from config import Readout, Settings, Source, read_sources
from service.errors import ControlError, DaemonAbsent, ServiceError, StateError
from service.pauses import Pauses
from service.protocol import Message, ask
from service.standing import standing
from storage import Storage
from web.errors import Refused
from web.memo import Memo
from web.status import StatusData

T = TypeVar("T")
_PATIENCE = 5.0
"""Seconds that a page waits for the daemon's loop."""
_FRESH = 5.0


class InnerDesk:
    """The daemon's own: its pages are made in threads, its facts live on its loop."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        pauses: Pauses,
        status: Callable[[], Coroutine[Any, Any, Message]],
        crawl: Callable[[str], Coroutine[Any, Any, Message]],
        refresh: Callable[[], Coroutine[Any, Any, Message]],
    ) -> None:
        self._loop, self._pauses = loop, pauses
        self._status, self._crawl, self._refresh = status, crawl, refresh

    def status(self) -> StatusData:
        """Tell how everything stands."""
        return cast("StatusData", dict(self._there(self._status())))

    def crawl(self, name: str) -> None:
        """Have a source crawled as soon as there is a place."""
        if error := self._there(self._crawl(name)).get("error"):
            raise Refused(str(error))

    def pause(self, name: str) -> None:
        """Leave a source alone."""
        _changed(lambda: self._pauses.add(name, _now()))
        self._there(self._refresh())

    def resume(self, name: str) -> None:
        """Take it again."""
        _changed(lambda: self._pauses.remove(name))
        self._there(self._refresh())

    def _there(self, asked: Coroutine[Any, Any, T]) -> T:
        try:
            return asyncio.run_coroutine_threadsafe(asked, self._loop).result(_PATIENCE)
        except (TimeoutError, RuntimeError) as error:
            asked.close()
            raise Refused("the daemon is busy or stopping: try again in a minute") from error


class OuterDesk:
    """The one of a process beside the daemon, or without any."""

    def __init__(self, settings: Settings, storage: Storage) -> None:
        self._settings, self._storage = settings, storage
        self._pauses = Pauses(settings.data_dir)
        self._readout: Memo[Readout] = Memo(_FRESH)
        self._idle: Memo[StatusData] = Memo(_FRESH)

    def sources(self) -> Mapping[str, Source]:
        """Return the usable sources; a look at the files every few seconds."""
        return {one.name: one for one in self._read().sources}

    def _read(self) -> Readout:
        return self._readout.get("all", lambda: read_sources(self._settings))

    def status(self) -> StatusData:
        """Ask the daemon; tell what files and database know where none runs."""
        try:
            return cast("StatusData", ask(self._settings.data_dir, {"do": "status"}))
        except (DaemonAbsent, ControlError):
            return self._idle.get("all", self._without_daemon)

    def crawl(self, name: str) -> None:
        """Ask the daemon to crawl a source."""
        try:
            answer = ask(self._settings.data_dir, {"do": "crawl", "source": name})
        except ServiceError as error:
            raise Refused(f"{error}; or crawl by hand: newsmill crawl {name}") from error
        if why := answer.get("error"):
            raise Refused(str(why))

    def pause(self, name: str) -> None:
        """Leave a source alone; a daemon hears of it at once, a later one when it starts."""
        _changed(lambda: self._pauses.add(name, _now()))
        self._tell()

    def resume(self, name: str) -> None:
        """Take it again."""
        _changed(lambda: self._pauses.remove(name))
        self._tell()

    def _tell(self) -> None:
        self._idle.forget()
        try:
            ask(self._settings.data_dir, {"do": "refresh"})
        except DaemonAbsent:
            return
        except ControlError as error:
            raise Refused(str(error)) from error

    def _without_daemon(self) -> StatusData:
        return cast("StatusData", standing(self._settings, self._read(), self._storage, _now()))


def _changed(change: Callable[[], object]) -> None:
    try:
        change()
    except StateError as error:
        raise Refused(str(error)) from error


def _now() -> datetime:
    return datetime.now(UTC)
