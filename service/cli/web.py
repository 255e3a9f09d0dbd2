"""``newsmill web``: the inspection pages, the API and the feeds alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.console import hint, say
from service.wiring import settings, storage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from config import Settings
    from storage import Storage


def web(
    host: Annotated[
        str | None, typer.Option("--host", help="Address to serve on instead of `web_host`.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option("--port", min=0, max=65535, help="Port instead of `web_port`; 0: a free one."),
    ] = None,
    open_it: Annotated[bool, typer.Option("--open", help="Open it in your browser.")] = False,
) -> None:
    """Serve the inspection pages and the API until Ctrl-C; the daemon serves the same by itself."""
    import asyncio

    flags = {"web_host": host, "web_port": port}
    configured = settings(**flags)
    with storage(configured) as store:
        store.load()
        asyncio.run(_serve(configured, store, flags, open_it=open_it))


async def _serve(
    configured: Settings, store: Storage, flags: Mapping[str, object], *, open_it: bool
) -> None:
    import asyncio
    import signal

    from service.pages import alone
    from web.server import serving

    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    app = alone(configured, store, flags)
    async with serving(app, configured.web_host, configured.web_port) as address:
        say(address)
        hint("Ctrl-C ends it" if configured.web_token is None else "it asks for web_token")
        if open_it:
            import webbrowser

            await asyncio.to_thread(webbrowser.open, address)
        await stopping.wait()
