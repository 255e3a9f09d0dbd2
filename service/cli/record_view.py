"""A record as people and programs see it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from service.cli.console import output, say
from service.cli.moments import exact, shown
from service.cli.tables import Column, print_pairs, print_table

if TYPE_CHECKING:
    from storage.types import Record, RecordSummary, Version


def print_summaries(rows: Sequence[RecordSummary]) -> None:
    """Print a page of records, a line each."""
    print_table(rows, _SUMMARY)


_SUMMARY: list[Column[RecordSummary]] = [
    Column("id", lambda row: row.id, right=True),
    Column("published (UTC)", lambda row: shown(row.published_at)),
    Column("source", lambda row: row.source),
    Column("channel", lambda row: row.categories[-1] if row.categories else ""),
    Column("title", lambda row: row.title, wide=True),
    Column("version", lambda row: row.version, right=True),
    Column("status", lambda row: "" if row.status == "current" else row.status),
]


def print_record(record: Record, copies: Sequence[RecordSummary]) -> None:
    """Print a record readably: what is known of it, where else it stands, then its text."""
    from service.cli.reading import readable

    article = record.article
    print_pairs(
        [
            ("record", record.id),
            ("title", article.title),
            ("url", article.url),
            ("aliases", "\n".join(record.aliases)),
            ("published", f"{exact(article.published_at)} (from the {article.date_source.value})"),
            ("updated", exact(article.updated_at)),
            ("byline", article.byline),
            ("origin", article.origin),
            ("categories", " / ".join(article.categories)),
            ("channels", ", ".join(record.channels) if len(record.channels) > 1 else None),
            ("keywords", ", ".join(article.keywords)),
            ("headimg", article.headimg),
            ("images", len(article.images)),
            ("language", article.language),
            ("read from", ", ".join(f"{name}: {where}" for name, where in article.provenance)),
            ("confidence", article.confidence),
            ("fetched", _fetched(record)),
            ("version", f"{record.version} ({record.status})"),
            ("withdrawn", exact(record.withdrawn_at)),
            ("copies", "\n".join(f"{one.id}  {one.source}  {one.url}" for one in copies)),
        ]
    )
    say("")
    say(readable(article.body_html))


def _fetched(record: Record) -> str:
    first, last = record.first_fetched_at, record.article.fetched_at
    return f"{exact(last)}" + (f", first {exact(first)}" if first != last else "")


def print_versions(versions: Sequence[Version]) -> None:
    """Print a record's versions, oldest first."""
    print_table(
        versions,
        [
            Column("version", lambda one: one.number, right=True),
            Column("stored (UTC)", lambda one: shown(one.stored_at)),
            Column("run", lambda one: one.run_id or "", right=True),
            Column("characters", lambda one: f"{len(one.article.body_text):,}", right=True),
            Column("title", lambda one: one.article.title, wide=True),
        ],
    )


_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


def print_changed(line: str) -> None:
    """Print a line of a unified diff, in colour on a terminal."""
    if not output().is_terminal:
        say(line)
        return
    from rich.text import Text

    from service.cli.text import safe_text

    output().print(Text(safe_text(line), style=_COLOURS.get(line[:1], "")))
