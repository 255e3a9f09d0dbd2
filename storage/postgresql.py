"""PostgreSQL: how a server is reached, who may write, and what its errors mean.

Writers take turns, as they do in SQLite: each transaction that writes begins with one lock of the
whole database. So nothing that was proven for one writer is to be proven again for several.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from selectors import EVENT_READ, DefaultSelector
from typing import Any

import sqlalchemy
from sqlalchemy import Connection, Engine
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, OperationalError

from storage.errors import (
    ConnectionLost,
    ExtraMissing,
    ServerAway,
    ServerRefused,
    StorageError,
    StorageFull,
    StorageLocked,
    StorageSlow,
    StorageUnavailable,
)
from storage.kinds import written_json

LOCKS = 0x6E657773
"""The first of the two numbers of every advisory lock of ours: "news"."""
_WRITER = 0
_XID = "newsmill_transaction"
_SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"
_CONNECT_TIMEOUT = 10
_ASK_AGAIN = 0.2
_DRIVER = "postgresql+psycopg"
_AWAY = ("08", "57P")
"""Classes of errors (PostgreSQL, appendix A) that a server on its way down or up gives."""
_LOCKED = frozenset({"55P03", "40P01"})
_OURS = {"53100": StorageFull, "53200": StorageFull, "57014": StorageSlow}
_NO_CLIENTS = "53300"
_NEVER_HEARD_OF = "22023"
"""What a server says of a transaction that it has lost by a crash: its number is yet to come."""
_PATIENT = 60.0
"""Seconds that a server may be away in the very moment of a commit."""
_PASSING = ("starting up", "shutting down", "recovery", "too many", "remaining connection slots")
"""What a server says at its door that it will not say for long; it has no code for it there."""
_SESSION = {
    "timezone": "UTC",
    "client_min_messages": "warning",
    # no look is so long that it pays to compile it
    "jit": "off",
    # every look is read off an index: the planner takes them for four times as dear on a disk that
    # turns, and then rather reads a whole category
    "random_page_cost": "1.1",
    # to start workers takes milliseconds: only what reads all records is to have them
    "parallel_setup_cost": "10000",
    # words wait to be sorted into their index, two thousand texts at a time, in memory enough for
    # all their lexemes: that halves what storing them costs. To look through those that wait takes
    # a search 5 ms at most
    "gin_pending_list_limit": "16MB",
    "work_mem": "32MB",
}
_KEEP_ALIVE = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}


class PostgreSQL:
    """A database of a PostgreSQL server, version 13 or newer."""

    def accept(self, url: URL) -> URL:
        """Name our driver in a URL. Raises StorageUnavailable if it names no database."""
        if not url.database:
            raise StorageUnavailable(self.shown(url), "it names no database")
        return url.set(drivername=_DRIVER)

    def shown(self, url: URL) -> str:
        """Return the URL without its password and what else may be secret in it."""
        clear = url.set(drivername="postgresql", query=_without_secrets(url))
        # the folder of a socket is easier to read so
        return clear.render_as_string(hide_password=True).replace("%2F", "/")

    def engine(self, url: URL, patience: float) -> Engine:
        """Return an engine. Raises ExtraMissing without the driver."""
        try:
            return sqlalchemy.create_engine(
                url,
                # what the driver and SQLAlchemy begin by themselves takes more ways to the server
                isolation_level="AUTOCOMMIT",
                pool_timeout=max(patience, 1.0),
                max_overflow=20,
                connect_args=arguments(patience),
                json_serializer=written_json,
            )
        except ImportError as error:
            raise ExtraMissing("PostgreSQL databases", "psycopg", "postgres") from error

    def begin(self, connection: Connection, *, writes: bool) -> None:
        """Begin a transaction that holds the write lock, or one that sees one state throughout.

        That also shows whether a connection that has waited in the pool is still one.
        """
        connection.begin()
        if not writes:
            connection.exec_driver_sql(_SNAPSHOT)
            return
        connection.exec_driver_sql("BEGIN")
        row = connection.exec_driver_sql(
            "SELECT pg_advisory_xact_lock(%s, %s), pg_current_xact_id()::text", (LOCKS, _WRITER)
        ).one()
        connection.info[_XID] = row[1]

    def ready(self, connection: Connection) -> None:
        """Look whether the server has ended the connection, which shows without asking it.

        Each statement is a transaction of its own then. What a connection has to say unasked may be
        its end: BEGIN shows it.
        """
        driver: Any = connection.connection.driver_connection
        with DefaultSelector() as watched:
            watched.register(driver, EVENT_READ)
            heard = watched.select(timeout=0)
        if heard:
            self.begin(connection, writes=False)

    def commit(self, connection: Connection) -> None:
        """Commit a transaction; should the server go away meanwhile, ask it what became of it."""
        xid = connection.info.get(_XID)
        try:
            connection.commit()
        except DBAPIError as error:
            if not error.connection_invalidated or not _was_committed(connection.engine, xid):
                raise

    @contextmanager
    def limited(self, connection: Connection, seconds: float) -> Iterator[None]:
        """Let the server end each statement of this transaction that takes longer."""
        limit = f"SET LOCAL statement_timeout = {max(1, int(seconds * 1000))}"
        connection.exec_driver_sql(limit)
        yield

    def stands(self, connection: Connection) -> bool:
        """Tell whether a transaction is still open, if only to be undone to a savepoint."""
        if connection.invalidated or connection.closed:
            return False
        driver: Any = connection.connection.driver_connection
        return driver is not None and not driver.closed

    def together(self, *statements: str) -> tuple[str, ...]:
        """Return all as one: that is one way to the server and back."""
        return ("; ".join(statements),)

    def passes(self, error: BaseException) -> bool:
        """Tell whether beginning anew may help: the server is away, or another process writes."""
        return isinstance(error, DBAPIError) and (
            _is_away(error) or _state(error.orig) in _LOCKED | {_NO_CLIENTS}
        )

    def meaning(self, cause: BaseException | None, url: URL, patience: float) -> StorageError:
        """Return a driver's error as ours."""
        where, told, state = self.shown(url), _told(cause), _state(cause)
        if state in _LOCKED:
            return StorageLocked(where, patience)
        if state in _OURS:
            return _OURS[state](where)
        if _is_refusal(cause):
            return ServerRefused(where, told)
        if _never_connected(cause) or state == _NO_CLIENTS:
            return ServerAway(where, told, patience)
        if state.startswith(_AWAY) or (not state and _is_operational(cause)):
            return ConnectionLost(where, told)
        return ServerRefused(where, told)


def arguments(patience: float) -> dict[str, object]:
    """Return what every connection of ours is opened with."""
    waits = {"lock_timeout": max(1, int(patience * 1000))}
    # a client that a cut network has taken away must not keep its locks for hours
    watched = {f"tcp_{name}": value for name, value in _KEEP_ALIVE.items()}
    given = waits | watched | _SESSION
    return {
        "application_name": "newsmill",
        "connect_timeout": _CONNECT_TIMEOUT,
        "options": " ".join(f"-c {name}={value}" for name, value in given.items()),
        **_KEEP_ALIVE,
    }


def _without_secrets(url: URL) -> dict[str, Any]:
    return {name: value for name, value in url.query.items() if "password" not in name.lower()}


def _was_committed(engine: Engine, xid: str | None) -> bool:
    """Ask what became of a transaction whose commit was not answered; waits until it is known."""
    deadline = time.monotonic() + _PATIENT
    while xid is not None and time.monotonic() < deadline:
        try:
            with engine.connect() as connection:
                known = connection.exec_driver_sql("SELECT pg_xact_status(%s::xid8)", (xid,))
                state = known.scalar_one_or_none()
        except OperationalError:
            state = "in progress"
        except DBAPIError as error:
            if _state(error.orig) != _NEVER_HEARD_OF:
                raise
            return False
        if state != "in progress":
            return bool(state == "committed")
        time.sleep(_ASK_AGAIN)
    return False


def _is_away(error: DBAPIError) -> bool:
    if _is_refusal(error.orig):
        return False
    lost = error.connection_invalidated or isinstance(error, OperationalError)
    state = _state(error.orig)
    return state.startswith(_AWAY) or (lost and not state)


def _is_refusal(cause: BaseException | None) -> bool:
    """Tell whether a server answers, and waiting would not change its mind."""
    told = str(cause)
    if not _never_connected(cause) or "FATAL" not in told:
        return False
    return not any(passing in told for passing in _PASSING)


def _is_operational(cause: BaseException | None) -> bool:
    return any(one.__name__ == "OperationalError" for one in type(cause).__mro__)


def _never_connected(cause: BaseException | None) -> bool:
    """Tell whether there was no connection yet: then the driver hands out what it had of one."""
    return (
        not _state(cause)
        and _is_operational(cause)
        and "connection" in str(cause)
        and (getattr(cause, "pgconn", None) is not None)
    )


def _state(cause: BaseException | None) -> str:
    return str(getattr(cause, "sqlstate", None) or "")


def _told(cause: BaseException | None) -> str:
    """Return what a server says on one line."""
    return " ".join(str(cause).split()) or "it gives no reason"
