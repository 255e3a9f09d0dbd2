"""The schema in one place. Migrations must lead to exactly this (a test compares)."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    text,
)

from storage.types import RunCounts


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC here; in the database a time that SQL and people can read and sort."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Refuse naive times; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone: {value}")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give back aware UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

article = Table(
    "article",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", String, nullable=False),
    Column("key", String, nullable=False),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("byline", Text),
    Column("origin", Text),
    Column("categories", JSON, nullable=False),
    Column("published_at", UtcDateTime, nullable=False),
    Column("date_source", String, nullable=False),
    Column("updated_at", UtcDateTime),
    Column("language", String),
    Column("headimg", Text, nullable=False),
    Column("images", JSON, nullable=False),
    Column("keywords", JSON, nullable=False),
    Column("description", Text),
    Column("content_hash", String, nullable=False),
    Column("text_hash", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("first_fetched_at", UtcDateTime, nullable=False),
    Column("fetched_at", UtcDateTime, nullable=False),
    Column("withdrawn_at", UtcDateTime),
    Index("ix_article_published", "published_at", "id"),
    Index("ix_article_source_published", "source", "published_at", "id"),
    Index("ix_article_source_text", "source", "text_hash"),
    Index(
        "ix_article_withdrawn",
        "published_at",
        "id",
        sqlite_where=text("withdrawn_at IS NOT NULL"),
        postgresql_where=text("withdrawn_at IS NOT NULL"),
    ),
)

article_version = Table(
    "article_version",
    metadata,
    Column("article_id", ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("stored_at", UtcDateTime, nullable=False),
    Column("run_id", Integer),
    Column("title", Text, nullable=False),
    Column("byline", Text),
    Column("headimg", Text, nullable=False),
    Column("published_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime),
    Column("content_hash", String, nullable=False),
    Column("text_hash", String, nullable=False),
    Column("body_html", Text, nullable=False),
    Column("body_text", Text, nullable=False),
)

article_url = Table(
    "article_url",
    metadata,
    Column("source", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("url", Text, nullable=False),
    Column("article_id", ForeignKey("article.id", ondelete="CASCADE"), nullable=False),
    Column("first_seen_at", UtcDateTime, nullable=False),
    Index("ix_article_url_article", "article_id"),
)

article_category = Table(
    "article_category",
    metadata,
    Column("article_id", ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
    Column("category", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("published_at", UtcDateTime, nullable=False),
    Index("ix_article_category_published", "category", "published_at", "article_id"),
)

tombstone = Table(
    "tombstone",
    metadata,
    Column("source", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("text_hash", String, nullable=False),
    Column("deleted_at", UtcDateTime, nullable=False),
    Index("ix_tombstone_text", "source", "text_hash"),
)

listing = Table(
    "listing",
    metadata,
    Column("source", String, primary_key=True),
    Column("url", String, primary_key=True),
    Column("rules", String, nullable=False),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("walk_started_at", UtcDateTime),
    Column("read_at", UtcDateTime),
)

entry = Table(
    "entry",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", String, nullable=False),
    Column("key", String, nullable=False),
    Column("url", Text, nullable=False),
    Column("title", Text),
    Column("published_at", UtcDateTime),
    Column("claim", String, nullable=False),
    Column("state", String, nullable=False),
    Column("sort_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime),
    Column("attempts", Integer, nullable=False),
    Column("run_id", Integer),
    Column("seen_run_id", Integer),
    Column("article_id", ForeignKey("article.id", ondelete="SET NULL")),
    Column("error_kind", String),
    Column("error", Text),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("first_seen_at", UtcDateTime, nullable=False),
    Column("last_seen_at", UtcDateTime, nullable=False),
    Column("fetched_at", UtcDateTime),
    Index("uq_entry_source_key", "source", "key", unique=True),
    Index(
        "ix_entry_due",
        "source",
        "sort_at",
        sqlite_where=text("due_at IS NOT NULL"),
        postgresql_where=text("due_at IS NOT NULL"),
    ),
    Index(
        "ix_entry_leased",
        "source",
        sqlite_where=text("state = 'leased'"),
        postgresql_where=text("state = 'leased'"),
    ),
    Index("ix_entry_article", "article_id"),
)

entry_listing = Table(
    "entry_listing",
    metadata,
    Column("entry_id", ForeignKey("entry.id", ondelete="CASCADE"), primary_key=True),
    Column("listing_url", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("channel", String, nullable=False),
    Column("first_seen_at", UtcDateTime, nullable=False),
)

run = Table(
    "run",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", String, nullable=False),
    Column("state", String, nullable=False),
    Column("trigger", String, nullable=False),
    Column("holder", String, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("error_kind", String),
    Column("error", Text),
    *(Column(one.name, Integer, nullable=False) for one in fields(RunCounts)),
    Index("ix_run_source", "source", "id"),
)

run_problem = Table(
    "run_problem",
    metadata,
    Column("run_id", ForeignKey("run.id", ondelete="CASCADE"), primary_key=True),
    Column("stage", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("example_url", Text, nullable=False),
    Column("message", Text, nullable=False),
)

RECORDS_VIEW = """
CREATE VIEW records AS
SELECT article.id, article.source, article.url, article.title, article.author,
       article.categories, article.published_at, article.updated_at, article.fetched_at,
       article.language, article.headimg, article_version.body_html, article_version.body_text,
       article.content_hash, article.version,
       CASE WHEN article.withdrawn_at IS NULL THEN 'current' ELSE 'withdrawn' END AS status
FROM article JOIN article_version
  ON article_version.article_id = article.id AND article_version.number = article.version
"""
"""What people query: one row a record, with its current body. Its columns are a promise."""
