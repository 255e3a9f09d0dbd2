"""``newsmill status``, ``pause``, ``resume`` and ``reload``: seeing and steering the daemon."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from service.cli.console import hint, say
from service.cli.options import Json
from service.cli.status_view import print_status
from service.cli.tables import print_json
from service.errors import DaemonAbsent
from service.wiring import settings, storage

if TYPE_CHECKING:
    from config import Settings

_ABSENT = 1

_Name = Annotated[str, typer.Argument(metavar="NAME", help="A source's name.")]


def status(json: Json = False) -> int:
    """Show what the daemon does: sources, running crawls, queue, faults; status 1 if none runs."""
    from service.protocol import ask

    configured = settings()
    try:
        found = ask(configured.data_dir, {"do": "status"})
    except DaemonAbsent as absent:
        found = _without_daemon(configured)
        hint(f"newsmill: {absent}")
    if json:
        print_json(found)
    else:
        print_status(found)
    return 0 if found["daemon"] else _ABSENT


def _without_daemon(configured: Settings) -> dict[str, Any]:
    from config import read_sources
    from service.standing import standing

    with storage(configured) as store:
        return standing(configured, read_sources(configured), store, datetime.now(UTC))


def pause(name: _Name) -> None:
    """Let the daemon leave a source alone, until resumed; what is under way ends."""
    from service.pauses import Pauses

    configured = _known(name)
    new = Pauses(configured.data_dir).add(name, datetime.now(UTC))
    _refresh(configured)
    say(f"{name} is paused" if new else f"{name} was paused already")


def resume(name: _Name) -> None:
    """Let the daemon take a paused source again."""
    from service.pauses import Pauses

    configured = settings()
    was = Pauses(configured.data_dir).remove(name)
    _refresh(configured)
    say(f"{name} goes on" if was else f"{name} was not paused")


def reload() -> None:
    """Let the daemon read the source files again; it also does so by itself when they change."""
    from service.protocol import ask

    found = ask(settings().data_dir, {"do": "reload"})
    told = [f"{what}: {', '.join(names)}" for what, names in found.items() if names]
    say("; ".join(told) or "nothing has changed")


def _known(name: str) -> Settings:
    from config import load_source

    configured = settings()
    load_source(name, configured)
    return configured


def _refresh(configured: Settings) -> None:
    from service.protocol import ask

    try:
        ask(configured.data_dir, {"do": "refresh"})
    except DaemonAbsent:
        hint("no daemon runs; the next one will know")
