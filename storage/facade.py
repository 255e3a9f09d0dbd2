"""The storage as callers see it: one object, opened from a URL."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from storage import schema
from storage.database import Database, PointListener
from storage.engine import database_url, is_sqlite, make_engine, shown
from storage.errors import MoveError
from storage.part import part
from storage.pending import ProgressListener, catch_up, index
from storage.writer import Writer

if TYPE_CHECKING:
    from storage.advisory import AdvisoryLocks
    from storage.archive import Archive
    from storage.backfills import Backfills
    from storage.backup import Backup
    from storage.figures import Figures
    from storage.frontier import Frontier
    from storage.incidents import Incidents
    from storage.inspection import Inspection
    from storage.locks import FileLocks, Grip
    from storage.moving import Moved
    from storage.outbox import Outbox
    from storage.pruning import Prunable, Pruning
    from storage.records import Records
    from storage.runs import Runs

T = TypeVar("T")

__all__ = ["PointListener", "ProgressListener", "Storage"]


class Storage:
    """Records, work list and runs of one database. Safe to use from several threads.

    Each part is loaded and made when it is first asked for.
    """

    def __init__(
        self, database: Database, lock_dir: Path, archive_dir: Path, *, announce: bool = False
    ) -> None:
        self.database = database
        self.url_shown = shown(database.engine.url)
        self.writer = Writer(database)
        self._lock_dir, self._archive_dir, self._announce = lock_dir, archive_dir, announce

    @part
    def records(self) -> Records:
        """What is stored."""
        from storage.records import Records

        return Records(self.database, announce=self._announce)

    @part
    def frontier(self) -> Frontier:
        """What is to be fetched."""
        from storage.frontier import Frontier

        return Frontier(self.database)

    @part
    def runs(self) -> Runs:
        """What happened."""
        from storage.runs import Runs

        return Runs(self.database)

    @part
    def backfills(self) -> Backfills:
        """What is fetched of the past, and how far that is."""
        from storage.backfills import Backfills

        return Backfills(self.database)

    @part
    def outbox(self) -> Outbox:
        """What is to be told."""
        from storage.outbox import Outbox

        return Outbox(self.database)

    @part
    def incidents(self) -> Incidents:
        """What is broken, and who was told."""
        from storage.incidents import Incidents

        return Incidents(self.database)

    @part
    def archive(self) -> Archive:
        """The raw pages."""
        from storage.archive import Archive

        return Archive(self.database, self._archive_dir)

    @part
    def _locks(self) -> FileLocks | AdvisoryLocks:
        if is_sqlite(self.database.engine.url):
            from storage.locks import FileLocks

            return FileLocks(self._lock_dir)
        from storage.advisory import AdvisoryLocks

        return AdvisoryLocks(self.database.engine, self.database.patience)

    @classmethod
    def open(  # noqa: PLR0913 - each is a choice of whoever opens it
        cls,
        url: str,
        *,
        lock_dir: Path | None = None,
        archive_dir: Path | None = None,
        patience: float = 30.0,
        on_point: PointListener | None = None,
        on_progress: ProgressListener | None = None,
        announce: bool = False,
    ) -> Self:
        """Open a database, its schema made or brought up to date and its index complete."""
        parsed = database_url(url)
        database = Database(make_engine(parsed, patience), patience, on_point)
        folder = lock_dir or _folder(database)
        try:
            schema.ensure(database, folder)
            catch_up(database, on_progress)
        except BaseException:
            database.engine.dispose()
            raise
        database.at_end = index
        archive = archive_dir or folder.with_name("archive")
        return cls(database, folder, archive, announce=announce)

    def within(self, seconds: float) -> AbstractContextManager[None]:
        """Let what this thread asks meanwhile raise StorageSlow when it takes longer."""
        return self.database.within(seconds)

    def hold(self, source: str) -> AbstractContextManager[Grip]:
        """Hold a source while it is crawled. Raises SourceBusy, naming the holder."""
        return self._locks.held(source)

    def lead(self) -> AbstractContextManager[Grip]:
        """Be the one daemon of this database. Raises LeaderBusy, naming the one that is."""
        return self._locks.leading()

    @staticmethod
    def again(call: Callable[..., T], *args: Any) -> T:
        """Call a method that reads; once more if the server went away meanwhile."""
        from storage.again import again

        return again(call, *args)

    def inspect(self, *, quick: bool = False) -> Inspection:
        """Read the database and tell what is wrong with it; all of it, if not ``quick``."""
        from storage.inspection import inspect_database

        return inspect_database(self.database, quick=quick)

    def figures(self, now: datetime) -> Figures:
        """Return how well the last week was covered, by source."""
        from storage.figures import figures

        return figures(self.database, now)

    def back_up(self, to: Path, on_progress: ProgressListener | None = None) -> Backup:
        """Write a copy of the database as it is at this moment.

        Raises ExportError, and NoBackupHere for a server's.
        """
        from storage.backup import back_up

        return back_up(self.database, to, on_progress)

    def move(
        self,
        url: str,
        on_progress: ProgressListener | None = None,
        on_index: ProgressListener | None = None,
    ) -> Moved:
        """Copy all into another database, while no source is crawled and no daemon runs.

        Raises MoveError, LeaderBusy, SourceBusy, StorageError.
        """
        from storage.moving import move

        target = _database(url, self.database.patience)
        try:
            if shown(target.engine.url) == self.url_shown:
                raise MoveError(self.url_shown, "it is the database itself")
            with self._locks.alone():
                schema.ensure(target, _folder(target), half=True)
                return move(self.database, target, on_progress, on_index)
        finally:
            target.engine.dispose()

    def prunable(self, chosen: Pruning) -> Prunable:
        """Tell what pruning would delete. Changes nothing."""
        from storage.pruning import prunable

        return prunable(self.database, chosen)

    def prune(
        self, chosen: Pruning, now: datetime, on_progress: ProgressListener | None = None
    ) -> Prunable:
        """Delete what is too old; it is remembered and does not come back."""
        from storage.pruning import prune

        return prune(self.database, chosen, now, on_progress)

    def compact(self) -> None:
        """Give the room of what was deleted back to the disk. Raises StorageFull, StorageLocked."""
        from storage.pruning import compact

        compact(self.database)

    def reindex(self, on_progress: ProgressListener | None = None) -> None:
        """Make the search index anew."""
        from storage.search_index import rebuild

        rebuild(self.database, on_progress)

    def recount(self) -> None:
        """Make the counts of records by source and day anew."""
        from storage.day_counts import recount

        recount(self.database)

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


def _database(url: str, patience: float) -> Database:
    return Database(make_engine(database_url(url), patience), patience)


def _folder(database: Database) -> Path:
    return Path(database.engine.url.database or "").parent / "locks"
