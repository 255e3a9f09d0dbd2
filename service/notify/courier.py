"""Takes what is due out of the outbox to its channels, each channel in a task of its own.

A channel that hangs or fails holds up nothing but itself. At least once: a message is struck off
after its channel has taken it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TypeVar

import structlog

from config.notify import Channel, Notify
from service.notify.patience import next_try
from service.notify.sending import Refusal, send
from storage import Storage, StorageError
from storage.notices import Notice

_log = structlog.stdlib.get_logger("newsmill.notify")
_AT_ONCE = 20
_LOOK_EVERY = 2.0
_AFTER_TROUBLE = 10.0

T = TypeVar("T")


class Courier:
    """Delivers the messages of one database. Made and run by the leader alone."""

    def __init__(self, notify: Notify, storage: Storage) -> None:
        self._notify, self._storage = notify, storage

    async def run(self) -> None:
        """Deliver until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._give_up_strays(self._notify.channels))
            for name, channel in self._notify.channels.items():
                group.create_task(self._serve(name, channel))

    async def _give_up_strays(self, channels: Mapping[str, Channel]) -> None:
        await self._stored(lambda: self._storage.outbox.fail_strays(list(channels), _now()))

    async def _serve(self, name: str, channel: Channel) -> None:
        while True:
            due = await self._stored(lambda: self._storage.outbox.due(name, _now(), _AT_ONCE))
            for notice in due:
                await self._deliver(notice, channel)
            if len(due) < _AT_ONCE:
                await asyncio.sleep(_LOOK_EVERY)

    async def _deliver(self, notice: Notice, channel: Channel) -> None:
        refusal = await send(channel, notice.letter)
        outbox, now = self._storage.outbox, _now()
        told = {"channel": notice.letter.channel, "notice": notice.letter.event}
        if refusal is None:
            await self._stored(lambda: outbox.delivered(notice.id, now))
            _log.info("told", title=notice.letter.title, **told)
            return
        again = self._next(notice, refusal, now)
        if again is None:
            await self._stored(lambda: outbox.failed(notice.id, refusal.why, now))
            _log.error("a message was given up", error=refusal.why, **told)
        else:
            await self._stored(lambda: outbox.postponed(notice.id, refusal.why, again))
            _log.warning("a message was not taken", error=refusal.why, next_try=str(again), **told)

    def _next(self, notice: Notice, refusal: Refusal, now: datetime) -> datetime | None:
        if refusal.final:
            return None
        return next_try(notice, now, self._notify.give_up, refusal.asked)

    async def _stored(self, call: Callable[[], T]) -> T:
        """Ask the storage, however long it takes to answer."""
        while True:
            try:
                return await asyncio.to_thread(call)
            except StorageError as error:
                _log.warning("the outbox cannot be reached", error=str(error))
                await asyncio.sleep(_AFTER_TROUBLE)


def _now() -> datetime:
    return datetime.now(UTC)
