"""The tables of what is told to people: what is broken, and the messages."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Table

from storage.kinds import NUMBER, AnyText, UtcDateTime, Word
from storage.tables.frame import metadata, partial
from storage.tables.records import article

_OPEN_INCIDENT = "mended_at IS NULL"

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
    partial("uq_incident_open", _OPEN_INCIDENT, "subject", unique=True),
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
    Column("article_id", ForeignKey(article.c.id, ondelete="CASCADE"), nullable=False),
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
    partial("ix_notice_due", "due_at IS NOT NULL", "channel", "due_at", "id"),
    # how channels stand is asked every few seconds: without reading a message
    partial("ix_notice_open", "state <> 'delivered'", "channel", "state", "created_at"),
)
