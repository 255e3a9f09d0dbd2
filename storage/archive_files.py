"""The files of the archive: one a source, process and day, only ever added to.

    archive/SOURCE/20261128-HOST-PID-TOKEN.warc.gz

No process adds to what another has begun: what a kill leaves half written is the end of a file, and
nothing points at it.
"""

from __future__ import annotations

import os
import re
import secrets
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from articles.types import FetchedPage
from storage.errors import ArchiveError

_LARGEST = 1 << 30
"""Bytes after which a day goes on in a further file."""
_SUFFIX = ".warc.gz"
_MAKE_ROOM = (
    "The record is stored without it. Make room, or keep raw pages for fewer days (archive_days)"
)
_GONE = "It was deleted, or is on another machine, which its name tells: put it back, or look there"
_DAMAGED = "It was changed or cut: put it back from a copy of the archive"


@dataclass(frozen=True, slots=True)
class Place:
    """Where one page is: its file below the archive, and its bytes therein.

    ``sha256`` is that of these bytes.
    """

    file: str
    start: int
    length: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ArchiveFile:
    """One file, as it is on the disk."""

    name: str
    day: date
    size: int


class ArchiveFiles:
    """The files below one folder. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._open: dict[str, str] = {}
        """The file that this process adds to, by source."""

    def add(self, source: str, pages: Sequence[FetchedPage], now: datetime) -> tuple[Place, ...]:
        """Write pages behind each other and return their places.

        All are there, or none is. Raises ArchiveError for a full disk or a folder that is not
        writable.
        """
        from storage.warc import record_of  # noqa: PLC0415 - a command that reads pays for none

        records = [record_of(page) for page in pages]
        with self._lock:
            name = self._current(source, now.astimezone(UTC).date())
            try:
                start = self._appended(name, b"".join(records))
            except OSError as error:
                # what is behind a half page would be lost with it
                self._open.pop(source, None)
                raise ArchiveError(
                    self.folder / name, error.strerror or error, _MAKE_ROOM
                ) from error
        places = []
        for record in records:
            places.append(Place(name, start, len(record), sha256(record).hexdigest()))
            start += len(record)
        return tuple(places)

    def read(self, place: Place) -> FetchedPage:
        """Return a page. Raises ArchiveError when its file is not there or not as it was."""
        from storage.warc import page_of  # noqa: PLC0415 - the same

        path = self.folder / place.file
        try:
            with path.open("rb") as file:
                file.seek(place.start)
                record = file.read(place.length)
        except FileNotFoundError as error:
            raise ArchiveError(path, "it is not there", _GONE) from error
        except OSError as error:
            raise ArchiveError(path, error.strerror or error, _GONE) from error
        if sha256(record).hexdigest() != place.sha256:
            raise ArchiveError(path, "a page in it is not what was written", _DAMAGED)
        return page_of(record, path)

    def has(self, name: str) -> bool:
        """Tell whether a file is there."""
        return (self.folder / name).is_file()

    def all(self) -> Iterator[ArchiveFile]:
        """Yield every file that is there; what is not ours is left out."""
        for path in sorted(self.folder.glob(f"*/*{_SUFFIX}")):
            day = _day(path.name)
            if day is None:
                continue
            with suppress(FileNotFoundError):  # swept by another process meanwhile
                yield ArchiveFile(f"{path.parent.name}/{path.name}", day, path.stat().st_size)

    def before(self, moment: datetime, source: str | None = None) -> tuple[ArchiveFile, ...]:
        """Return the files of the days (UTC) before that of a moment, of one source or of all."""
        day = moment.astimezone(UTC).date()
        return tuple(
            one
            for one in self.all()
            if one.day < day and source in {None, one.name.partition("/")[0]}
        )

    def remove_before(self, moment: datetime, source: str | None = None) -> None:
        """Delete those files. Raises ArchiveError for one that cannot be deleted."""
        for one in self.before(moment, source):
            path = self.folder / one.name
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                mend = "Make its folder writable for this user"
                raise ArchiveError(path, error.strerror or error, mend) from error

    def _current(self, source: str, day: date) -> str:
        """Return the file to add to: of this process, of this day, not too large.

        One that was deleted is not made anew: its pages would seem to be there still.
        """
        name = self._open.get(source)
        size = None if name is None else self._size(name)
        if name is None or size is None or size >= _LARGEST or _day(Path(name).name) != day:
            host = re.sub(r"[^A-Za-z0-9.]", "_", socket.gethostname())[:60]
            token = f"{host}-{os.getpid()}-{secrets.token_hex(4)}"
            name = self._open[source] = f"{source}/{day:%Y%m%d}-{token}{_SUFFIX}"
        return name

    def _size(self, name: str) -> int | None:
        try:
            return (self.folder / name).stat().st_size
        except FileNotFoundError:
            return None

    def _appended(self, name: str, what: bytes) -> int:
        """Add to a file and return where it begins; what fails half-way is taken back."""
        from storage.warc import file_head  # noqa: PLC0415 - the same

        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab", buffering=0) as file:
            start = file.tell()
            try:
                if not start:
                    _write(file.fileno(), file_head(path.name, f"newsmill/{version('newsmill')}"))
                    start = file.tell()
                _write(file.fileno(), what)
            except OSError:
                with suppress(OSError):
                    file.truncate(start)
                raise
        return start


def _write(file: int, what: bytes) -> None:
    """Write all of it: a disk that is nearly full takes a part and does not complain."""
    rest = memoryview(what)
    while rest:
        rest = rest[os.write(file, rest) :]


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(name[:8])
    except ValueError:
        return None
