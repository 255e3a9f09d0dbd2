"""The daemon's process: its signals, its leadership, its end.

SIGTERM and SIGINT stop it cleanly within 10 s, exit 0; a second one ends it at once. SIGHUP makes
it read the source files again. Whatever is under way at any end is taken up by the next start.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable
from contextlib import ExitStack
from typing import NoReturn

import structlog

from config import Settings
from crawler.process import run_on_loop
from crawler.process_state import ProcessState
from service.daemon import Daemon
from service.leadership import become_leader, lost
from service.supervisor import keep_alive, tell
from storage import Storage, open_storage

_log = structlog.stdlib.get_logger("newsmill.daemon")
_STOPPING = (signal.SIGTERM, signal.SIGINT)
_DEADLINE = 9.0
"""Seconds from the order to stop until the process ends, whatever hangs."""
_AT_ONCE = 130


def run_daemon(settings: Settings, *, standby: bool, web: bool = True) -> None:
    """Lead or stand by until told to stop.

    Raises StorageError when the database cannot be opened, LeaderBusy without ``standby``.
    """

    async def main(process: ProcessState) -> None:
        stopping = asyncio.Event()
        _listen(stopping)
        alive = asyncio.ensure_future(keep_alive())
        with ExitStack() as held:
            storage = await asyncio.to_thread(_opened, settings)
            held.callback(storage.close)
            # ready also while another leads: standing by is what a second one is for
            tell("READY=1", "STATUS=standing by or leading; newsmill status tells more")
            grip = await become_leader(storage, held, stopping, standby=standby)
            if grip is not None:
                watch = asyncio.ensure_future(lost(grip, stopping))
                await _lead(Daemon(settings, storage, process, web=web), stopping)
                watch.cancel()
            alive.cancel()
            await _cancel_the_rest()
        _log.info("stopped")

    run_on_loop(settings, main)


def _opened(settings: Settings) -> Storage:
    storage = open_storage(
        settings.database_url,
        lock_dir=settings.data_dir / "locks",
        archive_dir=settings.data_dir / "archive",
        announce=settings.notify.tells_articles,
    )
    storage.load()
    return storage


async def _lead(daemon: Daemon, stopping: asyncio.Event) -> None:
    reloads: set[asyncio.Task[object]] = set()
    loop = asyncio.get_running_loop()

    def reload() -> None:
        task: asyncio.Task[object] = loop.create_task(daemon.reload())
        reloads.add(task)
        task.add_done_callback(reloads.discard)

    loop.add_signal_handler(signal.SIGHUP, reload)
    await daemon.run(stopping)


def _listen(stopping: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in _STOPPING:
        loop.add_signal_handler(number, _stopper(stopping))
    loop.add_signal_handler(signal.SIGHUP, lambda: None)


def _stopper(stopping: asyncio.Event) -> Callable[[], None]:
    def stop() -> None:
        if stopping.is_set():
            _end(_AT_ONCE, "a second order to stop: ending at once")
        stopping.set()
        tell("STOPPING=1")
        # a thread: whatever blocks the loop, it does not block this
        last = threading.Timer(_DEADLINE, _end, (0, "something hangs: ending all the same"))
        last.daemon = True
        last.start()

    return stop


def _end(status: int, why: str) -> NoReturn:
    _log.warning(why)
    os._exit(status)


async def _cancel_the_rest() -> None:
    """End what crawls that were told to end have left behind, so that nobody complains of it."""
    rest = asyncio.all_tasks() - {asyncio.current_task()}
    for task in rest:
        task.cancel()
    if rest:
        await asyncio.wait(rest, timeout=1.0)
