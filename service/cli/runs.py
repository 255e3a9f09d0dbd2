"""``newsmill runs``: what happened."""

from __future__ import annotations

from typing import Annotated

import typer

from service.cli.console import hint
from service.cli.options import After, Json, Limit, Shape, Source
from service.cli.run_view import print_run, print_runs
from service.cli.tables import Format, print_json, print_list
from service.wiring import storage

app = typer.Typer(no_args_is_help=True, help="See what crawls did.")


@app.command("list")
def list_runs(
    source: Source = None,
    limit: Limit = 20,
    after: After = None,
    form: Shape = Format.TABLE,
    json: Json = False,
) -> None:
    """List the runs, newest first."""
    from storage.data import run_data

    with storage() as store:
        page = store.runs.list(source, limit=limit, after=after)
    shape = Format.JSON if json else form
    if shape is not Format.TABLE:
        print_list(shape, "runs", [run_data(run) for run in page.rows], page.next_cursor)
    elif page.rows:
        print_runs(page.rows, dated=True)
    else:
        hint("no run yet; newsmill crawl NAME makes one")
    if page.next_cursor and shape is not Format.JSON:
        hint(f"more: --after {page.next_cursor}")


@app.command()
def show(
    number: Annotated[int, typer.Argument(metavar="ID", help="A run's number.")],
    json: Json = False,
) -> None:
    """Show one run: what happened, and what became of every link."""
    from storage.data import run_data

    with storage() as store:
        run = store.runs.get(number)
    if json:
        print_json(run_data(run))
    else:
        print_run(run)
