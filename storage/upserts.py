"""INSERT … ON CONFLICT: PostgreSQL's own, which SQLite took over word for word.

SQLite's form is the one that is imported: PostgreSQL's would load its whole dialect, also where the
database is a file. It lacks only the name of a constraint, which no statement of ours gives.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.dialects.sqlite.dml import OnConflictDoNothing, OnConflictDoUpdate
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

__all__ = ["upsert"]


@compiles(OnConflictDoNothing, "postgresql")
@compiles(OnConflictDoUpdate, "postgresql")
def _without_constraint(clause: Any, compiler: SQLCompiler, **options: Any) -> str:
    clause.constraint_target = None
    visit = getattr(compiler, f"visit_{clause.__visit_name__}")
    text: str = visit(clause, **options)
    return text
