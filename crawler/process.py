"""A process that crawls and ends: one asyncio loop, one reactor on it, signals turned to stops.

The loop is asyncio's own; Twisted's reactor only rides on it, so that Scrapy, a scheduler and a
web server can share it. Nothing here imports ``twisted.internet.reactor``.
"""

from __future__ import annotations

import asyncio
import atexit
import signal
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from functools import partial
from threading import Thread
from typing import Any, TypeVar
from urllib.parse import urlsplit

from twisted.internet import asyncioreactor
from twisted.internet.error import ReactorAlreadyInstalledError

import crawler.early  # noqa: F401 - before what loads all of Scrapy
from config import Settings, Source
from crawler.addresses import AddressPolicy
from crawler.errors import LoopError
from crawler.extract_pool import PoolLimits
from crawler.heap import kept_small
from crawler.options import CrawlOptions, ProgressListener
from crawler.process_state import ProcessState
from crawler.resolver import GuardedResolver
from crawler.run import CrawlTask
from crawler.visit import Job, visit
from storage import Storage
from storage.types import Run

T = TypeVar("T")

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_process: list[tuple[asyncio.AbstractEventLoop, ProcessState]] = []


def crawl_sources(
    sources: Sequence[Source],
    settings: Settings,
    storage: Storage,
    options: CrawlOptions,
    on_progress: ProgressListener | None = None,
) -> tuple[Run, ...]:
    """Crawl sources, those of one host one after the other, and return their runs in order.

    Blocks until all have ended. SIGINT and SIGTERM stop all cleanly: the runs say so. Raises
    StorageError, and whatever was unexpected.
    """

    async def main(shared: ProcessState) -> tuple[Run, ...]:
        tasks = [
            CrawlTask(source, settings, storage, options, shared, on_progress) for source in sources
        ]
        return await _all(tasks, [host_of(source) for source in sources], settings.crawls_at_once)

    return run_on_loop(settings, main)


def visit_site(source: Source, settings: Settings, storage: Storage, job: Job[T]) -> T:
    """Run a job at a source's site, blocking until it is done; return what it returns."""

    async def main(shared: ProcessState) -> T:
        return await visit(source, settings, storage, shared, job)

    return run_on_loop(settings, main)


def run_on_loop(settings: Settings, main: Callable[[ProcessState], Coroutine[Any, Any, T]]) -> T:
    """Run a coroutine on the one loop of this process, where crawls can run; return its result.

    Raises LoopError where that loop runs already, and what the coroutine raises.
    """
    loop, shared = _this_process()
    if loop.is_running():
        raise LoopError
    shared.guard.policy = AddressPolicy(settings.allowed)
    shared.pool.limits = PoolLimits(settings.extract_timeout, int(settings.extract_memory))

    async def upheld() -> T:
        async with kept_small():
            return await main(shared)

    return loop.run_until_complete(upheld())


def host_of(source: Source) -> str:
    """Return what two crawls may not ask at the same time."""
    return urlsplit(source.homepage).netloc


def _this_process() -> tuple[asyncio.AbstractEventLoop, ProcessState]:
    if not _process:
        _process.append(_new_loop())
    return _process[0]


def _new_loop() -> tuple[asyncio.AbstractEventLoop, ProcessState]:
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        asyncioreactor.install(loop)  # type: ignore[no-untyped-call]
    except ReactorAlreadyInstalledError as error:
        raise LoopError from error
    from twisted.internet import reactor as installed  # noqa: PLC0415, TID251 - by the line above

    reactor: Any = installed
    reactor.getThreadPool().threadFactory = partial(Thread, daemon=True)
    reactor.startRunning(installSignalHandlers=False)
    guard = GuardedResolver(reactor.nameResolver, AddressPolicy())
    reactor.installNameResolver(guard)
    shared = ProcessState(guard)
    atexit.register(_end, loop, reactor, shared)
    return loop, shared


def _end(loop: asyncio.AbstractEventLoop, reactor: Any, shared: ProcessState) -> None:
    shared.pool.close()
    reactor.fireSystemEvent("shutdown")
    loop.close()


async def _all(tasks: list[CrawlTask], hosts: list[str], at_once: int) -> tuple[Run, ...]:
    places = asyncio.Semaphore(at_once)
    turns = {host: asyncio.Lock() for host in hosts}

    async def one(task: CrawlTask, host: str) -> Run:
        async with turns[host], places:
            return await task.run()

    async with _stopped_by_signals(tasks):
        pairs = zip(tasks, hosts, strict=True)
        crawls = [one(task, host) for task, host in pairs]
        ended = await asyncio.gather(*crawls, return_exceptions=True)
    return _runs(ended)


def _runs(ended: Sequence[Run | BaseException]) -> tuple[Run, ...]:
    """Return the runs, or raise what went wrong first: by then every crawl has ended."""
    for error in ended:
        if isinstance(error, BaseException):
            raise error
    return tuple(run for run in ended if isinstance(run, Run))


@asynccontextmanager
async def _stopped_by_signals(tasks: list[CrawlTask]) -> AsyncIterator[None]:
    loop = asyncio.get_running_loop()
    stops: set[asyncio.Task[None]] = set()

    def stop() -> None:
        stops.update(loop.create_task(task.stop()) for task in tasks)

    for number in _SIGNALS:
        loop.add_signal_handler(number, stop)
    try:
        yield
    finally:
        for number in _SIGNALS:
            loop.remove_signal_handler(number)
        await asyncio.gather(*stops)
