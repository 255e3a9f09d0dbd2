"""One database: who reads gets a snapshot, who writes gets the one write transaction."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from storage.engine import limited, looking, reading, stands, together, translated, writing

PointListener = Callable[[str], None]

_SAVEPOINT, _RELEASE = "SAVEPOINT one_call", "RELEASE one_call"


class _Batch:
    """One thread's transaction that several calls share, each within its own savepoint.

    A savepoint ends where the next begins, or the transaction: together they are one way to a
    server and back.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.points: list[str] = []
        self.lost: BaseException | None = None
        self._open = False

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        self.check()
        self._begin()
        try:
            yield
        except BaseException as error:
            self._undo(error)
            raise

    def end(self) -> None:
        """End the last savepoint. Raises what the transaction was lost by."""
        self.check()
        if self._open:
            self.connection.exec_driver_sql(_RELEASE)

    def _begin(self) -> None:
        try:
            # straight to the driver: what SQLAlchemy makes of a savepoint costs as much as a save
            for statement in (
                together(self.connection, _RELEASE, _SAVEPOINT) if self._open else (_SAVEPOINT,)
            ):
                self.connection.exec_driver_sql(statement)
        except BaseException as error:
            # the savepoint that may still be open is that of a call that was done
            self.lost = error
            raise
        self._open = True

    def _undo(self, error: BaseException) -> None:
        if not stands(self.connection):
            self.lost = error
            return
        try:
            for statement in together(self.connection, "ROLLBACK TO one_call", _RELEASE):
                self.connection.exec_driver_sql(statement)
            self._open = False
        except DBAPIError as worse:
            self.lost = worse

    def check(self) -> None:
        """Refuse to go on without a transaction: what follows would be committed by itself."""
        if self.lost is not None:
            raise self.lost


class Database:
    """Hands out connections.

    Inside ``batch`` every ``write`` of the same thread is a savepoint of the batch's transaction,
    so that one failed call spoils none of the others, and every ``read`` sees what they wrote.
    """

    def __init__(
        self, engine: Engine, patience: float, on_point: PointListener | None = None
    ) -> None:
        self.engine = engine
        self.patience = patience
        self.at_end: Callable[[Connection], object] | None = None
        """What every transaction that writes ends with."""
        self._on_point = on_point
        self._own = threading.local()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection to read with."""
        batch = self._batch()
        if batch is not None:
            with translated(self.engine.url, self.patience):
                yield batch.connection
            return
        seconds: float | None = getattr(self._own, "seconds", None)
        with reading(self.engine, self.patience) as connection:
            if seconds is None:
                yield connection
                return
            with limited(connection, seconds):
                yield connection

    @contextmanager
    def look(self) -> Iterator[Connection]:
        """Give a connection to read with, a statement at a time.

        Two statements may see two states, on a server. That saves it what begins and ends a
        transaction, two ways of the three of a look that is one statement.
        """
        if self._batch() is not None or getattr(self._own, "seconds", None) is not None:
            with self.read() as connection:
                yield connection
            return
        with looking(self.engine, self.patience) as connection:
            yield connection

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Let every ``read`` of this thread raise StorageSlow when it takes longer."""
        self._own.seconds = seconds
        try:
            yield
        finally:
            self._own.seconds = None

    @contextmanager
    def write(self, point: str = "") -> Iterator[Connection]:
        """Give a connection to write with; ``point`` names the moments before and after."""
        batch = self._batch()
        if batch is not None:
            with translated(self.engine.url, self.patience), batch.savepoint():
                yield batch.connection
            batch.points.append(point)
            return
        with writing(self.engine, self.patience) as connection:
            yield connection
            self._end(connection)
            self.at(point, "before-commit")
        self.at(point, "after-commit")

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Make every write of this thread part of one transaction until the end.

        Within another, it is part of that one.
        """
        if self._batch() is not None:
            yield
            return
        with writing(self.engine, self.patience) as connection:
            batch = self._own.batch = _Batch(connection)
            try:
                yield
            finally:
                self._own.batch = None
            batch.end()
            self._end(connection)
            for point in batch.points:
                self.at(point, "before-commit")
        for point in batch.points:
            self.at(point, "after-commit")

    def at(self, point: str, moment: str) -> None:
        """Tell a test that a named moment has come."""
        if self._on_point and point:
            self._on_point(f"{point}:{moment}")

    def _end(self, connection: Connection) -> None:
        if self.at_end is not None:
            self.at_end(connection)

    def _batch(self) -> _Batch | None:
        found: _Batch | None = getattr(self._own, "batch", None)
        return found
