"""The tables of what is remembered of records beside them: pages, counts, exports, deletions."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, ForeignKeyConstraint, Index, Table

from storage.kinds import NUMBER, AnyText, UtcDateTime, Word
from storage.tables.frame import metadata
from storage.tables.records import article, article_version

raw_page = Table(
    "raw_page",
    metadata,
    Column("article_id", NUMBER, primary_key=True, autoincrement=False),
    Column("version", NUMBER, primary_key=True, autoincrement=False),
    Column("part", NUMBER, primary_key=True, autoincrement=False),
    # the record's own, again: what is too old is found without the records
    Column("source", Word, nullable=False),
    Column("url", AnyText, nullable=False),
    Column("kept_at", UtcDateTime, nullable=False),
    Column("file", Word, nullable=False),
    Column("start", NUMBER, nullable=False),
    Column("length", NUMBER, nullable=False),
    Column("sha256", Word, nullable=False),
    ForeignKeyConstraint(
        ["article_id", "version"],
        [article_version.c.article_id, article_version.c.number],
        ondelete="CASCADE",
    ),
    Index("ix_raw_page_source", "source", "kept_at"),
)

article_day = Table(
    "article_day",
    metadata,
    Column("source", Word, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("records", NUMBER, nullable=False),
    Column("versions", NUMBER, nullable=False),
    Column("withdrawn", NUMBER, nullable=False),
    Index("ix_article_day_day", "day", "source"),
    sqlite_with_rowid=False,
)

tombstone = Table(
    "tombstone",
    metadata,
    Column("source", Word, primary_key=True),
    Column("kind", Word, primary_key=True),
    Column("value", Word, primary_key=True),
    Column("deleted_at", UtcDateTime, nullable=False),
)

shared_address = Table(
    "shared_address",
    metadata,
    Column("source", Word, primary_key=True),
    Column("key", Word, primary_key=True),
    Column("seen_at", UtcDateTime, nullable=False),
)

export_mark = Table(
    "export_mark",
    metadata,
    Column("name", Word, primary_key=True),
    Column("article_id", ForeignKey(article.c.id, ondelete="CASCADE"), primary_key=True),
    Column("version", NUMBER, nullable=False),
    Column("status", Word, nullable=False),
    Index("ix_export_mark_article", "article_id"),
)
