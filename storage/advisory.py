"""Who crawls a source, and who leads, by the locks of a PostgreSQL server.

A lock lives as long as its connection, which is not one of the pool's. When that breaks, the lock
is taken anew as soon as the server is back; if another process was faster, it is lost, and what
this process would still write is refused (``storage.runs``, ``storage.leases``).
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256

import sqlalchemy
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool
from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_fixed

from storage.engine import translated
from storage.errors import LeaderBusy, SourceBusy
from storage.locks import Grip
from storage.postgresql import LOCKS, arguments

_LEADER = "leader"
_LOOK_EVERY = 1.0
"""Seconds between two looks whether a lock's connection is still there."""
_NOTICED = 0.5
"""Seconds in which a server notices that a client has died."""
_TAKE = "SELECT pg_try_advisory_lock(%s, %s), set_config('application_name', %s, false)"
_HOLDER = """
SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE locktype = 'advisory' AND classid = %s AND objid = CAST(%s AS bigint) AND objsubid = 2
  AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
_CRAWLING = """
SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE locktype = 'advisory' AND classid = %s AND objid NOT IN (0, CAST(%s AS bigint))
  AND objsubid = 2 AND granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
_LONGEST_NAME = 63
"""Bytes that PostgreSQL keeps of what a program calls itself."""


class _Taken(Exception):  # noqa: N818 - not an error: the answer no
    def __init__(self, holder: str) -> None:
        super().__init__(holder)
        self.holder = holder


class AdvisoryLocks:
    """The locks of one database."""

    def __init__(self, engine: Engine, patience: float) -> None:
        self._patience = patience
        self._engine = sqlalchemy.create_engine(
            engine.url,
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            connect_args=arguments(patience),
        )

    @contextmanager
    def held(self, source: str) -> Iterator[Grip]:
        """Hold a source. Raises SourceBusy, naming the holder, if another process does."""
        try:
            lock = self._taken(f"source {source}")
        except _Taken as taken:
            raise SourceBusy(source, taken.holder) from None
        with lock:
            yield lock.grip

    @contextmanager
    def leading(self) -> Iterator[Grip]:
        """Be the one daemon of the database. Raises LeaderBusy, naming the one that is."""
        try:
            lock = self._taken(_LEADER)
        except _Taken as taken:
            raise LeaderBusy(taken.holder) from None
        with lock:
            yield lock.grip

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep daemons away, while nobody crawls. Raises LeaderBusy, SourceBusy."""
        with self.leading():
            holder = self._crawling()
            if holder is not None:
                raise SourceBusy("of this database", holder)
            yield

    def _crawling(self) -> str | None:
        leader = _key(_LEADER) % 2**32
        with translated(self._engine.url, self._patience), self._engine.connect() as connection:
            return connection.exec_driver_sql(_CRAWLING, (LOCKS, leader)).scalars().first()

    def _taken(self, name: str) -> _Lock:
        tries = Retrying(
            retry=retry_if_exception_type(_Taken),
            stop=stop_after_delay(_NOTICED),
            wait=wait_fixed(_NOTICED / 5),
            reraise=True,
        )
        with translated(self._engine.url, self._patience):
            return tries(_Lock, self._engine, name)


class _Lock:
    """One lock and the thread that looks after its connection."""

    def __init__(self, engine: Engine, name: str) -> None:
        self.grip = Grip()
        self._engine = engine
        self._key = _key(name)
        self._ended = threading.Event()
        self._connection: Connection | None = self._take()
        self._keeper = threading.Thread(target=self._keep, name=f"newsmill-{name}", daemon=True)

    def __enter__(self) -> None:
        self._keeper.start()

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        # whoever waits for a server that is away holds nothing there
        self._keeper.join(_LOOK_EVERY)

    def _keep(self) -> None:
        try:
            self._look_after_it()
        finally:
            self._let_go()

    def _look_after_it(self) -> None:
        while not self._ended.wait(_LOOK_EVERY):
            try:
                self._look()
            except DBAPIError:
                # the server is away, and with it whoever could take the lock
                self._let_go()
            except _Taken:
                self.grip.lost = True
                return

    def _look(self) -> None:
        if self._connection is None:
            self._connection = self._take()
        else:
            self._connection.exec_driver_sql("SELECT 1").scalar()

    def _take(self) -> Connection:
        connection = self._engine.connect()
        try:
            self._ask(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _ask(self, connection: Connection) -> None:
        asked = (LOCKS, self._key, _this_process())
        if not connection.exec_driver_sql(_TAKE, asked).scalar():
            holder = connection.exec_driver_sql(_HOLDER, (LOCKS, self._key % 2**32)).scalar()
            raise _Taken(holder or "another process")

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()
            connection.close()


def _key(name: str) -> int:
    """Return a lock's number; that of the write lock, which is 0, is nobody else's."""
    return int.from_bytes(sha256(name.encode()).digest()[:4], "big", signed=True) or 1


def _this_process() -> str:
    since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    before, behind = f"pid {os.getpid()} on ", f" since {since}"
    host = socket.gethostname().encode("ascii", "replace")
    room = _LONGEST_NAME - len(before) - len(behind)
    return before + host[:room].decode() + behind
