"""What all tables are made in, and how."""

from __future__ import annotations

from sqlalchemy import Index, MetaData, TextClause, text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""The tables that are loaded. All of them are in ``storage.tables.metadata``."""


def partial(name: str, where: str, *columns: str | TextClause, unique: bool = False) -> Index:
    """Return an index of the rows that meet a condition."""
    # the migrations say it for PostgreSQL: here postgresql_where would load its whole dialect
    return Index(name, *columns, unique=unique, sqlite_where=text(where))
