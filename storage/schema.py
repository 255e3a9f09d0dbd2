"""Bringing a database to this version's schema: made when new, migrated when old, never guessed."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from storage.database import Database
from storage.engine import is_sqlite, shown
from storage.errors import MoveUnfinished, SchemaError, StorageLocked, StorageUnavailable

HEAD = "0014"
"""The newest migration; a test compares it with the scripts."""

KNOWN = frozenset(
    {"0001", "0002", "0003", "0004", "0005", "0007", "0008", "0010", "0011", "0012", "0013", "0014"}
)

SCHEMA_LOCK = "database.schema.lock"
"""The file that who makes or migrates it holds; no source's name has a dot."""

UNFINISHED = "newsmill_move"
"""The table that a database holds until all of another is in it."""


def revision(connection: Connection) -> str | None:
    """Return the schema's revision; None for an empty database, "" for one of another program."""
    found: str | None = None
    tables = inspect(connection).get_table_names()
    if "alembic_version" in tables:
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found if found is not None or not tables else ""


def ensure(database: Database, lock_dir: Path, *, half: bool = False) -> None:
    """Create or upgrade the schema, one process at a time.

    ``half``: accept a database into which another is still being moved. Raises MoveUnfinished,
    SchemaError, StorageLocked or StorageUnavailable.
    """
    if _found(database, half=half) == HEAD:
        return
    if not is_sqlite(database.engine.url):
        _upgrade(database)
        return
    from filelock import FileLock, Timeout  # noqa: PLC0415 - needed once in a database's life

    url = shown(database.engine.url)
    try:
        lock_dir.mkdir(parents=True, exist_ok=True)
        with FileLock(lock_dir / SCHEMA_LOCK, timeout=database.patience):
            _upgrade(database)
    except Timeout as error:
        raise StorageLocked(url, database.patience) from error
    except OSError as error:
        raise StorageUnavailable(url, error.strerror or error) from error


def _found(database: Database, *, half: bool) -> str | None:
    with database.read() as connection:
        found = revision(connection)
        if not half and inspect(connection).has_table(UNFINISHED):
            raise MoveUnfinished(shown(database.engine.url))
    if found is not None and found not in KNOWN:
        raise SchemaError(shown(database.engine.url), found, HEAD)
    return found


def _upgrade(database: Database) -> None:
    with database.write("upgrade") as connection:
        found = revision(connection)
        if found == HEAD:
            return
        if found is None and is_sqlite(database.engine.url):
            from storage.making import make  # noqa: PLC0415 - needed once in a database's life

            make(connection, HEAD)
        else:
            migrate(connection)


def migrate(connection: Connection) -> None:
    """Bring a database of an older schema, or an empty one, to this version's."""
    from alembic import command  # noqa: PLC0415 - the same
    from alembic.config import Config  # noqa: PLC0415 - the same

    configuration = Config()
    configuration.set_main_option("script_location", "storage:migrations")
    configuration.attributes["connection"] = connection
    command.upgrade(configuration, "head")
