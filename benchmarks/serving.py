"""An application served in a thread of this process, as the daemon serves it beside its crawls."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager

from web.app import App
from web.server import serving


@contextmanager
def served(app: App) -> Iterator[str]:
    """Serve an application on a loop of its own; give its address."""
    ready: Future[tuple[str, asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def main() -> None:
        stopping = asyncio.Event()
        async with serving(app, "127.0.0.1", 0) as address:
            ready.set_result((address, asyncio.get_running_loop(), stopping))
            await stopping.wait()

    thread = threading.Thread(target=asyncio.run, args=(main(),))
    thread.start()
    address, loop, stopping = ready.result(30)
    try:
        yield address
    finally:
        loop.call_soon_threadsafe(stopping.set)
        thread.join(30)
