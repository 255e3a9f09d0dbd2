"""How the database is opened, and what its driver's errors mean: the only place that knows."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import sqlalchemy
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_random_exponential

from storage.errors import (
    StorageDamaged,
    StorageError,
    StorageFull,
    StorageLocked,
    StorageSlow,
    StorageUnavailable,
)

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
_IMMEDIATE = "newsmill_immediate"


def database_url(url: str) -> URL:
    """Parse a database URL. Raises StorageUnavailable for one that cannot be used here."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StorageUnavailable(url, "it is no URL, as sqlite:////path/to/file") from error
    if parsed.drivername not in {"sqlite", "sqlite+pysqlite"}:
        raise StorageUnavailable(shown(parsed), "only sqlite:/// is supported by this version")
    if not parsed.database or parsed.database.startswith((":memory:", "file:")):
        raise StorageUnavailable(shown(parsed), "it names no file")
    return parsed


def shown(url: URL) -> str:
    """Return a URL as people may see it: a file's path as it is, no password."""
    if url.get_backend_name() == "sqlite":
        return f"sqlite:///{url.database or ''}"
    return url.render_as_string(hide_password=True)


def make_engine(url: URL, patience: float) -> Engine:
    """Return an engine for an SQLite file; its folder is made if it is missing."""
    with translated(url, patience):
        Path(url.database or "").parent.mkdir(parents=True, exist_ok=True)
    engine = sqlalchemy.create_engine(
        url,
        # a reader costs a file handle and waits for nobody: none is turned away
        max_overflow=-1,
        # lists are for people and their LIKE too
        json_serializer=partial(json.dumps, ensure_ascii=False),
    )
    event.listen(engine, "connect", _prepare(min(patience, _LONGEST_WAIT)))
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(wait: float) -> Callable[[sqlite3.Connection, object], None]:
    pragmas = (
        f"busy_timeout = {int(wait * 1000)}",
        "journal_mode = WAL",
        # an acknowledged article survives a power cut
        "synchronous = FULL",
        "foreign_keys = ON",
        "cache_size = -32768",
        "temp_store = MEMORY",
    )

    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        # the driver's own transactions begin too late and know no IMMEDIATE
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    return prepare


def _begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get(_IMMEDIATE)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


@contextmanager
def reading(engine: Engine, patience: float) -> Iterator[Connection]:
    """Give a connection that sees one state of the database throughout.

    A reader waits for no writer; only opening the file may find it held.
    """
    with (
        translated(engine.url, patience),
        _begun(engine, patience, immediate=False) as connection,
    ):
        yield connection


@contextmanager
def writing(engine: Engine, patience: float) -> Iterator[Connection]:
    """Give a connection in a transaction that holds the write lock from its start.

    Waits up to ``patience`` seconds for another process; commits at the end, or rolls back.
    """
    with translated(engine.url, patience):
        connection = _begun(engine, patience, immediate=True)
        with connection:
            yield connection
            connection.commit()


@contextmanager
def limited(connection: Connection, seconds: float) -> Iterator[None]:
    """End whatever a connection asks for once so many seconds have passed."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - the only driver
    end = time.monotonic() + seconds
    driver.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
    try:
        yield
    finally:
        driver.set_progress_handler(None, 0)


def stands(connection: Connection) -> bool:
    """Tell whether a transaction is still open: SQLite rolls all of it back when a disk is full."""
    driver = connection.connection.driver_connection
    return isinstance(driver, sqlite3.Connection) and driver.in_transaction


def _begun(engine: Engine, patience: float, *, immediate: bool) -> Connection:
    waits = Retrying(
        retry=retry_if_exception(_is_busy),
        stop=stop_after_delay(patience),
        wait=wait_random_exponential(multiplier=0.05, max=1.0),
        reraise=True,
    )
    return waits(_connect, engine, immediate)


def _connect(engine: Engine, immediate: bool) -> Connection:  # noqa: FBT001 - tenacity passes it on
    connection = engine.connect().execution_options(**{_IMMEDIATE: immediate})
    try:
        connection.begin()
    except BaseException:
        connection.close()
        raise
    return connection


def _is_busy(error: BaseException) -> bool:
    return isinstance(error, DBAPIError) and _code(error.orig) & _PRIMARY in _BUSY


def _code(cause: BaseException | None) -> int:
    """Return SQLite's extended result code; 0 for an error of the driver itself."""
    return int(getattr(cause, "sqlite_errorcode", 0))


@contextmanager
def translated(url: URL, patience: float) -> Iterator[None]:
    """Turn a driver's error into ours."""
    try:
        yield
    except DBAPIError as error:
        raise _meaning(error.orig, url, patience) from error
    except sqlite3.Error as error:
        raise _meaning(error, url, patience) from error
    except OSError as error:
        raise StorageUnavailable(shown(url), error.strerror or error) from error


def _meaning(cause: BaseException | None, url: URL, patience: float) -> StorageError:
    code = _code(cause)
    if code & _PRIMARY == sqlite3.SQLITE_INTERRUPT:
        return StorageSlow(shown(url))
    if code & _PRIMARY in _BUSY:
        return StorageLocked(shown(url), patience)
    if code & _PRIMARY in _DAMAGED:
        return StorageDamaged(shown(url), cause)
    if code in _NO_ROOM:
        return StorageFull(shown(url))
    return StorageUnavailable(shown(url), cause)
