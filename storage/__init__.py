"""The database: records, versions, the work list and the runs. Rows never leave this package.

``open_storage(url)`` gives the one object that callers need. Importing this package loads no
database library; opening does.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from storage.errors import (
    ArchiveError,
    BackfillNotFound,
    BackupError,
    ConnectionLost,
    CursorError,
    ExportError,
    ExtraMissing,
    LeaderBusy,
    MoveError,
    MoveUnfinished,
    NoBackupHere,
    RawPageNotFound,
    RecordNotFound,
    RunNotFound,
    SchemaError,
    ServerAway,
    ServerRefused,
    SourceBusy,
    SourceLost,
    StorageDamaged,
    StorageError,
    StorageFull,
    StorageLocked,
    StorageSlow,
    StorageUnavailable,
)

if TYPE_CHECKING:
    from storage.facade import PointListener, ProgressListener, Storage

__all__ = [
    "ArchiveError",
    "BackfillNotFound",
    "BackupError",
    "ConnectionLost",
    "CursorError",
    "ExportError",
    "ExtraMissing",
    "LeaderBusy",
    "MoveError",
    "MoveUnfinished",
    "NoBackupHere",
    "RawPageNotFound",
    "RecordNotFound",
    "RunNotFound",
    "SchemaError",
    "ServerAway",
    "ServerRefused",
    "SourceBusy",
    "SourceLost",
    "Storage",
    "StorageDamaged",
    "StorageError",
    "StorageFull",
    "StorageLocked",
    "StorageSlow",
    "StorageUnavailable",
    "open_storage",
]


def open_storage(  # noqa: PLR0913 - each is a choice of whoever opens it
    url: str,
    *,
    lock_dir: Path | None = None,
    archive_dir: Path | None = None,
    patience: float = 30.0,
    on_point: PointListener | None = None,
    on_progress: ProgressListener | None = None,
    announce: bool = False,
) -> Storage:
    """Open the database at ``url``; create it, or bring its schema up to date, first.

    ``archive_dir``: where raw pages are; by default in the folder that the locks' folder is in.
    ``patience``: seconds to wait for another process that holds the database. ``on_point`` hears
    the named moments of a write, so that tests can stop there. ``on_progress`` hears how many
    records of an older database are indexed, of how many. With ``announce`` new and changed
    articles are noted for the channels that want to hear of them. Raises StorageUnavailable,
    StorageLocked or SchemaError.
    """
    from storage.facade import Storage  # noqa: PLC0415 - the first use pays for SQLAlchemy

    return Storage.open(
        url,
        lock_dir=lock_dir,
        archive_dir=archive_dir,
        patience=patience,
        on_point=on_point,
        on_progress=on_progress,
        announce=announce,
    )


def __getattr__(name: str) -> object:
    if name == "Storage":
        from storage.facade import Storage  # noqa: PLC0415 - the same

        return Storage
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
