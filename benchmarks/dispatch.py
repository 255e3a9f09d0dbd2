"""Ten thousand sources due in one moment: what it takes to begin them all."""

from __future__ import annotations

import asyncio
import time

from benchmarks.lines import Line, at_most
from benchmarks.plan import Plan
from service.dispatch import Dispatcher

_SOURCES = 10_000


def dispatch(_plan: Plan) -> list[Line]:
    """Put all of them in and run empty crawls to the end."""
    seconds = asyncio.run(_dispatched())
    note = f"{_SOURCES:,} sources with empty crawls, 16 at once; CPU time"
    return [Line("dispatch: all due at once", seconds, "s", at_most(1, 4), note)]


async def _dispatched() -> float:
    begun = 0
    all_begun = asyncio.Event()

    async def work(_item: int) -> None:
        nonlocal begun
        begun += 1
        if begun == _SOURCES:
            all_begun.set()

    dispatcher = Dispatcher(16, work)
    started = time.process_time()
    for number in range(_SOURCES):
        dispatcher.put(f"host-{number}", number)
    await all_begun.wait()
    return time.process_time() - started
