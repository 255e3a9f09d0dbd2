"""Serving an application on the running loop, which keeps its signals to itself."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.applications import Starlette

from web.errors import AddressTaken

_GRACE = 1
"""Seconds that running answers get when the server stops."""
_BACKLOG = 128


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to the loop's owner."""
        yield


@asynccontextmanager
async def serving(app: Starlette, host: str, port: int) -> AsyncIterator[str]:
    """Serve while entered; give the address. ``port`` 0 is any free one. Raises AddressTaken."""
    with bound(host, port) as listener:
        configuration = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            lifespan="off",
            server_header=False,
            timeout_graceful_shutdown=_GRACE,
        )
        server = _Server(configuration)
        running = asyncio.ensure_future(server.serve([listener]))
        try:
            yield f"http://{_shown(host)}:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            await running


@contextmanager
def bound(host: str, port: int) -> Iterator[socket.socket]:
    """Listen while entered. Raises AddressTaken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends a small packet at once (TCP_NODELAY) only where the protocol is named: without
    # it, all but the first answer of a connection come 40 ms late
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, port))
            listener.listen(_BACKLOG)
        except (OSError, OverflowError) as error:
            raise AddressTaken(host, port, error) from error
        yield listener


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
