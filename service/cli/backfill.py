"""``newsmill backfill``: a source's past, read in slices beside its live crawling."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.backfill_view import backfill_data, print_backfills, summary
from service.cli.console import hint, say
from service.cli.moments import parse_moment
from service.cli.options import Json, Source
from service.cli.run_view import exit_status
from service.cli.tables import print_json
from service.errors import UsageProblem
from service.wiring import settings, storage

if TYPE_CHECKING:
    from config import Settings
    from config import Source as NewsSource
    from storage import Storage
    from storage.backfill import Backfill
    from storage.types import Run

app = typer.Typer(no_args_is_help=True, help="Fetch what a source published before.")

_Name = Annotated[str, typer.Argument(metavar="NAME", help="A source's name.")]
_Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")]


@app.command("list")
def list_backfills(source: Source = None, json: Json = False) -> None:
    """List the backfills, newest first: how far each has come, and what is left."""
    with storage() as store:
        found = store.backfills.list(_now(), source=source)
    if json:
        print_json({"backfills": [backfill_data(one) for one in found]})
    elif found:
        print_backfills(found)
    else:
        hint("no backfill yet; newsmill backfill start NAME begins one")


@app.command()
def start(
    names: Annotated[list[str], typer.Argument(metavar="NAME…", help="Sources.")],
    pages: Annotated[
        int | None,
        typer.Option("--pages", min=1, metavar="N", help="Pages of each listing at most."),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="DATE", help="Only back to then: 2026-01-01, 365d."),
    ] = None,
    per_day: Annotated[
        int | None,
        typer.Option("--per-day", min=1, metavar="N", help="Articles a day at most."),
    ] = None,
) -> None:
    """Begin a backfill of each source: all that its listings show, if nothing else is said.

    The daemon reads it in quiet times; ``newsmill backfill run`` does so at once. One that is
    open already goes on where it is, with the new goal.
    """
    from config import load_named
    from storage.backfill import Goal

    configured = settings()
    sources = load_named(names, configured)
    goal = Goal(pages, parse_moment(since, "--since"))
    with storage(configured) as store:
        for source in sources:
            begun = store.backfills.start(source.name, goal, _now(), per_day=per_day)
            say(f"{source.name}: {begun.goal}")
            if not source.enabled:
                hint(f"{source.name} is disabled: the daemon leaves it alone")
    hint("the daemon reads it in quiet times; at once: newsmill backfill run " + " ".join(names))


@app.command()
def run(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NAME…", help="Sources; else all open ones.")
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option("--limit", "-n", min=1, metavar="N", help="Articles of each source at most."),
    ] = None,
    json: Json = False,
    quiet: _Quiet = False,
) -> int:
    """Go on with open backfills until they are over, Ctrl-C or the limit; the place is kept."""
    configured = settings()
    with storage(configured) as store:
        sources = _open_ones(configured, store, names or [])
        orders = [(source, limit) for source in sources]
        runs = run_by_hand(orders, configured, store, quiet=quiet)
        found = [store.backfills.list(_now(), source=one.name)[0] for one in sources]
    if json:
        print_json({"backfills": [backfill_data(one) for one in found]})
    else:
        print_backfills(found)
    return exit_status(runs)


@app.command()
def pause(name: _Name) -> None:
    """Let a backfill rest until it is resumed; a slice under way ends first."""
    _set(lambda store: store.backfills.pause(name, _now()))


@app.command()
def resume(name: _Name) -> None:
    """Let a paused or failed backfill go on."""
    _set(lambda store: store.backfills.resume(name, _now()))


@app.command()
def cancel(name: _Name) -> None:
    """End a backfill. What is stored stays; what it has not fetched yet is left alone."""
    _set(lambda store: store.backfills.cancel(name, _now()))


def run_by_hand(
    orders: Sequence[tuple[NewsSource, int | None]],
    configured: Settings,
    store: Storage,
    *,
    quiet: bool,
) -> tuple[Run, ...]:
    """Go on with the open backfill of each source, so many articles far; return the runs.

    Progress is on standard error. An interrupt ends all.
    """
    from service.backfilling import Crawling, backfill_by_hand
    from service.cli.progress import crawling
    from storage.types import RunState

    with crawling(quiet=quiet) as listener:
        using = Crawling(
            configured,
            store,
            listener,
            on_slice=(lambda _: None) if quiet else (lambda one: hint(summary(one))),
            on_busy=lambda busy: hint(f"waiting: {busy}"),
        )
        runs: list[Run] = []
        for source, limit in orders:
            runs += backfill_by_hand(source, limit, using)
            if runs and runs[-1].state is RunState.INTERRUPTED:
                break
        return tuple(runs)


def _open_ones(configured: Settings, store: Storage, names: list[str]) -> list[NewsSource]:
    from config import load_source
    from storage import BackfillNotFound

    going = store.backfills.list(_now(), going=True)
    if not names and not going:
        raise UsageProblem("no backfill is open: newsmill backfill start NAME")
    chosen = list(dict.fromkeys(names)) or [one.source for one in reversed(going)]
    sources = [load_source(name, configured) for name in chosen]
    for source in sources:
        if source.name not in {one.source for one in going}:
            if store.backfills.open_one(source.name, _now()) is None:
                raise BackfillNotFound(source.name)
            raise UsageProblem(
                f"the backfill of {source.name} rests: newsmill backfill resume {source.name}"
            )
    return sources


def _set(change: Callable[[Storage], Backfill]) -> None:
    with storage() as store:
        say(summary(change(store)))


def _now() -> datetime:
    return datetime.now(UTC)
