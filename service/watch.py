"""Hearing of changes in the sources folder: from the system, and by looking where it tells none.

Network file systems and some containers tell nothing; so the folder is looked at every few seconds
besides. A folder that is not there yet is waited for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import structlog

_log = structlog.stdlib.get_logger("newsmill.watch")
_DEBOUNCE, _STEP = 300, 50
"""Milliseconds: an editor writes a file in several steps."""
_LOOK_EVERY = 5.0

Print = tuple[tuple[str, int, int], ...]


async def watch(
    folder: Callable[[], Path | None], changed: Callable[[], Awaitable[object]]
) -> None:
    """Call ``changed`` after each change of a source file, for ever."""
    seen: Print | None = None
    while True:
        here = folder()
        now = await asyncio.to_thread(fingerprint, here)
        if seen is not None and now != seen:
            await changed()
        seen = now
        if here is None or not here.is_dir():
            await asyncio.sleep(_LOOK_EVERY)
        else:
            await _until_something(here)


async def _until_something(folder: Path) -> None:
    """Wait for a change, or for the time to look by ourselves."""
    from watchfiles import awatch  # noqa: PLC0415 - only the daemon pays for it

    changes = awatch(
        folder,
        debounce=_DEBOUNCE,
        step=_STEP,
        rust_timeout=int(_LOOK_EVERY * 1_000),
        yield_on_timeout=True,
    )
    try:
        async for _ in changes:
            return
    except (OSError, RuntimeError) as error:
        # no watches left, no such folder any more: looking by ourselves goes on
        _log.warning("changes of source files are seen late", folder=str(folder), error=str(error))
        await asyncio.sleep(_LOOK_EVERY)


def fingerprint(folder: Path | None) -> Print:
    """Return name, time and size of each source file; nothing for no folder."""
    if folder is None:
        return ()
    files = sorted(folder.glob("*.toml")) if folder.is_dir() else []
    return tuple(_one(file) for file in files)


def _one(file: Path) -> tuple[str, int, int]:
    try:
        found = file.stat()
    except OSError:
        return file.name, 0, -1
    return file.name, found.st_mtime_ns, found.st_size
