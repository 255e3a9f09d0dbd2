"""One daemon leads, others stand by: the lock ends with the leader, so a dead one holds nothing."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack

import structlog

from service.waiting import waited
from storage import ConnectionLost, LeaderBusy, ServerAway, Storage
from storage.locks import Grip

_log = structlog.stdlib.get_logger("newsmill.leader")
_ASK_EVERY = 1.0


async def become_leader(
    storage: Storage, held: ExitStack, stopping: asyncio.Event, *, standby: bool
) -> Grip | None:
    """Wait until this process leads, which ``held`` then ends; None: asked to stop before.

    Raises LeaderBusy at once unless ``standby``.
    """
    told = ""
    while not stopping.is_set():
        try:
            grip = await asyncio.to_thread(held.enter_context, storage.lead())
        except LeaderBusy as busy:
            if not standby:
                raise
            if busy.holder != told:
                _log.warning("standing by: another daemon leads", leader=busy.holder)
                told = busy.holder
        except (ServerAway, ConnectionLost) as away:
            if not standby:
                raise
            _log.warning("standing by: the database is away", why=str(away))
        else:
            if told:
                _log.warning("taking over", from_=told)
            return grip
        await waited(stopping, _ASK_EVERY)
    return None


async def lost(grip: Grip, stopping: asyncio.Event) -> bool:
    """Wait until another daemon leads, which ends this one; False: asked to stop before."""
    while not stopping.is_set():
        if grip.lost:
            _log.error("another daemon has taken over while the database was away: ending")
            stopping.set()
            return True
        await waited(stopping, _ASK_EVERY)
    return False
