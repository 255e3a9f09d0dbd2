"""One database: who reads gets a snapshot, who writes gets the one write transaction."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from storage.engine import reading, writing

PointListener = Callable[[str], None]


class Database:
    """Hands out connections.

    Inside ``batch`` every ``write`` of the same thread is a savepoint of the batch's transaction,
    so that one failed call spoils none of the others.
    """

    def __init__(
        self, engine: Engine, patience: float, on_point: PointListener | None = None
    ) -> None:
        self.engine = engine
        self.patience = patience
        self._on_point = on_point
        self._own = threading.local()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection to read with."""
        with reading(self.engine, self.patience) as connection:
            yield connection

    @contextmanager
    def write(self, point: str = "") -> Iterator[Connection]:
        """Give a connection to write with; ``point`` names the moments before and after."""
        batch: Connection | None = getattr(self._own, "batch", None)
        if batch is not None:
            with batch.begin_nested():
                yield batch
            self._own.points.append(point)
            return
        with writing(self.engine, self.patience) as connection:
            yield connection
            self.at(point, "before-commit")
        self.at(point, "after-commit")

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Make every write of this thread part of one transaction until the end."""
        self._own.points = []
        with writing(self.engine, self.patience) as connection:
            self._own.batch = connection
            try:
                yield
            finally:
                self._own.batch = None
            for point in self._own.points:
                self.at(point, "before-commit")
        for point in self._own.points:
            self.at(point, "after-commit")

    def at(self, point: str, moment: str) -> None:
        """Tell a test that a named moment has come."""
        if self._on_point and point:
            self._on_point(f"{point}:{moment}")
