"""Killable workers for work that a page may make slow, huge or deadly.

    run(function, *args) → its result, or ExtractError with the class of what went wrong

What the function does to its worker (spins, eats memory, crashes) is told to its caller alone:
pebble replaces the worker, and others go on. A pool that breaks altogether (a worker killed from
outside at the wrong moment) is thrown away and the work done once more on a new one.

Workers come from a fork server that has the extractors loaded: a new one takes a few milliseconds
instead of a second. The pool starts with the first call and its start blocks no loop.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import resource
import signal
import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from threading import Thread
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from crawler.errors import ExtractError, flaw

T = TypeVar("T")

_log = logging.getLogger(__name__)
_TASKS = 500
"""After so many a worker is replaced: whatever it leaked goes with it."""
_START = 15.0
"""Seconds beyond the time limits of a call and of the one before it after which it counts as lost:
a worker may have to start."""
_FIRST_START = 60.0
"""The same for the first worker, which loads the extractors: a busy machine takes its time."""
_HANDED_OVER = 2
"""Calls for each worker that are handed over: one runs, one lies ready for when that has ended."""
_QUEUE = 4
"""Calls for each worker that wait here; with more, whoever can does the work without a worker."""
_END = 5.0
"""Seconds to wait for the end of workers that were told to end."""
_PRELOADED = ["articles.read"]


@dataclass(frozen=True, slots=True)
class PoolLimits:
    """What one call may take: seconds, and bytes of its worker's memory."""

    timeout: float = 20.0
    memory: int = 1 << 30


class _LostError(Exception):
    """The pool broke or lost the work; the work itself may be innocent."""


class ExtractPool:
    """The workers of one process, one a core unless told otherwise."""

    def __init__(self, limits: PoolLimits | None = None, workers: int | None = None) -> None:
        self.limits = limits or PoolLimits()
        self._workers = workers or os.cpu_count() or 1
        self._pool: ProcessPool | None = None
        self._started_with = self.limits
        self._start: Future[ProcessPool] | None = None
        self._places = asyncio.Semaphore(self._workers * _HANDED_OVER)
        self._calls = 0
        self._starting = asyncio.Lock()

    @property
    def running(self) -> bool:
        """Whether workers were started."""
        return self._pool is not None

    @property
    def starting(self) -> bool:
        """Whether workers are being started: who needs one now would have to wait."""
        return self._starting.locked()

    @property
    def full(self) -> bool:
        """Whether so much waits for the workers that one call more had better not."""
        return self._calls >= self._workers * (_HANDED_OVER + _QUEUE)

    async def run(self, function: Callable[..., T], *args: Any) -> T:
        """Run a function of a module in a worker; arguments and result must be picklable.

        Raises ExtractError: extract-timeout, -memory, -crash, or internal for what the function
        raised. Cancelling the call kills the work.
        """
        self._calls += 1
        try:
            # What is handed over begins at once, or after the one call that a worker is at: pebble
            # counts its time from there, and one that never begins shows as lost.
            async with self._places:
                return await self._tried(function, args)
        finally:
            self._calls -= 1

    async def _tried(self, function: Callable[..., T], args: tuple[Any, ...]) -> T:
        try:
            return await self._once(function, args)
        except _LostError:
            _log.info("the extraction workers were lost; new ones are started")
        try:
            return await self._once(function, args)
        except _LostError as error:
            raise ExtractError("extract-crash", f"its worker was lost twice: {error}") from error

    async def _once(self, function: Callable[..., T], args: tuple[Any, ...]) -> T:
        try:
            pool = await self._running()
        except _PoolError as error:
            raise _LostError(str(error)) from error
        limits = self._started_with
        try:
            future = pool.schedule(_limited, (limits.timeout, function, args), {}, limits.timeout)
            return await _result(future, limits)
        except _BROKEN as error:
            self._discard(pool)
            raise _LostError(str(error)) from error

    async def _running(self) -> ProcessPool:
        async with self._starting:
            if self._pool is not None and self._started_with != self.limits:
                self._discard(self._pool)
            if self._pool is None:
                self._pool = await self._begun()
            return self._pool

    async def _begun(self) -> ProcessPool:
        """Start workers; a call that is cancelled leaves its start to the next one."""
        if self._start is None:
            self._started_with = self.limits
            self._start = _beside(partial(_started, self._workers, self.limits))
        waiting = asyncio.wrap_future(self._start)
        await asyncio.wait({waiting})
        self._start = None
        return waiting.result()

    def _discard(self, pool: ProcessPool) -> None:
        if self._pool is pool:
            self._pool = None
        _ended(pool)

    def close(self) -> None:
        """Kill what runs and end the workers; the next call would start new ones."""
        pool, self._pool = self._pool or self._being_started(), None
        if pool is not None:
            _ended(pool).join(_END)

    def _being_started(self) -> ProcessPool | None:
        """Wait for a start that nobody needs any more: a worker without its parent complains."""
        start, self._start = self._start, None
        if start is None:
            return None
        try:
            return start.result(_END)
        except (TimeoutError, _PoolError):
            return None


class _PoolError(RuntimeError):
    """The pool did not take up the work."""


_BROKEN = (BrokenProcessPool, _PoolError)


async def _result(future: ProcessFuture[T], limits: PoolLimits) -> T:
    waiting = asyncio.wrap_future(future)
    done, _ = await _settled(waiting, limits.timeout * _HANDED_OVER + _START)
    if not done:
        waiting.cancel()
        raise _PoolError("no worker took up the work")
    try:
        return waiting.result()
    except _BROKEN:
        raise
    except Exception as error:
        raise _told(error, limits) from error


async def _settled(waiting: asyncio.Future[T], seconds: float) -> Any:
    try:
        return await asyncio.wait({waiting}, timeout=seconds)
    except asyncio.CancelledError:
        waiting.cancel()
        raise


def _told(error: Exception, limits: PoolLimits) -> ExtractError:
    if isinstance(error, TimeoutError):
        return ExtractError("extract-timeout", f"reading it took over {limits.timeout:g} s")
    if isinstance(error, MemoryError):
        megabytes = limits.memory >> 20
        return ExtractError("extract-memory", f"reading it took over {megabytes} MiB of memory")
    if isinstance(error, ProcessExpired):
        return ExtractError(
            "extract-crash", f"reading it killed its worker (exit {error.exitcode})"
        )
    return flawed(error)


def flawed(error: Exception) -> ExtractError:
    """Log what the code that reads pages should not have raised, and return what it means."""
    _log.error("reading a page failed", exc_info=error)
    return ExtractError("internal", f"reading it failed: {flaw(error)}")


def _started(workers: int, limits: PoolLimits) -> ProcessPool:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    pool = ProcessPool(workers, _TASKS, _begin, (limits.memory,), context)
    try:
        pool.schedule(os.getpid).result(_FIRST_START)
    except (TimeoutError, BrokenProcessPool) as error:
        _ended(pool)
        raise _PoolError("no worker could be started") from error
    return pool


def _beside(call: Callable[[], T]) -> Future[T]:
    """Make a call in a thread that no process waits for at its end, unlike an executor's."""
    outcome: Future[T] = Future()

    def run() -> None:
        try:
            outcome.set_result(call())
        except Exception as error:  # noqa: BLE001 - told to who waits for it
            outcome.set_exception(error)

    Thread(target=run, name="newsmill-pool-start", daemon=True).start()
    return outcome


def _ended(pool: ProcessPool) -> Thread:
    """Stop a pool beside the loop: ending a worker may take a while."""
    pool.stop()  # type: ignore[no-untyped-call]
    thread = Thread(target=pool.join, name="newsmill-pool-end", daemon=True)
    thread.start()
    return thread


def _begin(memory: int) -> None:
    """Make a new worker killable and limited."""
    # A worker that spins in C code never gets to pebble's own handler.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for kind, most in ((resource.RLIMIT_DATA, memory), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(kind)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (allowed, hard))


def _limited(seconds: float, function: Callable[..., T], args: tuple[Any, ...]) -> T:
    """Call a function with a limit on its processor time too: it holds when our parent is dead."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    spent = int(time.process_time() + seconds * 2) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (spent, hard))
    return function(*args)
