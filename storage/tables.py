"""The schema in one place. Migrations must lead to exactly this (a test compares)."""

from __future__ import annotations

from dataclasses import fields

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    MetaData,
    Table,
    TextClause,
    text,
)

from storage.kinds import NUMBER, AnyText, UtcDateTime, Word
from storage.types import Reading, RunCounts

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_WITHDRAWN = "withdrawn_at IS NOT NULL"
_OPEN_BACKFILL = "state IN ('running', 'paused', 'failed')"
_OPEN_INCIDENT = "mended_at IS NULL"


def _partial(name: str, where: str, *columns: str | TextClause, unique: bool = False) -> Index:
    # the migrations say it for PostgreSQL: here postgresql_where would load its whole dialect
    return Index(name, *columns, unique=unique, sqlite_where=text(where))


article = Table(
    "article",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("source", Word, nullable=False),
    Column("key", Word, nullable=False),
    Column("url", AnyText, nullable=False),
    Column("title", AnyText, nullable=False),
    Column("author", AnyText, nullable=False),
    Column("byline", AnyText),
    Column("origin", AnyText),
    Column("categories", JSON, nullable=False),
    Column("published_at", UtcDateTime, nullable=False),
    Column("date_source", Word, nullable=False),
    Column("updated_at", UtcDateTime),
    Column("language", Word),
    Column("headimg", AnyText, nullable=False),
    Column("images", JSON, nullable=False),
    Column("keywords", JSON, nullable=False),
    Column("description", AnyText),
    Column("confidence", Float),
    Column("provenance", JSON, nullable=False),
    Column("content_hash", Word, nullable=False),
    Column("text_hash", Word, nullable=False),
    Column("version", NUMBER, nullable=False),
    Column("first_fetched_at", UtcDateTime, nullable=False),
    Column("fetched_at", UtcDateTime, nullable=False),
    Column("withdrawn_at", UtcDateTime),
    Index("ix_article_published", "published_at", "id"),
    Index("ix_article_source_published", "source", "published_at", "id"),
    Index("ix_article_source_text", "source", "text_hash"),
    Index("uq_article_source_key", "source", "key", unique=True),
    _partial("ix_article_withdrawn", _WITHDRAWN, "published_at", "id"),
    _partial("ix_article_source_withdrawn", _WITHDRAWN, "source", "published_at", "id"),
)

article_version = Table(
    "article_version",
    metadata,
    Column("article_id", ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
    Column("number", NUMBER, primary_key=True),
    Column("stored_at", UtcDateTime, nullable=False),
    Column("run_id", NUMBER),
    Column("title", AnyText, nullable=False),
    Column("byline", AnyText),
    Column("headimg", AnyText, nullable=False),
    Column("published_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime),
    Column("content_hash", Word, nullable=False),
    Column("text_hash", Word, nullable=False),
    # the text first: a search reads it and stops before the markup
    Column("body_text", AnyText, nullable=False),
    Column("body_html", AnyText, nullable=False),
)

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
        ["article_version.article_id", "article_version.number"],
        ondelete="CASCADE",
    ),
    Index("ix_raw_page_source", "source", "kept_at"),
)

article_url = Table(
    "article_url",
    metadata,
    # the key first: an address is looked up with its source and without
    Column("key", Word, primary_key=True),
    Column("source", Word, primary_key=True),
    Column("url", AnyText, nullable=False),
    Column("article_id", ForeignKey("article.id", ondelete="CASCADE"), nullable=False),
    Column("first_seen_at", UtcDateTime, nullable=False),
    Index("ix_article_url_article", "article_id"),
)

article_category = Table(
    "article_category",
    metadata,
    Column("article_id", ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
    Column("category", Word, primary_key=True),
    Column("position", NUMBER, nullable=False),
    # the record's own, again: a page of one category is read off one index
    Column("source", Word, nullable=False),
    Column("published_at", UtcDateTime, nullable=False),
    Index("ix_article_category_published", "category", "published_at", "article_id"),
    Index("ix_article_category_source", "source", "category", "published_at", "article_id"),
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
    Column("article_id", ForeignKey("article.id", ondelete="SET NULL")),
    Column("error_kind", Word),
    Column("error", AnyText),
    Column("etag", AnyText),
    Column("last_modified", AnyText),
    Column("first_seen_at", UtcDateTime, nullable=False),
    Column("last_seen_at", UtcDateTime, nullable=False),
    Column("fetched_at", UtcDateTime),
    Index("uq_entry_source_key", "source", "key", unique=True),
    _partial("ix_entry_due", "due_at IS NOT NULL", "source", "crashes", text("sort_at DESC"), "id"),
    _partial("ix_entry_leased", "state = 'leased'", "source"),
    _partial(
        "ix_entry_backfill",
        "state = 'backfill'",
        "source",
        "crashes",
        text("sort_at DESC"),
        "id",
    ),
    _partial("ix_entry_run", "error_kind IS NOT NULL", "run_id", "id"),
    Index("ix_entry_article", "article_id"),
)

entry_listing = Table(
    "entry_listing",
    metadata,
    Column("entry_id", ForeignKey("entry.id", ondelete="CASCADE"), primary_key=True),
    Column("listing_url", Word, primary_key=True),
    Column("position", NUMBER, nullable=False),
    Column("channel", Word, nullable=False),
    Column("claim", Word, nullable=False),
    Column("first_seen_at", UtcDateTime, nullable=False),
)

run = Table(
    "run",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("source", Word, nullable=False),
    Column("state", Word, nullable=False),
    Column("trigger", Word, nullable=False),
    Column("holder", Word, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("error_kind", Word),
    Column("error", AnyText),
    *(Column(one.name, NUMBER, nullable=False) for one in fields(RunCounts)),
    Index("ix_run_source", "source", "id"),
)

run_problem = Table(
    "run_problem",
    metadata,
    Column("run_id", ForeignKey("run.id", ondelete="CASCADE"), primary_key=True),
    Column("stage", Word, primary_key=True),
    Column("kind", Word, primary_key=True),
    Column("count", NUMBER, nullable=False),
    Column("example_url", AnyText, nullable=False),
    Column("message", AnyText, nullable=False),
)

run_reading = Table(
    "run_reading",
    metadata,
    Column(
        "run_id",
        ForeignKey("run.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    *(Column(one.name, NUMBER, nullable=False) for one in fields(Reading) if one.type == "int"),
    Column("rest_until", UtcDateTime),
)

incident = Table(
    "incident",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("subject", Word, nullable=False),
    Column("state", Word, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("why", AnyText, nullable=False),
    Column("usual", AnyText, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("told_at", UtcDateTime),
    Column("mended_at", UtcDateTime),
    _partial("uq_incident_open", _OPEN_INCIDENT, "subject", unique=True),
)

mute = Table(
    "mute",
    metadata,
    Column("source", Word, primary_key=True),
    Column("since", UtcDateTime, nullable=False),
    Column("until", UtcDateTime),
)

news = Table(
    "news",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("article_id", ForeignKey("article.id", ondelete="CASCADE"), nullable=False),
    Column("version", NUMBER, nullable=False),
    Column("decision", Word, nullable=False),
    Column("run_id", NUMBER),
    Column("stored_at", UtcDateTime, nullable=False),
    Index("ix_news_article", "article_id"),
)

notice = Table(
    "notice",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("event", Word, nullable=False),
    Column("channel", Word, nullable=False),
    Column("topic", Word, nullable=False),
    Column("title", AnyText, nullable=False),
    Column("body", AnyText, nullable=False),
    Column("state", Word, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime),
    Column("attempts", NUMBER, nullable=False),
    Column("error", AnyText),
    Column("ended_at", UtcDateTime),
    Index("uq_notice_event", "event", "channel", unique=True),
    _partial("ix_notice_due", "due_at IS NOT NULL", "channel", "due_at", "id"),
    # how channels stand is asked every few seconds: without reading a message
    _partial("ix_notice_open", "state <> 'delivered'", "channel", "state", "created_at"),
)

backfill = Table(
    "backfill",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("source", Word, nullable=False),
    Column("state", Word, nullable=False),
    Column("goal_pages", NUMBER),
    Column("goal_since", UtcDateTime),
    Column("per_day", NUMBER),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("next_at", UtcDateTime),
    Column("failures", NUMBER, nullable=False),
    Column("error_kind", Word),
    Column("error", AnyText),
    # its slices are the runs of its trigger behind the first number, up to the second
    Column("after_run", NUMBER, nullable=False),
    Column("last_run", NUMBER, nullable=False),
    _partial("uq_backfill_open", _OPEN_BACKFILL, "source", unique=True),
)

backfill_place = Table(
    "backfill_place",
    metadata,
    Column("backfill_id", ForeignKey("backfill.id", ondelete="CASCADE"), primary_key=True),
    Column("listing_url", Word, primary_key=True),
    Column("url", AnyText, nullable=False),
    Column("number", NUMBER, nullable=False),
    Column("ended", Boolean, nullable=False),
    Column("latest", UtcDateTime),
)

backfill_part = Table(
    "backfill_part",
    metadata,
    Column("backfill_id", ForeignKey("backfill.id", ondelete="CASCADE"), primary_key=True),
    Column("listing_url", Word, primary_key=True),
    Column("key", Word, primary_key=True),
    Column("url", AnyText, nullable=False),
)

search_document = Table(
    "search_document",
    metadata,
    # none of these rows goes away with its record: what is in the index has to go first
    Column("article_id", ForeignKey("article.id"), primary_key=True, autoincrement=False),
    Column("place", NUMBER, nullable=False),
    Column("version", NUMBER, nullable=False),
    Index("uq_search_document_place", "place", unique=True),
)

search_pending = Table(
    "search_pending",
    metadata,
    Column(
        "article_id",
        ForeignKey("article.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
)

article_signature = Table(
    "article_signature",
    metadata,
    Column("article_id", ForeignKey("article.id"), primary_key=True, autoincrement=False),
    Column("signature", LargeBinary, nullable=False),
)

article_band = Table(
    "article_band",
    metadata,
    # no foreign key, which would need an index as large: rows are found by their signature
    Column("band", BigInteger, primary_key=True),
    Column("article_id", NUMBER, primary_key=True),
    sqlite_with_rowid=False,
)

article_story = Table(
    "article_story",
    metadata,
    Column(
        "article_id",
        ForeignKey("article.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("story_id", NUMBER, nullable=False),
    Index("ix_article_story_story", "story_id", "article_id"),
)

export_mark = Table(
    "export_mark",
    metadata,
    Column("name", Word, primary_key=True),
    Column("article_id", ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
    Column("version", NUMBER, nullable=False),
    Column("status", Word, nullable=False),
    Index("ix_export_mark_article", "article_id"),
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
