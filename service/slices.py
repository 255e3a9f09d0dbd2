"""The daemon's backfills: slices begun while nothing else is to be done."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

from config import Settings
from crawler.process import host_of
from service.agenda import Agenda
from service.crawls import Crawls, Due
from service.dispatch import Dispatcher
from service.quiet import LOOK_EVERY, Calm, turn
from service.timetable import Timetable
from storage import Storage, StorageError
from storage.backfill import Backfill


class Slices:
    """Gives each open backfill its turns, as the others of the daemon leave room."""

    def __init__(
        self,
        settings: Settings,
        storage: Storage,
        crawls: Crawls,
        agenda: Agenda,
        timetable: Timetable,
        dispatcher: Dispatcher[Due],
    ) -> None:
        self._settings, self._storage = settings, storage
        self._crawls, self._dispatcher = crawls, dispatcher
        self._agenda, self._timetable = agenda, timetable

    async def run(self) -> None:
        """Look for a quiet time again and again."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            if self._crawls.stopping or self._crawls.trouble:
                continue
            try:
                going = await asyncio.to_thread(self._storage.backfills.list, _now(), going=True)
            except StorageError as error:
                self._crawls.storage_failed(error)
                continue
            for one in going:
                self._begin(one)

    def _begin(self, backfill: Backfill) -> None:
        name, now = backfill.source, _now()
        source = self._agenda.wanted(name)
        host = host_of(source) if source else ""
        calm = Calm(
            source,
            crawled=bool(self._agenda.history.get(name)),
            next_at=self._timetable.next(name),
            busy=not self._dispatcher.calm(host),
        )
        options = turn(backfill, calm, self._settings, now)
        if source and options:
            gives_way = partial(self._dispatcher.is_waited_for, host)
            due = Due(source, now, timedelta(), replace(options, gives_way=gives_way))
            self._dispatcher.put(host, due)


def _now() -> datetime:
    return datetime.now(UTC)
