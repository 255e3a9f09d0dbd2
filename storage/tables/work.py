"""The tables of the work list: what listings showed, and what becomes of it."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Table, text

from storage.kinds import NUMBER, AnyText, UtcDateTime, Word
from storage.tables.frame import metadata, partial
from storage.tables.records import article

listing = Table(
    "listing",
    metadata,
    Column("source", Word, primary_key=True),
    Column("url", Word, primary_key=True),
    Column("rules", Word, nullable=False),
    Column("etag", AnyText),
    Column("last_modified", AnyText),
    Column("walk_started_at", UtcDateTime),
    Column("read_at", UtcDateTime),
)

entry = Table(
    "entry",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("source", Word, nullable=False),
    Column("key", Word, nullable=False),
    Column("url", AnyText, nullable=False),
    Column("title", AnyText),
    Column("published_at", UtcDateTime),
    Column("state", Word, nullable=False),
    Column("sort_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime),
    Column("attempts", NUMBER, nullable=False),
    Column("crashes", NUMBER, nullable=False),
    Column("run_id", NUMBER),
    Column("seen_run_id", NUMBER),
    Column("article_id", ForeignKey(article.c.id, ondelete="SET NULL")),
    Column("error_kind", Word),
    Column("error", AnyText),
    Column("etag", AnyText),
    Column("last_modified", AnyText),
    Column("first_seen_at", UtcDateTime, nullable=False),
    Column("last_seen_at", UtcDateTime, nullable=False),
    Column("fetched_at", UtcDateTime),
    Index("uq_entry_source_key", "source", "key", unique=True),
    partial("ix_entry_due", "due_at IS NOT NULL", "source", "crashes", text("sort_at DESC"), "id"),
    partial("ix_entry_leased", "state = 'leased'", "source"),
    partial(
        "ix_entry_backfill",
        "state = 'backfill'",
        "source",
        "crashes",
        text("sort_at DESC"),
        "id",
    ),
    partial("ix_entry_run", "error_kind IS NOT NULL", "run_id", "id"),
    Index("ix_entry_article", "article_id"),
)

entry_listing = Table(
    "entry_listing",
    metadata,
    Column("entry_id", ForeignKey(entry.c.id, ondelete="CASCADE"), primary_key=True),
    Column("listing_url", Word, primary_key=True),
    Column("position", NUMBER, nullable=False),
    Column("channel", Word, nullable=False),
    Column("claim", Word, nullable=False),
    Column("first_seen_at", UtcDateTime, nullable=False),
)
