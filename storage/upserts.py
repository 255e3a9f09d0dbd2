"""INSERT … ON CONFLICT: PostgreSQL's own, which SQLite took over word for word."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert as upsert

__all__ = ["upsert"]
