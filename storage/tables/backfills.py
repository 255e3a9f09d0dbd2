"""The tables of backfills: how far each has come in what it fetches of the past."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Table

from storage.kinds import NUMBER, AnyText, UtcDateTime, Word
from storage.tables.frame import metadata, partial

_OPEN_BACKFILL = "state IN ('running', 'paused', 'failed')"

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
    partial("uq_backfill_open", _OPEN_BACKFILL, "source", unique=True),
)

backfill_place = Table(
    "backfill_place",
    metadata,
    Column("backfill_id", ForeignKey(backfill.c.id, ondelete="CASCADE"), primary_key=True),
    Column("listing_url", Word, primary_key=True),
    Column("url", AnyText, nullable=False),
    Column("number", NUMBER, nullable=False),
    Column("ended", Boolean, nullable=False),
    Column("latest", UtcDateTime),
)

backfill_part = Table(
    "backfill_part",
    metadata,
    Column("backfill_id", ForeignKey(backfill.c.id, ondelete="CASCADE"), primary_key=True),
    Column("listing_url", Word, primary_key=True),
    Column("key", Word, primary_key=True),
    Column("url", AnyText, nullable=False),
)
