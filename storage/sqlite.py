"""SQLite: how a file is opened, who may write to it, and what its driver's errors mean."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from storage.errors import (
    StorageDamaged,
    StorageError,
    StorageFull,
    StorageLocked,
    StorageSlow,
    StorageUnavailable,
)
from storage.kinds import written_json

_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
# a quota or a limit on a file's size shows as a write that fails, a full disk as FULL
_NO_ROOM = frozenset(
    {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE}
)
_PRIMARY = 0xFF
_LONGEST_WAIT = 2.0
_STEPS = 10_000
"""Of SQLite's machine between two looks at the clock: some tenths of a millisecond."""


class SQLite:
    """An SQLite file. One process writes at a time, and holds the lock from its BEGIN."""

    def accept(self, url: URL) -> URL:
        """Return the URL as the driver wants it. Raises StorageUnavailable if it names no file."""
        if not url.database or url.database.startswith((":memory:", "file:")):
            raise StorageUnavailable(self.shown(url), "it names no file")
        return url

    def shown(self, url: URL) -> str:
        """Return a file's path as it is."""
        return f"sqlite:///{url.database or ''}"

    def engine(self, url: URL, patience: float) -> Engine:
        """Return an engine; the file's folder is made if it is missing."""
        Path(url.database or "").parent.mkdir(parents=True, exist_ok=True)
        engine = sqlalchemy.create_engine(
            url,
            # a reader costs a file handle and waits for nobody: none is turned away
            max_overflow=-1,
            # lists are for people and their LIKE too
            json_serializer=written_json,
        )
        event.listen(engine, "connect", _prepare(min(patience, _LONGEST_WAIT)))
        return engine

    def begin(self, connection: Connection, *, writes: bool) -> None:
        """Begin a transaction that holds the write lock, or one that needs none."""
        connection.begin()
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    def ready(self, connection: Connection) -> None:
        """Begin a transaction: in a file it costs nothing, and all statements see one state."""
        self.begin(connection, writes=False)

    def commit(self, connection: Connection) -> None:
        """Commit a transaction; it is on the disk then."""
        connection.commit()

    @contextmanager
    def limited(self, connection: Connection, seconds: float) -> Iterator[None]:
        """Look at the clock between the steps of SQLite's machine."""
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - the only driver
        end = time.monotonic() + seconds
        driver.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
        try:
            yield
        finally:
            driver.set_progress_handler(None, 0)

    def stands(self, connection: Connection) -> bool:
        """Tell whether a transaction is still open: a full disk undoes all of it."""
        driver = connection.connection.driver_connection
        return isinstance(driver, sqlite3.Connection) and driver.in_transaction

    def together(self, *statements: str) -> tuple[str, ...]:
        """Return them as they are: the driver takes one at a time."""
        return statements

    def passes(self, error: BaseException) -> bool:
        """Tell whether beginning anew may help: another process writes."""
        return isinstance(error, DBAPIError) and _code(error.orig) & _PRIMARY in _BUSY

    def meaning(self, cause: BaseException | None, url: URL, patience: float) -> StorageError:
        """Return a driver's error as ours."""
        code = _code(cause)
        if code & _PRIMARY == sqlite3.SQLITE_INTERRUPT:
            return StorageSlow(self.shown(url))
        if code & _PRIMARY in _BUSY:
            return StorageLocked(self.shown(url), patience)
        if code & _PRIMARY in _DAMAGED:
            return StorageDamaged(self.shown(url), cause)
        if code in _NO_ROOM:
            return StorageFull(self.shown(url))
        return StorageUnavailable(self.shown(url), cause)


def _prepare(wait: float) -> Callable[[sqlite3.Connection, object], None]:
    pragmas = (
        f"busy_timeout = {int(wait * 1000)}",
        "journal_mode = WAL",
        # an acknowledged article survives a power cut
        "synchronous = FULL",
        "foreign_keys = ON",
        # in kB, of each connection: what is read again is in the system's own cache as well
        "cache_size = -2048",
        "temp_store = MEMORY",
    )

    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        # the driver's own transactions begin too late and know no IMMEDIATE
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    return prepare


def _code(cause: BaseException | None) -> int:
    """Return SQLite's extended result code; 0 for an error of the driver itself."""
    return int(getattr(cause, "sqlite_errorcode", 0))
