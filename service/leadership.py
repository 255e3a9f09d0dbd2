"""One daemon leads, others stand by: the lock is the kernel's, so a dead leader holds nothing."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack

import structlog

from service.waiting import waited
from storage import LeaderBusy, Storage

_log = structlog.stdlib.get_logger("newsmill.leader")
_ASK_EVERY = 1.0


async def become_leader(
    storage: Storage, held: ExitStack, stopping: asyncio.Event, *, standby: bool
) -> bool:
    """Wait until this process leads, which ``held`` then ends; False: asked to stop before.

    Raises LeaderBusy at once unless ``standby``.
    """
    told = ""
    while not stopping.is_set():
        try:
            held.enter_context(storage.lead())
        except LeaderBusy as busy:
            if not standby:
                raise
            if busy.holder != told:
                _log.warning("standing by: another daemon leads", leader=busy.holder)
                told = busy.holder
        else:
            if told:
                _log.warning("taking over", from_=told)
            return True
        await waited(stopping, _ASK_EVERY)
    return False
