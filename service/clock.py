"""The clock on the wall against the time that passes: sees when one was set, or slept through."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NoReturn

from service.timetable import jumped


async def keep_time(
    on_second: Callable[[], object], on_jump: Callable[[timedelta], object]
) -> NoReturn:
    """Call ``on_second`` about once a second, and ``on_jump`` with how far the clock has jumped."""
    loop = asyncio.get_running_loop()
    wall, beat = datetime.now(UTC), loop.time()
    while True:
        await asyncio.sleep(1)
        elapsed, shown = timedelta(seconds=loop.time() - beat), datetime.now(UTC) - wall
        if jumped(elapsed, shown):
            on_jump(shown - elapsed)
        on_second()
        wall, beat = wall + shown, beat + elapsed.total_seconds()
