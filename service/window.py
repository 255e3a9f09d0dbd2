"""The daemon's pages on their address: served while it lives, tried again while that is taken."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import NoReturn

import structlog

from service.health import Health, State
from web.errors import AddressTaken

_log = structlog.stdlib.get_logger("newsmill.web")
_AGAIN = 10.0

Server = Callable[[], AbstractAsyncContextManager[str]]
"""Serves while entered and gives the address. Raises AddressTaken."""


class Window:
    """What can be seen from outside, and where; ``fault`` while nothing can."""

    def __init__(self) -> None:
        self.address: str | None = None
        self.fault: Health | None = None

    @asynccontextmanager
    async def open(self, serve: Server) -> AsyncIterator[None]:
        """Serve while entered, from the first moment on unless the address is taken."""
        tried = asyncio.Event()
        serving = asyncio.ensure_future(self._serve(serve, tried))
        await tried.wait()
        try:
            yield
        finally:
            serving.cancel()
            with suppress(asyncio.CancelledError):
                await serving

    async def _serve(self, serve: Server, tried: asyncio.Event) -> NoReturn:
        while True:
            try:
                async with serve() as self.address:
                    self.fault = None
                    tried.set()
                    await asyncio.Event().wait()
            except AddressTaken as error:
                self._miss(error)
            finally:
                self.address = None
                tried.set()
            await asyncio.sleep(_AGAIN)

    def _miss(self, error: AddressTaken) -> None:
        if self.fault is None:
            _log.error("no probes and metrics", error=str(error), next_try_s=_AGAIN)
        since = self.fault.since if self.fault else datetime.now(UTC)
        self.fault = Health(State.DEGRADED, since, str(error))
