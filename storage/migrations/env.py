"""How Alembic runs a migration here: on the connection it is given, in its transaction."""

from __future__ import annotations

from alembic import context
from sqlalchemy.sql.schema import SchemaItem

from storage.tables import metadata

_SORTED_DOWN = frozenset({"ix_entry_due", "ix_entry_backfill"})
"""Indices that Alembic takes for changed each time; a test compares their SQL itself."""


def ours(
    _item: SchemaItem,
    name: str | None,
    kind: str,
    _reflected: bool,  # noqa: FBT001 - Alembic's own order
    _other: SchemaItem | None,
) -> bool:
    """Leave the tables that a database makes for itself alone."""
    return name in metadata.tables if kind == "table" else name not in _SORTED_DOWN


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_object=ours,
    render_as_batch=True,
    transactional_ddl=False,
)
context.run_migrations()
