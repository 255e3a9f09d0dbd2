"""The schema whole: every table is loaded with this."""

from __future__ import annotations

from storage.tables import backfills, memory, notices, records, runs, search, work
from storage.tables.frame import metadata

__all__ = ["backfills", "memory", "metadata", "notices", "records", "runs", "search", "work"]
