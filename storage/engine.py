"""How a database is opened and asked, whichever it is: the one place that chooses between them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as NoneFree

from storage.errors import StorageError, StorageLocked, StorageUnavailable
from storage.postgresql import PostgreSQL
from storage.sqlite import SQLite


class Kind(Protocol):
    """What differs between databases in opening them and in their transactions."""

    def accept(self, url: URL) -> URL:
        """Return the URL as the driver wants it. Raises StorageUnavailable if it names nothing."""
        ...

    def shown(self, url: URL) -> str:
        """Return the URL as people may see it."""
        ...

    def engine(self, url: URL, patience: float) -> Engine:
        """Return an engine; no statement of it waits for longer than ``patience`` seconds."""
        ...

    def begin(self, connection: Connection, *, writes: bool) -> None:
        """Begin a transaction: one that holds the write lock, or one that sees one state."""
        ...

    def ready(self, connection: Connection) -> None:
        """Make sure that a connection still is one, and that each statement sees one state."""
        ...

    def commit(self, connection: Connection) -> None:
        """Commit a transaction, so that nothing but a lost disk undoes it."""
        ...

    def limited(self, connection: Connection, seconds: float) -> AbstractContextManager[None]:
        """End whatever a connection asks for once so many seconds have passed."""
        ...

    def stands(self, connection: Connection) -> bool:
        """Tell whether a transaction is still open, after an error in it."""
        ...

    def together(self, *statements: str) -> tuple[str, ...]:
        """Return statements without values as they are best sent: in as few as can be."""
        ...

    def passes(self, error: BaseException) -> bool:
        """Tell whether beginning anew may help."""
        ...

    def meaning(self, cause: BaseException | None, url: URL, patience: float) -> StorageError:
        """Return a driver's error as ours."""
        ...


_KINDS: dict[str, Kind] = {"sqlite": SQLite(), "postgresql": PostgreSQL()}

_DRIVERS = frozenset({"sqlite", "sqlite+pysqlite", "postgresql", "postgresql+psycopg"})


def database_url(url: str) -> URL:
    """Parse a database URL. Raises StorageUnavailable for one that cannot be used here."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        # a port that is no number is the second
        cause = "it is no URL, as sqlite:////path/to/file or postgresql://user@host/database"
        scheme, _, rest = url.partition("://")
        # it may hold a password, in whatever place
        raise StorageUnavailable(f"{scheme}://…" if rest else url, cause) from error
    if parsed.drivername not in _DRIVERS:
        raise StorageUnavailable(
            parsed.render_as_string(hide_password=True),
            "only sqlite:/// and postgresql:// are supported",
        )
    return kind_of(parsed).accept(parsed)


def kind_of(url: URL) -> Kind:
    """Return the kind of database that a URL names."""
    return _KINDS[url.get_backend_name()]


def is_sqlite(url: URL) -> bool:
    """Tell whether the database is a file of this machine."""
    return url.get_backend_name() == "sqlite"


def shown(url: URL) -> str:
    """Return a URL as people may see it: a file's path as it is, no password."""
    return kind_of(url).shown(url)


def make_engine(url: URL, patience: float) -> Engine:
    """Return an engine; connects to nothing yet. Raises ExtraMissing, StorageUnavailable."""
    with translated(url, patience):
        return kind_of(url).engine(url, patience)


@contextmanager
def reading(engine: Engine, patience: float) -> Iterator[Connection]:
    """Give a connection that sees one state of the database throughout.

    A reader waits for no writer; only opening the database may take its time.
    """
    begin = partial(kind_of(engine.url).begin, writes=False)
    with translated(engine.url, patience), _begun(engine, patience, begin) as connection:
        yield connection


@contextmanager
def looking(engine: Engine, patience: float) -> Iterator[Connection]:
    """Give a connection of which each statement sees one state of the database."""
    ready = kind_of(engine.url).ready
    with translated(engine.url, patience), _begun(engine, patience, ready) as connection:
        yield connection


@contextmanager
def writing(engine: Engine, patience: float) -> Iterator[Connection]:
    """Give a connection in a transaction that holds the write lock from its start.

    Waits up to ``patience`` seconds for another process; commits at the end, or rolls back.
    """
    begin = partial(kind_of(engine.url).begin, writes=True)
    with translated(engine.url, patience):
        connection = _begun(engine, patience, begin)
        with connection:
            yield connection
            kind_of(engine.url).commit(connection)


def limited(connection: Connection, seconds: float) -> AbstractContextManager[None]:
    """End whatever a connection asks for once so many seconds have passed."""
    return kind_of(connection.engine.url).limited(connection, seconds)


def stands(connection: Connection) -> bool:
    """Tell whether a transaction is still open."""
    return kind_of(connection.engine.url).stands(connection)


def together(connection: Connection, *statements: str) -> tuple[str, ...]:
    """Return statements without values as a connection is best sent them."""
    return kind_of(connection.engine.url).together(*statements)


def _begun(engine: Engine, patience: float, begin: Callable[[Connection], None]) -> Connection:
    kind = kind_of(engine.url)
    try:
        return _connected(engine, begin)
    except Exception as error:
        if not kind.passes(error):
            raise
    from tenacity import (  # noqa: PLC0415 - hardly ever needed
        Retrying,
        retry_if_exception,
        stop_after_delay,
        wait_random_exponential,
    )

    waits = Retrying(
        retry=retry_if_exception(kind.passes),
        stop=stop_after_delay(patience),
        wait=wait_random_exponential(multiplier=0.05, max=1.0),
        reraise=True,
    )
    return waits(_connected, engine, begin)


def _connected(engine: Engine, begin: Callable[[Connection], None]) -> Connection:
    connection = engine.connect()
    try:
        begin(connection)
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def translated(url: URL, patience: float) -> Iterator[None]:
    """Turn a driver's error into ours."""
    try:
        yield
    except DBAPIError as error:
        raise kind_of(url).meaning(error.orig, url, patience) from error
    except sqlite3.Error as error:
        raise kind_of(url).meaning(error, url, patience) from error
    except NoneFree as error:
        raise StorageLocked(shown(url), patience) from error
    except OSError as error:
        raise StorageUnavailable(shown(url), error.strerror or error) from error
