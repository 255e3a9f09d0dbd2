"""The web application, wired to settings and storage: alone, or inside the daemon."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping

from config import Settings, Source, explain_settings
from service.cli.state import state
from service.desk import InnerDesk, OuterDesk
from storage import Storage, StorageError
from web.app import App, Probes, make_app
from web.guard import Access
from web.world import World


def access_of(settings: Settings) -> Access:
    """Return how the pages are protected."""
    return Access.given(
        settings.web_host, settings.web_hosts, settings.web_token, socket.gethostname()
    )


def inside(
    settings: Settings,
    storage: Storage,
    probes: Probes,
    desk: InnerDesk,
    sources: Callable[[], Mapping[str, Source]],
) -> App:
    """Return the daemon's application."""
    explained = explain_settings(state.config_file)
    world = World(storage, desk, sources, lambda: explained)
    return make_app(probes, access_of(settings), world)


def alone(settings: Settings, storage: Storage, flags: Mapping[str, object]) -> App:
    """Return the application of a process that does nothing else. ``flags``: settings so given."""
    desk = OuterDesk(settings, storage)
    explained = explain_settings(state.config_file, flags)
    world = World(storage, desk, desk.sources, lambda: explained)
    probes = Probes(lambda: "", lambda: _unready(storage), _no_metrics)
    return make_app(probes, access_of(settings), world)


async def _no_metrics() -> bytes:
    return b""


def _unready(storage: Storage) -> str:
    try:
        storage.runs.list(limit=1)
    except StorageError as error:
        return str(error)
    return ""
