"""The tables of records: one row an article, its texts, its addresses and where it is listed."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Float, ForeignKey, Index, Table

from storage.kinds import NUMBER, AnyText, UtcDateTime, Word
from storage.tables.frame import metadata, partial

_WITHDRAWN = "withdrawn_at IS NOT NULL"

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
    partial("ix_article_withdrawn", _WITHDRAWN, "published_at", "id"),
    partial("ix_article_source_withdrawn", _WITHDRAWN, "source", "published_at", "id"),
)

article_version = Table(
    "article_version",
    metadata,
    Column("article_id", ForeignKey(article.c.id, ondelete="CASCADE"), primary_key=True),
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

article_url = Table(
    "article_url",
    metadata,
    # the key first: an address is looked up with its source and without
    Column("key", Word, primary_key=True),
    Column("source", Word, primary_key=True),
    Column("url", AnyText, nullable=False),
    Column("article_id", ForeignKey(article.c.id, ondelete="CASCADE"), nullable=False),
    Column("first_seen_at", UtcDateTime, nullable=False),
    Index("ix_article_url_article", "article_id"),
)

article_category = Table(
    "article_category",
    metadata,
    Column("article_id", ForeignKey(article.c.id, ondelete="CASCADE"), primary_key=True),
    Column("category", Word, primary_key=True),
    Column("position", NUMBER, nullable=False),
    # the record's own, again: a page of one category is read off one index
    Column("source", Word, nullable=False),
    Column("published_at", UtcDateTime, nullable=False),
    Index("ix_article_category_published", "category", "published_at", "article_id"),
    Index("ix_article_category_source", "source", "category", "published_at", "article_id"),
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
