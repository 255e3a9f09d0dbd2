"""``newsmill records export``: records as files for others."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from enum import StrEnum
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from service.cli.console import hint
from service.cli.options import Category, Narrowing, Since, Source, Status, Until
from service.cli.progress import counted
from service.errors import UsageProblem
from service.wiring import settings, storage

if TYPE_CHECKING:
    from storage import Storage
    from storage.export_marks import Written
    from storage.posts import PostsFolder
    from storage.types import Record, RecordFilter

    TextWriter = Callable[[Iterable[Record], IO[str]], Iterator[Record]]
    FileWriter = Callable[[Iterable[Record], Path], Iterator[Record]]

_FEED_ENTRIES = 50


class Target(StrEnum):
    """What an export writes."""

    POSTS = "posts"
    MARKDOWN = "markdown"
    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
    SQLITE = "sqlite"
    ATOM = "atom"
    JSONFEED = "jsonfeed"


_FOLDERS = {Target.POSTS, Target.MARKDOWN}
_FEEDS = {Target.ATOM, Target.JSONFEED}
_BINARY = {Target.PARQUET, Target.SQLITE}


def export(
    to: Annotated[Target, typer.Option("--to", help="What is written.")] = Target.POSTS,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="PATH", help="Folder of the posts (default posts_dir) or file."
        ),
    ] = None,
    since_last: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Only what the last export of this name has not had."),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option("--limit", "-n", min=1, help="Only the newest N; of a feed 50 by default."),
    ] = None,
    source: Source = None,
    category: Category = None,
    since: Since = None,
    until: Until = None,
    status: Status = None,
) -> None:
    """Write records as files: posts, Markdown, tables, feeds. Texts are printed without --out."""
    chosen = Narrowing(source, category, since, until, status).chosen()
    chosen = replace(chosen, unexported=since_last)
    configured = settings()
    place = out or (configured.posts_dir if to is Target.POSTS else None)
    if place is None and to in _FOLDERS | _BINARY:
        raise UsageProblem(_where(to))
    if limit is None and to in _FEEDS:
        limit = _FEED_ENTRIES
    with storage(configured) as store:
        export = _Export(store, chosen, limit)
        if since_last is not None and not export.total:
            hint(f"nothing is new since the last export {since_last}")
            return
        export.write(to, place)
        if since_last is not None:
            store.records.mark_exported(since_last, export.done)


def _where(to: Target) -> str:
    if to is Target.POSTS:
        return "where to? Add --out FOLDER, or set posts_dir (NEWSMILL_POSTS_DIR)"
    return f"where to? Add --out {'FOLDER' if to in _FOLDERS else 'FILE'}"


class _Export:
    """The records of one export, counted and remembered as they are written."""

    def __init__(self, store: Storage, chosen: RecordFilter, limit: int | None) -> None:
        self._store = store
        self._records = islice(store.records.iterate(chosen), limit)
        self.total = min(store.records.count(chosen), limit or sys.maxsize)
        self.done: list[Written] = []

    def write(self, to: Target, place: Path | None) -> None:
        if to in _FOLDERS and place is not None:
            self._into_folder(to, place)
        elif place is None or str(place) == "-":
            self._note(_text_writer(to)(self._records, sys.stdout))
        else:
            self._into_file(to, place)
            hint(f"{len(self.done)} records in {place}")

    def _into_folder(self, to: Target, folder: Path) -> None:
        posts = _folder(to, folder)
        written = 0
        named = {}
        for record in counted(self._records, self.total, "files"):
            earlier = self._store.records.versions(record.id)[:-1] if record.version > 1 else ()
            written += posts.write(record.article, [one.article for one in earlier])
            identity, path = posts.named(record.article)
            named[identity] = path
            self._note([record])
        total = len(self.done)
        told = f"{written} written, {total - written} were there already"
        removed = posts.sweep(named, self._store.records.buried()) if to is Target.POSTS else 0
        hint(f"{total} {to} in {folder}: {told}" + (f", {removed} removed" if removed else ""))

    def _into_file(self, to: Target, path: Path) -> None:
        from storage.files import replacing, replacing_part

        if to in _BINARY:
            with replacing_part(path) as part:
                self._note(counted(_file_writer(to)(self._records, part), self.total, "rows"))
            return
        with replacing(path) as file, TextIOWrapper(file, "utf-8", newline="") as text:
            self._note(counted(_text_writer(to)(self._records, text), self.total, "rows"))
            text.flush()

    def _note(self, records: Iterable[Record]) -> None:
        from storage.export_marks import written

        self.done.extend(written(record) for record in records)


def _folder(to: Target, folder: Path) -> PostsFolder:
    from storage.posts import PostsFolder

    if to is Target.POSTS:
        return PostsFolder(folder)
    from articles.markdown import markdown_of

    return PostsFolder(folder, markdown_of)


def _text_writer(to: Target) -> TextWriter:
    if to in _FEEDS:
        from storage.feeds import write_atom, write_json_feed

        return write_atom if to is Target.ATOM else write_json_feed
    from storage.export import write_csv, write_jsonl

    return write_jsonl if to is Target.JSONL else write_csv


def _file_writer(to: Target) -> FileWriter:
    from storage.tabular import write_parquet, write_sqlite

    return write_parquet if to is Target.PARQUET else write_sqlite
