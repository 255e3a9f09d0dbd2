"""``newsmill records export``: records as files for others."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.console import hint
from service.cli.options import Category, Narrowing, Since, Source, Status, Until
from service.cli.progress import counted
from service.errors import UsageProblem
from service.wiring import settings, storage

if TYPE_CHECKING:
    from storage import Storage
    from storage.types import Record, RecordFilter


class Target(StrEnum):
    """What an export writes."""

    POSTS = "posts"
    JSONL = "jsonl"
    CSV = "csv"


def export(
    to: Annotated[
        Target, typer.Option("--to", help="A folder of posts, JSON Lines or CSV.")
    ] = Target.POSTS,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="PATH", help="Folder of the posts (default posts_dir) or file."
        ),
    ] = None,
    source: Source = None,
    category: Category = None,
    since: Since = None,
    until: Until = None,
    status: Status = None,
) -> None:
    """Write records as post files, JSON Lines or CSV. Without --out the latter two are printed."""
    chosen = Narrowing(source, category, since, until, status).chosen()
    configured = settings()
    folder = out or configured.posts_dir
    if to is Target.POSTS and folder is None:
        raise UsageProblem("where to? Add --out FOLDER, or set posts_dir (NEWSMILL_POSTS_DIR)")
    with storage(configured) as store:
        if to is Target.POSTS and folder is not None:
            _posts(store, chosen, folder)
        else:
            _rows(store, chosen, to, out)


def _posts(store: Storage, chosen: RecordFilter, folder: Path) -> None:
    from storage.posts import PostsFolder

    posts = PostsFolder(folder)
    total = written = 0
    for record in counted(store.records.iterate(chosen), store.records.count(chosen), "posts"):
        earlier = store.records.versions(record.id)[:-1] if record.version > 1 else ()
        written += posts.write(record.article, [one.article for one in earlier])
        total += 1
    hint(f"{total} posts in {folder}: {written} written, {total - written} were there already")


def _rows(store: Storage, chosen: RecordFilter, to: Target, out: Path | None) -> None:
    from storage.export import write_csv, write_jsonl
    from storage.files import replacing

    write = write_jsonl if to is Target.JSONL else write_csv
    records: Iterator[Record] = store.records.iterate(chosen)
    if out is None or str(out) == "-":
        for _ in write(records, sys.stdout):
            pass
        return
    with replacing(out) as file, TextIOWrapper(file, "utf-8", newline="") as text:
        total = sum(1 for _ in counted(write(records, text), store.records.count(chosen), "rows"))
        text.flush()
    hint(f"{total} records in {out}")
