"""The storage as callers see it: one object, opened from a URL."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from storage import schema
from storage.backfills import Backfills
from storage.backup import Backup, back_up
from storage.database import Database, PointListener
from storage.engine import database_url, make_engine, shown
from storage.figures import Figures, figures
from storage.frontier import Frontier
from storage.incidents import Incidents
from storage.inspection import Inspection, inspect_database
from storage.locks import held, leading
from storage.outbox import Outbox
from storage.pruning import Prunable, Pruning, compact, prunable, prune
from storage.records import Records
from storage.runs import Runs
from storage.search_index import ProgressListener, catch_up, index_pending, rebuild
from storage.writer import Writer

__all__ = ["PointListener", "ProgressListener", "Storage"]


class Storage:
    """Records, work list and runs of one database. Safe to use from several threads."""

    def __init__(self, database: Database, lock_dir: Path, *, announce: bool = False) -> None:
        self.database = database
        self.records = Records(database, announce=announce)
        self.frontier = Frontier(database)
        self.runs = Runs(database)
        self.backfills = Backfills(database)
        self.outbox = Outbox(database)
        self.incidents = Incidents(database)
        self.writer = Writer(database)
        self.url_shown = shown(database.engine.url)
        self._lock_dir = lock_dir

    @classmethod
    def open(
        cls,
        url: str,
        *,
        lock_dir: Path | None = None,
        patience: float = 30.0,
        on_point: PointListener | None = None,
        on_progress: ProgressListener | None = None,
        announce: bool = False,
    ) -> Self:
        """Open a database, its schema made or brought up to date and its index complete."""
        parsed = database_url(url)
        folder = lock_dir or Path(parsed.database or "").parent / "locks"
        database = Database(make_engine(parsed, patience), patience, on_point)
        try:
            schema.ensure(database, folder)
            catch_up(database, on_progress)
        except BaseException:
            database.engine.dispose()
            raise
        database.at_end = index_pending
        return cls(database, folder, announce=announce)

    def within(self, seconds: float) -> AbstractContextManager[None]:
        """Let what this thread asks meanwhile raise StorageSlow when it takes longer."""
        return self.database.within(seconds)

    def hold(self, source: str) -> AbstractContextManager[None]:
        """Hold a source while it is crawled. Raises SourceBusy, naming the holder."""
        return held(self._lock_dir, source)

    def lead(self) -> AbstractContextManager[None]:
        """Be the one daemon of this database. Raises LeaderBusy, naming the one that is."""
        return leading(self._lock_dir)

    def inspect(self, *, quick: bool = False) -> Inspection:
        """Read the database and tell what is wrong with it; all of it, if not ``quick``."""
        return inspect_database(self.database, quick=quick)

    def figures(self, now: datetime) -> Figures:
        """Return how well the last week was covered, by source."""
        return figures(self.database, now)

    def back_up(self, to: Path, on_progress: ProgressListener | None = None) -> Backup:
        """Write a copy of the database as it is at this moment. Raises ExportError."""
        return back_up(self.database, to, on_progress)

    def prunable(self, chosen: Pruning) -> Prunable:
        """Tell what pruning would delete. Changes nothing."""
        return prunable(self.database, chosen)

    def prune(
        self, chosen: Pruning, now: datetime, on_progress: ProgressListener | None = None
    ) -> Prunable:
        """Delete what is too old; it is remembered and does not come back."""
        return prune(self.database, chosen, now, on_progress)

    def compact(self) -> None:
        """Give the room of what was deleted back to the disk. Raises StorageFull, StorageLocked."""
        compact(self.database)

    def reindex(self, on_progress: ProgressListener | None = None) -> None:
        """Make the search index anew."""
        rebuild(self.database, on_progress)

    def close(self) -> None:
        """Finish what is being written and close the database."""
        self.writer.close()
        self.database.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
