"""The tables of runs: what happened in each crawl of a source."""

from __future__ import annotations

from dataclasses import fields

from sqlalchemy import Column, ForeignKey, Index, Table

from storage.kinds import NUMBER, AnyText, UtcDateTime, Word
from storage.tables.frame import metadata
from storage.types import Reading, RunCounts

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
    Column("run_id", ForeignKey(run.c.id, ondelete="CASCADE"), primary_key=True),
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
        ForeignKey(run.c.id, ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    *(Column(one.name, NUMBER, nullable=False) for one in fields(Reading) if one.type == "int"),
    Column("rest_until", UtcDateTime),
)
