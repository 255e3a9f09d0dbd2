"""``newsmill db``: the database itself."""

from __future__ import annotations

from dataclasses import asdict

import typer

from service.cli.console import say
from service.cli.options import Json
from service.cli.tables import print_json, print_pairs
from service.cli.text import safe_text
from service.wiring import storage

app = typer.Typer(no_args_is_help=True, help="Make, upgrade and check the database.")
_FAULTY = 3


@app.command()
def init() -> None:
    """Make the database, if there is none; every command that needs it does so too."""
    _ready("ready")


@app.command()
def upgrade() -> None:
    """Bring the database to this version's schema; every command that needs it does so too."""
    _ready("up to date")


def _ready(word: str) -> None:
    from storage.schema import HEAD

    with storage() as store:
        say(f"{store.url_shown} is {word} (schema {HEAD})")


@app.command()
def reindex() -> None:
    """Make the search index anew; needed only when db check says that it is out of step."""
    from service.cli.progress import Indexing

    with storage() as store:
        store.reindex(Indexing())
        say(f"{store.url_shown} is indexed")


@app.command()
def check(json: Json = False) -> int:
    """Read the whole database and tell what is wrong with it."""
    with storage() as store:
        found = store.inspect()
        url = store.url_shown
    if json:
        print_json({"database": url} | asdict(found))
    else:
        print_pairs(
            [
                ("database", url),
                ("schema", found.revision),
                ("SQLite", found.sqlite),
                ("size", f"{found.size:,} bytes"),
                ("records", f"{found.records:,} ({found.versions:,} versions)"),
                ("entries", f"{found.entries:,}"),
                ("runs", f"{found.runs:,}"),
                ("result", "sound" if not found.faults else f"{len(found.faults)} faults"),
            ]
        )
        for fault in found.faults:
            say(f"  {safe_text(fault)}")
    return _FAULTY if found.faults else 0
