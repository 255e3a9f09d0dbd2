"""What the process has freed, given back to the system: its memory stays what it uses.

glibc keeps freed blocks that lie between used ones, and blocks of many sizes come and go with every
crawl: in ten minutes of a hundred sources a fifth of its heap was holes, and more each minute. It
also takes ever larger blocks into that heap after the first large one was freed. Other C libraries
have neither function, and nothing is done there.

Source: mallopt(3), M_MMAP_THRESHOLD and M_ARENA_MAX; malloc_trim(3).
"""

from __future__ import annotations

import asyncio
import ctypes
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import cache
from typing import NoReturn, Protocol, cast

_MMAP_THRESHOLD, _ARENA_MAX = -3, -8
_LARGE = 128 * 1024
"""Bytes from which a block is mapped apart: glibc's own start, which it keeps if told so."""
_ARENAS = 2
"""Heaps beside each other; of itself each thread gets one. Python's threads seldom meet in one."""
_EVERY = 60.0
"""Seconds. A look takes some milliseconds, in a thread."""


class _Heap(Protocol):
    def mallopt(self, param: int, value: int) -> int: ...

    def malloc_trim(self, pad: int) -> int: ...


@cache
def _glibc() -> _Heap | None:
    library = ctypes.CDLL(None)
    known = hasattr(library, "mallopt") and hasattr(library, "malloc_trim")
    return cast("_Heap", library) if known else None


def hold_together() -> None:
    """Map large blocks apart, and share few heaps, for as long as the process lives."""
    if heap := _glibc():
        heap.mallopt(_MMAP_THRESHOLD, _LARGE)
        heap.mallopt(_ARENA_MAX, _ARENAS)


def trim() -> bool:
    """Give back every free page, also those between used ones; tell whether any was."""
    heap = _glibc()
    return heap is not None and heap.malloc_trim(0) == 1


@asynccontextmanager
async def kept_small() -> AsyncIterator[None]:
    """Give back what is free again and again, while entered."""
    hold_together()
    again = asyncio.ensure_future(_again())
    try:
        yield
    finally:
        again.cancel()
        with suppress(asyncio.CancelledError):
            await again


async def _again() -> NoReturn:
    while True:
        await asyncio.sleep(_EVERY)
        await asyncio.to_thread(trim)
