"""The tables of what a search and a look for copies need; the index of words is no table."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, LargeBinary, Table

from storage.kinds import NUMBER
from storage.tables.frame import metadata
from storage.tables.records import article

search_document = Table(
    "search_document",
    metadata,
    # none of these rows goes away with its record: what is in the index has to go first
    Column("article_id", ForeignKey(article.c.id), primary_key=True, autoincrement=False),
    Column("place", NUMBER, nullable=False),
    Column("version", NUMBER, nullable=False),
    Index("uq_search_document_place", "place", unique=True),
)

search_pending = Table(
    "search_pending",
    metadata,
    Column(
        "article_id",
        ForeignKey(article.c.id, ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
)

article_signature = Table(
    "article_signature",
    metadata,
    Column("article_id", ForeignKey(article.c.id), primary_key=True, autoincrement=False),
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
        ForeignKey(article.c.id, ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("story_id", NUMBER, nullable=False),
    Index("ix_article_story_story", "story_id", "article_id"),
)
