"""How the database is opened, and what its driver's errors mean: the only place that knows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_random_exponential

from storage.errors import (
    StorageError,
    StorageFull,
    StorageLocked,
    StorageUnavailable,
)

_BUSY = ("database is locked", "database table is locked", "database is busy")
_FULL = ("disk is full", "disk full", "disk i/o error", "file too large", "no space left")
_BUSY_MILLISECONDS = 2_000
_IMMEDIATE = "newsmill_immediate"


def database_url(url: str) -> URL:
    """Parse a database URL. Raises StorageUnavailable for one that cannot be used here."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StorageUnavailable(url, "it is no URL, as sqlite:////path/to/file") from error
    if parsed.get_backend_name() != "sqlite":
        raise StorageUnavailable(shown(parsed), "only sqlite:/// is supported by this version")
    if not parsed.database or parsed.database == ":memory:":
        raise StorageUnavailable(shown(parsed), "it names no file")
    return parsed


def shown(url: URL) -> str:
    """Return a URL as people may see it: without its password."""
    return url.render_as_string(hide_password=True)


def make_engine(url: URL) -> Engine:
    """Return an engine for an SQLite file; its folder is made if it is missing."""
    with translated(url, patience=0):
        Path(url.database or "").parent.mkdir(parents=True, exist_ok=True)
    engine = sqlalchemy.create_engine(url)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    # the driver's own transactions begin too late and know no IMMEDIATE
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {_BUSY_MILLISECONDS}",
        "journal_mode = WAL",
        # an acknowledged article survives a power cut
        "synchronous = FULL",
        "foreign_keys = ON",
        "cache_size = -32768",
        "temp_store = MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get(_IMMEDIATE)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


@contextmanager
def reading(engine: Engine, patience: float) -> Iterator[Connection]:
    """Give a connection that sees one state of the database throughout."""
    with translated(engine.url, patience), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine, patience: float) -> Iterator[Connection]:
    """Give a connection in a transaction that holds the write lock from its start.

    Waits up to ``patience`` seconds for another process; commits at the end, or rolls back.
    """
    with translated(engine.url, patience):
        connection = _begun(engine, patience)
        with connection:
            yield connection
            connection.commit()


def _begun(engine: Engine, patience: float) -> Connection:
    waits = Retrying(
        retry=retry_if_exception(_is_busy),
        stop=stop_after_delay(patience),
        wait=wait_random_exponential(multiplier=0.05, max=1.0),
        reraise=True,
    )
    return waits(_begin_immediate, engine)


def _begin_immediate(engine: Engine) -> Connection:
    connection = engine.connect().execution_options(**{_IMMEDIATE: True})
    try:
        connection.begin()
    except BaseException:
        connection.close()
        raise
    return connection


def _is_busy(error: BaseException) -> bool:
    return isinstance(error, DBAPIError) and any(sign in str(error.orig).lower() for sign in _BUSY)


@contextmanager
def translated(url: URL, patience: float) -> Iterator[None]:
    """Turn a driver's error into ours."""
    try:
        yield
    except DBAPIError as error:
        raise _meaning(error, url, patience) from error
    except OSError as error:
        raise StorageUnavailable(shown(url), error.strerror or error) from error


def _meaning(error: DBAPIError, url: URL, patience: float) -> StorageError:
    text = str(error.orig).lower()
    if _is_busy(error):
        return StorageLocked(shown(url), patience)
    if any(sign in text for sign in _FULL):
        return StorageFull(shown(url))
    return StorageUnavailable(shown(url), error.orig)
