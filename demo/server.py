"""The newspaper on the air: a thread with its own loop serves it until told to stop."""

from __future__ import annotations

import asyncio
import socket
from concurrent.futures import Future
from datetime import UTC, datetime
from threading import Thread
from types import TracebackType
from typing import Self

from aiohttp import web

from demo.errors import ServeError
from demo.faults import Faults
from demo.handler import Handler
from demo.log import RequestLog
from demo.newspaper import Newspaper
from demo.site import Site

_BACKLOG = 1024
_GRACE = 0.5
"""Seconds that running answers get when the server stops."""


class DemoServer:
    """Serves a newspaper while it is entered.

    ``port`` 0 is any free one. ``weight`` pads pages to about 58 KB, ``warm`` renders every article
    before the first request, ``paged`` puts long articles on several pages. Raises ServeError if
    the address cannot be bound.
    """

    def __init__(  # noqa: PLR0913 - what is served, where and how
        self,
        newspaper: Newspaper,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        weight: bool = False,
        per_page: int = 15,
        warm: bool = False,
        paged: bool = False,
    ) -> None:
        self.newspaper = newspaper
        self._warm = warm
        self._socket = _bound(host, port)
        self.host, self.port = host, int(self._socket.getsockname()[1])
        site = Site(newspaper.edition, heavy=weight, per_page=per_page, paged=paged)
        self._handler = Handler(newspaper, site, self.base_url, lambda: datetime.now(UTC))
        self._ready: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()
        self._thread = Thread(target=self._run, name=f"demo-{self.port}", daemon=True)

    @property
    def base_url(self) -> str:
        """The address of the home page, without a slash at its end."""
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{shown}:{self.port}"

    @property
    def log(self) -> RequestLog:
        """What was asked for."""
        return self._handler.log

    @property
    def faults(self) -> Faults:
        """What is going to fail."""
        return self._handler.faults

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.result()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop serving and wait for the thread; harmless when it has stopped or never started."""
        if self._thread.is_alive():
            loop, told = self._ready.result()
            loop.call_soon_threadsafe(told.set)
            self._thread.join()
        self._socket.close()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as problem:
            if self._ready.done():
                raise
            self._ready.set_exception(problem)

    async def _serve(self) -> None:
        if self._warm:
            self._handler.warm()
        server = web.Server(self._handler, access_log=None)
        runner = web.ServerRunner(server, shutdown_timeout=_GRACE)
        await runner.setup()
        try:
            await web.SockSite(runner, self._socket, backlog=_BACKLOG).start()
            told = asyncio.Event()
            self._ready.set_result((asyncio.get_running_loop(), told))
            await told.wait()
        finally:
            await runner.cleanup()


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except (OSError, OverflowError) as problem:
        listener.close()
        raise ServeError(host, port, str(problem)) from problem
    return listener
