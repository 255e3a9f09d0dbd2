"""The notifier: sees what is worth telling, writes it into the outbox, and has it delivered.

Runs beside the crawls and holds up none. A bug in here is logged with its traceback and begun
anew: the news are more important than the telling.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, NoReturn
from uuid import uuid4

import structlog

from config.notify import Notify
from service.notify.courier import Courier
from service.notify.incidents import Look, tidings
from service.notify.letters import Day, digest_letters, incident_letters, news_letters
from service.notify.report import figures_status, told_status
from storage import Storage, StorageError
from storage.figures import Figures
from storage.notices import Standing

_log = structlog.stdlib.get_logger("newsmill.notify")
_LOOK_EVERY = 2.0
_AFTER_A_BUG = 60.0
_BATCH = 50
_GATHER = timedelta(seconds=2)
"""How long news wait for company."""
_COUNT_EVERY, _COUNT_REST = 30.0, 200
"""Seconds between two counts at least, and how many times longer than a count they are."""
_KEPT = timedelta(days=30)
_DAY = timedelta(days=1)


class Notifier:
    """Tells people of one daemon's sources and articles. ``look`` tells how they are now."""

    def __init__(self, notify: Notify, storage: Storage, look: Callable[[], Look]) -> None:
        self._notify, self._storage, self._look = notify, storage, look
        self._courier = Courier(notify, storage)
        self._summed_up: date | None = None
        self._forgot: date | None = None
        self.figures: Figures | None = None
        self.standing: tuple[Standing, ...] = ()
        self._count_at = 0.0

    async def run(self) -> NoReturn:
        """See, write and deliver until cancelled."""
        while True:
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(self._courier.run())
                    group.create_task(self._write())
            except* Exception:  # noqa: BLE001 - crawls go on whatever happens here
                _log.exception("a bug in telling people; please report it")
            await asyncio.sleep(_AFTER_A_BUG)

    async def report(self) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
        """Tell how telling people stands, and how well it all goes; None: that is not known."""
        try:
            told = await asyncio.to_thread(told_status, self._notify, self._storage, _now())
        except StorageError:
            told = None
        return told, figures_status(self.figures) if self.figures else None

    async def _write(self) -> NoReturn:
        while True:
            # the look is the loop's own; what follows asks the database, which may take its time
            look = self._look()
            try:
                await asyncio.to_thread(self._turn, look, _now())
            except StorageError as error:
                _log.warning("nothing can be told now", error=str(error))
            await asyncio.sleep(_LOOK_EVERY)

    def _turn(self, look: Look, now: datetime) -> None:
        self._tell_incidents(look, now)
        self._tell_news(now)
        self._tell_the_day(now)
        self.standing = self._storage.outbox.standing()
        self._count(now)
        if self._forgot != now.date():
            self._storage.outbox.forget(now - _KEPT)
            self._forgot = now.date()

    def _count(self, now: datetime) -> None:
        """Count anew, the less often the longer it takes."""
        begun = time.monotonic()
        if begun >= self._count_at:
            self.figures = self._storage.figures(now)
            ended = time.monotonic()
            self._count_at = ended + max(_COUNT_EVERY, _COUNT_REST * (ended - begun))

    def _tell_incidents(self, look: Look, now: datetime) -> None:
        incidents, channels = self._storage.incidents, self._notify.channels
        muted = {one.source for one in incidents.mutes(now)}
        if not any(one.tells("incidents") for one in channels.values()):
            # nobody is told; who is once there is a channel is told of what is open then
            muted |= {*look.sources, *look.own}
        found = tidings(replace(look, muted=muted), incidents.open(), self._notify.after)
        if not found.turn.none:
            event = f"incidents-{uuid4().hex}"
            letters = incident_letters(found.broken, found.mended, channels, event, now)
            incidents.write(found.turn, letters, now)

    def _tell_news(self, now: datetime) -> None:
        news = self._storage.outbox.news(_BATCH)
        if not news or (len(news) < _BATCH and abs(now - news[0].stored_at) < _GATHER):
            return
        letters = news_letters(news, self._notify.channels, f"articles-{uuid4().hex}", now)
        self._storage.outbox.post_news(letters, [one.id for one in news], now)

    def _tell_the_day(self, now: datetime) -> None:
        at = self._notify.digest
        if at is None or self._summed_up == now.date() or now.time() < at:
            return
        until = datetime.combine(now.date(), at, UTC)
        since = until - _DAY
        recent = self._storage.incidents.since(since)
        older = [one for one in self._storage.incidents.open() if one.opened_at < since]
        totals = self._storage.runs.totals(since, until)
        day = Day(since, until, totals, (*older, *recent))
        self._storage.outbox.put(digest_letters(day, self._notify.channels), now)
        self._summed_up = now.date()


def _now() -> datetime:
    return datetime.now(UTC)
