"""A copy of the whole database while it is in use, and back again.

Both go through SQLite itself: a copy shows one moment, however much is written meanwhile, and a
database that other programs have open is replaced under their eyes in one transaction.
"""

from __future__ import annotations

import shlex
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import URL

from storage.database import Database
from storage.engine import database_url, is_sqlite, shown, translated
from storage.errors import (
    BackupError,
    ExportError,
    NoBackupHere,
    SchemaError,
    StorageLocked,
)
from storage.files import replacing_part
from storage.locks import all_held
from storage.schema import HEAD, KNOWN

ProgressListener = Callable[[int, int], None]
"""Hears how many pages are copied, of how many."""

_DUMP = "pg_dump --format=custom --file={file} --dbname={url}"
_RESTORE = (
    "pg_restore --clean --if-exists --single-transaction --dbname={url} {file}, while nothing runs"
)
_STEP = 2_000
"""Pages copied between two words of progress."""
_NO_DATABASE = {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup file holds."""

    path: Path
    size: int
    revision: str
    records: int


def back_up(database: Database, to: Path, on_progress: ProgressListener | None = None) -> Backup:
    """Write a copy of the database as it is at this moment, and prove that it is sound.

    The copy is one file, there whole or not at all. Raises ExportError, NoBackupHere, StorageError.
    """
    if not is_sqlite(database.engine.url):
        raise _on_a_server(database.engine.url, _DUMP, to)
    with replacing_part(to) as part, database.read() as connection:
        # an open transaction pins the moment: the copy need not begin anew at every commit
        connection.exec_driver_sql("SELECT count(*) FROM alembic_version").scalar()
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - the only driver
        try:
            with closing(sqlite3.connect(part)) as copy:
                driver.backup(copy, pages=_STEP, progress=_heard(on_progress))
                copy.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.Error as error:
            raise ExportError(to, error) from error
        return replace(examine(part), path=to)


def examine(path: Path) -> Backup:
    """Tell what a backup holds. Raises BackupError if it is not whole, SchemaError if not ours."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as copy:
            faults = [line for (line,) in copy.execute("PRAGMA integrity_check(3)")]
            if faults != ["ok"]:
                raise BackupError(path, " ".join("; ".join(faults).split()))
            tables = {name for (name,) in copy.execute("SELECT name FROM sqlite_master")}
            if not {"alembic_version", "article"} <= tables:
                raise SchemaError(str(path), "", HEAD)
            (revision,) = copy.execute("SELECT version_num FROM alembic_version").fetchone()
            (records,) = copy.execute("SELECT count(*) FROM article").fetchone()
    except sqlite3.Error as error:
        raise BackupError(path, error) from error
    if revision not in KNOWN:
        raise SchemaError(str(path), revision, HEAD)
    return Backup(path, path.stat().st_size, revision, records)


def refuse_server(url: str, backup: Path) -> None:
    """Refuse to put a backup into a server's database. Raises NoBackupHere."""
    parsed = database_url(url)
    if not is_sqlite(parsed):
        raise _on_a_server(parsed, _RESTORE, backup)


def _on_a_server(url: URL, command: str, file: Path) -> NoBackupHere:
    # the tools ask for the password, or find it in ~/.pgpass
    clear = shlex.quote(shown(url.set(password=None)))
    return NoBackupHere(shown(url), command.format(file=shlex.quote(str(file)), url=clear))


def restore(
    url: str,
    backup: Path,
    lock_dir: Path,
    now: datetime,
    *,
    patience: float = 30.0,
    on_progress: ProgressListener | None = None,
) -> Backup:
    """Put a backup in the place of a database, if no source is being crawled.

    What was there is gone; a file that is no database any more is moved aside. Interrupted, it has
    not begun. Raises BackupError, SchemaError, SourceBusy, StorageLocked, StorageUnavailable.
    """
    refuse_server(url, backup)
    parsed = database_url(url)
    found = examine(backup)
    target = Path(parsed.database or "")
    if target.exists() and target.samefile(backup):
        raise BackupError(backup, "it is the database itself")
    with all_held(lock_dir):
        _put_aside_if_damaged(target, now)
        with translated(parsed, patience):
            target.parent.mkdir(parents=True, exist_ok=True)
            _copy_into(target, backup, _Patience(parsed, patience, on_progress))
    return found


def _copy_into(target: Path, backup: Path, heard: _Patience) -> None:
    with (
        closing(sqlite3.connect(f"{backup.absolute().as_uri()}?mode=ro", uri=True)) as copy,
        closing(sqlite3.connect(target)) as database,
    ):
        copy.backup(database, pages=_STEP, progress=heard, sleep=0.05)


class _Patience:
    """Gives up a copy that another process holds up too long: the driver would wait for ever."""

    def __init__(self, url: URL, seconds: float, listener: ProgressListener | None) -> None:
        self._url, self._seconds, self._listener = url, seconds, listener
        self._rest: int | None = None
        self._since = time.monotonic()

    def __call__(self, _status: int, rest: int, total: int) -> None:
        now = time.monotonic()
        if rest != self._rest:
            self._rest, self._since = rest, now
        elif now - self._since > self._seconds:
            raise StorageLocked(shown(self._url), self._seconds)
        if self._listener is not None:
            self._listener(total - rest, total)


def _heard(listener: ProgressListener | None) -> Callable[[int, int, int], None]:
    def hear(_status: int, rest: int, total: int) -> None:
        if listener is not None:
            listener(total - rest, total)

    return hear


def _put_aside_if_damaged(target: Path, now: datetime) -> None:
    if not target.exists() or _opens(target):
        return
    for suffix in ("", "-wal", "-shm"):
        part = target.with_name(target.name + suffix)
        if part.exists():
            part.rename(part.with_name(f"{target.name}.damaged-{now:%Y%m%dT%H%M%S}{suffix}"))


def _opens(target: Path) -> bool:
    try:
        with closing(sqlite3.connect(target)) as database:
            database.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF in _NO_DATABASE:
            return False
        raise
    return True
