"""How Alembic runs a migration here: on the connection it is given, in its transaction."""

from __future__ import annotations

from alembic import context
from alembic.runtime.environment import NameFilterParentNames, NameFilterType

from storage.tables import metadata


def ours(name: str | None, kind: NameFilterType, parents: NameFilterParentNames) -> bool:  # noqa: ARG001
    """Leave the tables that a database makes for itself alone."""
    return kind != "table" or name in metadata.tables


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_name=ours,
    render_as_batch=True,
    transactional_ddl=False,
)
context.run_migrations()
