"""Handing out what is due: no more at once than there are places, one at a time for each host.

First come, first served, but for those whose host is busy: they wait for it and hold up no other.
Knows neither clocks nor crawls; the caller says what to do with an item.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Dispatcher(Generic[T]):
    """Runs ``work`` for each item put in. ``work`` must not raise: what it does ends the loop."""

    def __init__(self, places: int, work: Callable[[T], Coroutine[Any, Any, None]]) -> None:
        self._places, self._work = places, work
        self._waiting: dict[str, deque[T]] = {}
        self._ready: deque[str] = deque()
        self._running: dict[str, asyncio.Task[None]] = {}
        self.failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Never has a result; has the error of an item whose work raised one."""

    @property
    def waiting(self) -> tuple[T, ...]:
        """What has no place yet."""
        return tuple(item for items in self._waiting.values() for item in items)

    @property
    def running(self) -> int:
        """How many places are taken."""
        return len(self._running)

    def calm(self, host: str) -> bool:
        """Tell whether something for this host could be begun at once, and nothing else could."""
        free = len(self._running) < self._places and not self._ready
        return free and host not in self._running and host not in self._waiting

    def is_waited_for(self, host: str) -> bool:
        """Tell whether something waits for the end of what runs at this host."""
        return host in self._waiting

    def put(self, host: str, item: T) -> None:
        """Take an item; it is begun as soon as its host and a place are free."""
        queue = self._waiting.setdefault(host, deque())
        if not queue and host not in self._running:
            self._ready.append(host)
        queue.append(item)
        self._begin()

    def fail(self, error: BaseException) -> None:
        """Let ``failed`` have an error; the first one counts."""
        if not self.failed.done():
            self.failed.set_exception(error)

    def forget(self) -> None:
        """Drop what waits; what runs goes on."""
        self._waiting.clear()
        self._ready.clear()

    async def ended(self, within: float) -> bool:
        """Wait for what runs, so many seconds at most; tell whether all has ended."""
        if self._running:
            await asyncio.wait(self._running.values(), timeout=within)
        return not self._running

    def _begin(self) -> None:
        while self._ready and len(self._running) < self._places:
            host = self._ready.popleft()
            item = self._waiting[host].popleft()
            if not self._waiting[host]:
                del self._waiting[host]
            task = asyncio.get_running_loop().create_task(self._work(item))
            self._running[host] = task
            task.add_done_callback(partial(self._end, host))

    def _end(self, host: str, done: asyncio.Task[None]) -> None:
        del self._running[host]
        if not done.cancelled() and (error := done.exception()):
            self.fail(error)
        if host in self._waiting:
            self._ready.append(host)
        self._begin()
