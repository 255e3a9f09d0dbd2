"""Bringing a database to this version's schema: made when new, migrated when old, never guessed."""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Connection, inspect, text

from storage.database import Database
from storage.engine import shown
from storage.errors import SchemaError, StorageLocked

HEAD = "0001"
"""The newest migration; a test compares it with the scripts."""

_KNOWN = ("0001",)


def revision(connection: Connection) -> str | None:
    """Return the schema's revision; None for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def ensure(database: Database, lock_dir: Path) -> None:
    """Create or upgrade the schema, one process at a time. Raises SchemaError, StorageLocked."""
    with database.read() as connection:
        found = revision(connection)
    _refuse_newer(database, found)
    if found == HEAD:
        return
    lock_dir.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(lock_dir / "schema.lock", timeout=database.patience):
            _upgrade(database)
    except Timeout as error:
        raise StorageLocked(shown(database.engine.url), database.patience) from error


def _refuse_newer(database: Database, found: str | None) -> None:
    if found is not None and found not in _KNOWN:
        raise SchemaError(shown(database.engine.url), found, HEAD)


def _upgrade(database: Database) -> None:
    from alembic import command  # noqa: PLC0415 - needed once in a database's life
    from alembic.config import Config  # noqa: PLC0415 - the same

    configuration = Config()
    configuration.set_main_option("script_location", "storage:migrations")
    with database.write() as connection:
        if revision(connection) == HEAD:
            return
        configuration.attributes["connection"] = connection
        command.upgrade(configuration, "head")
