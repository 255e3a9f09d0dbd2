"""``newsmill config``: every setting, its value and where it came from."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from service.cli.state import state
from service.cli.tables import Column, print_json, print_table

app = typer.Typer(no_args_is_help=True, help="See the settings.")


@app.callback()
def group() -> None:
    """See the settings."""


@app.command()
def show(
    json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Show every setting, its value and where it came from; secrets are masked."""
    from config import explain_settings

    settings = explain_settings(state.config_file)
    if json:
        print_json([asdict(one) for one in settings])
        return
    print_table(
        settings,
        [
            Column("setting", lambda one: one.name),
            Column("value", lambda one: one.value_shown, wide=True),
            Column("from", lambda one: one.origin),
        ],
    )
