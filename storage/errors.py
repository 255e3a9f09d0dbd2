"""What can go wrong with the database. Each message says what, which, why and the way out.

StorageError
├── StorageUnavailable   it cannot be opened, read or written at all
│   ├── StorageDamaged   its file is not, or no longer, a database
│   ├── ServerRefused     its server answers, and refuses what we ask
│   ├── ServerAway        its server does not answer
│   └── ConnectionLost    its server was there, and went away
├── StorageLocked        another process held it for too long
├── StorageFull          there is no room left
├── StorageSlow          an answer took longer than whoever asks would wait
├── SchemaError          it was made by another version of newsmill, or another program
├── SourceBusy           another process is crawling the source
├── SourceLost           another process has taken over the source
├── LeaderBusy           another daemon leads
├── RecordNotFound       no record has this number
├── RunNotFound          no run has this number
├── BackupError          a file is no backup that can be used
├── NoBackupHere         a server's databases are copied by its own tools
├── MoveError            a database cannot be moved into another
├── MoveUnfinished       a database holds a part of another only
├── BackfillNotFound     a source has no backfill that could go on
├── ExtraMissing         a format needs a package that is not installed
├── ExportError          a file of an export cannot be written
├── ArchiveError         a file of the archive cannot be written or read
├── RawPageNotFound      no raw page of a record is kept
└── CursorError          a page cursor is not one of ours
"""

from __future__ import annotations

from pathlib import Path


class StorageError(Exception):
    """The base of every error of this package."""


class StorageUnavailable(StorageError):  # noqa: N818 - a promised name
    """The database cannot be opened, read or written at all."""

    def __init__(self, url: str, cause: object) -> None:
        super().__init__(
            f"the database {url} cannot be used: {cause}. Check that its folder exists and can be "
            "written to, or name another with NEWSMILL_DATABASE_URL; see newsmill doctor"
        )
        self.url = url


class StorageDamaged(StorageUnavailable):
    """The file is not a database, or no longer a whole one."""

    def __init__(self, url: str, cause: object) -> None:
        StorageError.__init__(
            self,
            f"the database {url} cannot be read: {cause}. Put a backup in its place, or move the "
            "file away and crawl anew, or name another with NEWSMILL_DATABASE_URL",
        )
        self.url = url


class ServerRefused(StorageUnavailable):
    """The server answers, and refuses us or what we ask."""

    def __init__(self, url: str, cause: object) -> None:
        StorageError.__init__(
            self,
            f"the database {url} cannot be used: {cause}. Check user, password and database in "
            "NEWSMILL_DATABASE_URL and what the server's log says; see newsmill doctor",
        )
        self.url = url


class ServerAway(StorageUnavailable):
    """The server does not answer, however long we wait."""

    def __init__(self, url: str, cause: object, seconds: float) -> None:
        StorageError.__init__(
            self,
            f"the server of the database {url} did not answer for {seconds:g} s: {cause}. What was "
            "stored is safe: start the server, or check the address in NEWSMILL_DATABASE_URL, "
            "then run the command again",
        )
        self.url = url


class ConnectionLost(StorageUnavailable):
    """The server went away in the middle of a transaction, which is undone."""

    def __init__(self, url: str, cause: object) -> None:
        StorageError.__init__(
            self,
            f"the connection to the database {url} broke: {cause}. What was stored is safe: run "
            "the command again once the server is back, and it goes on where it stopped",
        )
        self.url = url


class StorageLocked(StorageError):  # noqa: N818 - a promised name
    """Another process held the database for longer than we wait."""

    def __init__(self, url: str, seconds: float) -> None:
        super().__init__(
            f"the database {url} was held by another process for over {seconds:g} s. Nothing is "
            "lost: end that process or wait for it, then run the command again"
        )
        self.url = url


class StorageFull(StorageError):  # noqa: N818 - a promised name
    """There is no room left for the database."""

    def __init__(self, url: str) -> None:
        super().__init__(
            f"there is no room left for the database {url}. What was stored is safe: make room, "
            "then run the command again, and it goes on where it stopped"
        )
        self.url = url


class StorageSlow(StorageError):  # noqa: N818 - a promised name
    """An answer took longer than whoever asks would wait; nothing was changed."""

    def __init__(self, url: str) -> None:
        super().__init__(
            f"the database {url} took too long to answer. Ask for less: a source, a time, rarer "
            "words, the newest first"
        )
        self.url = url


class SchemaError(StorageError):
    """The database was made by another version of newsmill, or (``found`` is "") by none."""

    def __init__(self, url: str, found: str, expected: str) -> None:
        super().__init__(
            f"the database {url} has schema {found}, this version of newsmill knows {expected}. "
            "Upgrade newsmill, or restore a backup that this version made"
            if found
            else f"the database {url} belongs to another program: its tables are not newsmill's. "
            "Name another with NEWSMILL_DATABASE_URL"
        )
        self.url, self.found, self.expected = url, found, expected


class SourceBusy(StorageError):  # noqa: N818 - a promised name
    """Another process is crawling the source."""

    def __init__(self, source: str, holder: str) -> None:
        super().__init__(
            f"the source {source} is being crawled by {holder}. Wait for it to end, or stop it"
        )
        self.source, self.holder = source, holder


class SourceLost(StorageError):  # noqa: N818 - the same
    """A run goes on although another process has taken its source over."""

    def __init__(self, run_id: int) -> None:
        super().__init__(
            f"run {run_id} ends here: another process has taken its source over while the "
            "connection to the database was broken. What it stored is safe, and that one goes on"
        )
        self.run_id = run_id


class LeaderBusy(StorageError):  # noqa: N818 - the same
    """Another daemon leads: there is one for a database."""

    def __init__(self, holder: str) -> None:
        super().__init__(f"the daemon here is {holder}. See newsmill status, or stop that one")
        self.holder = holder


class RecordNotFound(StorageError):  # noqa: N818 - a promised name
    """No record has this number."""

    def __init__(self, record_id: int) -> None:
        super().__init__(f"there is no record {record_id}; see newsmill records list")
        self.record_id = record_id


class RunNotFound(StorageError):  # noqa: N818 - a promised name
    """No run has this number."""

    def __init__(self, run_id: int) -> None:
        super().__init__(f"there is no run {run_id}; see newsmill runs list")
        self.run_id = run_id


class BackupError(StorageError):
    """A file is no backup that can be used."""

    def __init__(self, path: Path, cause: object) -> None:
        super().__init__(
            f"{path} cannot be restored: {cause}. Nothing was changed: name another backup"
        )
        self.path = path


class BackfillNotFound(StorageError):  # noqa: N818 - a promised name
    """A source has no backfill that could go on."""

    def __init__(self, source: str) -> None:
        super().__init__(
            f"the source {source} has no open backfill. Start one: newsmill backfill start {source}"
        )
        self.source = source


class NoBackupHere(StorageError):  # noqa: N818 - nothing has gone wrong
    """A server's database is copied and put back by the server's own tools."""

    def __init__(self, url: str, command: str) -> None:
        super().__init__(
            f"{url} is on a server, whose own tools copy it and put it back: {command}"
        )


class MoveError(StorageError):
    """A database cannot be moved into another."""

    def __init__(self, url: str, cause: object) -> None:
        super().__init__(
            f"nothing more was moved into {url}: {cause}. What you move from is as it was: name "
            "an empty database, or run the same command again"
        )
        self.url = url


class MoveUnfinished(StorageError):  # noqa: N818 - a state
    """A database holds a part of another only."""

    def __init__(self, url: str) -> None:
        super().__init__(
            f"{url} is not complete: a move into it was interrupted. Run newsmill db move again "
            "with the settings of the database that it comes from"
        )
        self.url = url


class ExportError(StorageError):
    """A file of an export cannot be written."""

    def __init__(self, path: Path, cause: object) -> None:
        super().__init__(
            f"{path} cannot be written: {cause}. Make room or choose another place, then run the "
            "command again: what is there already is kept"
        )
        self.path = path


class ArchiveError(StorageError):
    """A file of raw pages cannot be written, or does not hold what it should."""

    def __init__(self, path: Path, cause: object, mend: str) -> None:
        super().__init__(f"the archive file {path}: {cause}. {mend}")
        self.path = path


class RawPageNotFound(StorageError):  # noqa: N818 - nothing has gone wrong
    """No raw page of a record's version is kept."""

    def __init__(self, record_id: int, version: int) -> None:
        super().__init__(
            f"no raw page of record {record_id}, version {version}, is kept: its article came from "
            "a listing, or was stored before there was an archive, while archive_days was 0, or "
            "longer ago than archive_days. It is kept when the site next sends its whole page"
        )
        self.record_id, self.version = record_id, version


class ExtraMissing(StorageError):  # noqa: N818 - nothing has gone wrong yet
    """A format needs a package that is not installed."""

    def __init__(self, what: str, package: str, extra: str) -> None:
        super().__init__(f"{what} need {package}: pip install 'newsmill[{extra}]'")
        self.package, self.extra = package, extra


class CursorError(StorageError):
    """A page cursor is not one of ours."""

    def __init__(self, cursor: str) -> None:
        super().__init__(
            f"{cursor[:80]!r} is no cursor: take the one that the page before ends with"
        )
        self.cursor = cursor
