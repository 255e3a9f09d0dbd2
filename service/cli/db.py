"""``newsmill db``: the database itself."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.asking import agreed
from service.cli.console import hint, say
from service.cli.moments import parse_moment
from service.cli.options import Json, Source, Yes
from service.cli.progress import Steps
from service.cli.tables import print_json, print_pairs
from service.cli.text import safe_text
from service.errors import UsageProblem
from service.wiring import settings, storage

if TYPE_CHECKING:
    from storage import Storage
    from storage.backup import Backup
    from storage.pruning import Prunable, Pruning

app = typer.Typer(no_args_is_help=True, help="Make, check, copy and prune the database.")
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
    with storage() as store:
        store.reindex(Steps("records indexed"))
        say(f"{store.url_shown} is indexed")


@app.command()
def check(
    repair: Annotated[
        bool, typer.Option("--repair", help="First count anew what is kept by source and day.")
    ] = False,
    json: Json = False,
) -> int:
    """Read the whole database and tell what is wrong with it."""
    with storage() as store:
        if repair:
            store.recount()
        found = store.inspect()
        url = store.url_shown
    if json:
        print_json({"database": url} | asdict(found))
    else:
        print_pairs(
            [
                ("database", url),
                ("schema", found.revision),
                ("software", found.server),
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


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The copy; or a folder for it.")],
    yes: Yes = False,
) -> None:
    """Write a copy of the database as it is now; crawls may go on meanwhile.

    Raw pages are files beside it: copy their folder, archive/, too.
    """
    if file.is_dir():
        file /= f"newsmill-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.db"
    if file.exists():
        agreed(f"Replace {file}?", "replace it", yes=yes)
    with storage() as store:
        done = store.back_up(file, Steps("pages copied"))
        _hint_of_archive(store)
    say(_told(done))


def _hint_of_archive(store: Storage) -> None:
    folder = store.archive.files.folder
    if folder.is_dir():
        hint(f"raw pages stay in {folder}, which is no part of the database: copy it as files")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What db backup wrote.")],
    yes: Yes = False,
) -> None:
    """Put a backup in the place of the database; not while a source is being crawled."""
    from storage.backup import examine, refuse_server
    from storage.backup import restore as put_back

    configured = settings()
    refuse_server(configured.database_url, file)
    hint(f"{_told(examine(file))}; the database is {configured.database_shown}")
    agreed("Replace all that is in the database?", "replace all that is there", yes=yes)
    locks = configured.data_dir / "locks"
    now = datetime.now(UTC)
    put_back(configured.database_url, file, locks, now, on_progress=Steps("pages copied"))
    _ready("restored")


def _told(found: Backup) -> str:
    return f"{found.path}: {found.records:,} records, {found.size:,} bytes, schema {found.revision}"


@app.command()
def move(
    url: Annotated[
        str,
        typer.Argument(metavar="URL", help="Where to: postgresql://…, or sqlite:////path/to/file."),
    ],
    json: Json = False,
) -> None:
    """Copy everything into another, empty database and compare; goes on where it was stopped."""
    with storage() as store:
        done = store.move(url, Steps("rows copied and compared"), Steps("records indexed"))
        _hint_of_archive(store)
    if json:
        print_json(asdict(done))
        return
    for table in (one for one in done.tables if one.rows):
        say(f"  {table.name}: {table.rows:,} rows, sha256 {table.sha256[:16]}…")
    say(f"{done.target} holds all of {done.source}")
    hint(f"to use it from now on, set NEWSMILL_DATABASE_URL to {done.target} with its password")


@app.command()
def prune(
    older_than: Annotated[
        str | None,
        typer.Option(metavar="AGE", help="Records published longer ago: 365d; or before a date."),
    ] = None,
    versions: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="All but the newest N of each record.")
    ] = None,
    raw_older_than: Annotated[
        str | None,
        typer.Option(metavar="AGE", help="Raw pages kept longer ago; their records stay."),
    ] = None,
    source: Source = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
    compact: Annotated[
        bool, typer.Option("--compact", help="Give the room back to the disk; takes a while.")
    ] = False,
    yes: Yes = False,
) -> None:
    """Delete old records, old versions or raw pages; the first are not fetched again."""
    from storage.pruning import Pruning

    now, configured = datetime.now(UTC), settings()
    chosen = Pruning(parse_moment(older_than, "--older-than", now), versions, source)
    raw_before = parse_moment(raw_older_than, "--raw-older-than", now)
    if older_than is None and versions is None and raw_before is None:
        raise UsageProblem(
            "what may go? Add --older-than AGE, as 365d, --versions N, or --raw-older-than AGE"
        )
    # of today nothing goes: it is being written
    kept_before = None if raw_before is None else min(raw_before, now)
    with storage(configured) as store:
        found = store.prunable(chosen)
        raw = store.archive.sweepable(kept_before, source) if kept_before else None
        if chosen.before or chosen.versions:
            _say_prunable(found)
        if raw is not None:
            say(f"{raw.pages:,} raw pages in {raw.files:,} files, {raw.size:,} bytes")
        if dry_run:
            return
        if found.records or found.versions or (raw and (raw.pages or raw.files)):
            agreed("Delete all this?", "delete it", yes=yes)
        if found.records or found.versions:
            _prune(store, chosen, now, configured.posts_dir)
        if kept_before is not None:
            store.archive.sweep(kept_before, source)
        if compact:
            store.compact()


def _prune(store: Storage, chosen: Pruning, now: datetime, posts: Path | None) -> None:
    from storage.posts import PostsFolder

    store.prune(chosen, now, Steps("rows deleted"))
    if posts is not None:
        PostsFolder(posts).sweep({}, store.records.buried())
    hint("deleted; the records do not come back, not even under another address")


def _say_prunable(found: Prunable) -> None:
    say(f"{found.records:,} records and {found.versions:,} old versions of others")
    for name, count in found.by_source:
        say(f"  {name}: {count:,}")
