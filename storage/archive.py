"""Raw pages: written to files as they came, and pointed at from the versions that they gave.

bytes in the file → pointer in the database: a kill in between leaves bytes that nothing points at,
never a pointer at nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, delete, func, insert, select

from articles.types import Article, FetchedPage
from storage.amending import amend
from storage.archive_files import ArchiveFiles, Place
from storage.database import Database
from storage.errors import RawPageNotFound
from storage.tables import article, article_version, raw_page
from storage.values import is_row_number

# Statements that each crawled article runs are built once: building one costs more than running it.
_RECORD: BindParameter[int] = bindparam("_record")
_VERSION: BindParameter[int] = bindparam("_version")
_CLEAR = delete(raw_page).where(raw_page.c.article_id == _RECORD, raw_page.c.version == _VERSION)
_THERE = select(article_version.c.number).where(
    article_version.c.article_id == _RECORD, article_version.c.number == _VERSION
)
_POINT = insert(raw_page)


@dataclass(frozen=True, slots=True)
class Sweep:
    """What goes: raw pages and the files that they are in, with their size in bytes."""

    pages: int
    files: int
    size: int


@dataclass(frozen=True, slots=True)
class Extent:
    """How much there is. ``missing``: files that pages are said to be in, and that are not there.

    ``oldest``: the day of the oldest file; None without any.
    """

    pages: int
    files: int
    size: int
    oldest: date | None
    missing: tuple[str, ...]


class Archive:
    """The raw pages of all sources."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self.files = ArchiveFiles(folder)

    def point(
        self, record_id: int, version: int, source: str, places: Sequence[Place],
        pages: Sequence[FetchedPage], now: datetime,
    ) -> None:  # fmt: skip
        """Note where the pages are that a version was read from, in their order.

        They take the place of those before. Of a version that was deleted meanwhile nothing is
        noted.
        """
        rows = [
            {
                "article_id": record_id,
                "version": version,
                "part": part,
                "source": source,
                "url": page.final_url,
                "kept_at": now,
                "file": place.file,
                "start": place.start,
                "length": place.length,
                "sha256": place.sha256,
            }
            for part, (place, page) in enumerate(zip(places, pages, strict=True), 1)
        ]
        which = {"_record": record_id, "_version": version}
        with self._database.write("archive") as connection:
            connection.execute(_CLEAR, which)
            if connection.execute(_THERE, which).first() is not None:
                connection.execute(_POINT, rows)

    def lacking(self, record_ids: Sequence[int]) -> frozenset[int]:
        """Return those records whose current version has no raw page, or whose file is gone."""
        wanted = (
            select(raw_page.c.article_id, raw_page.c.file)
            .join(article, article.c.id == raw_page.c.article_id)
            .where(article.c.id.in_(record_ids), raw_page.c.version == article.c.version)
        )
        with self._database.read() as connection:
            rows = connection.execute(wanted).all()
        there = {name: self.files.has(name) for name in {row.file for row in rows}}
        gone = {row.article_id for row in rows if not there[row.file]}
        return frozenset(record_ids) - {row.article_id for row in rows} | gone

    def kept(self, record_id: int) -> bool:
        """Tell whether there is a raw page of a record's current version."""
        wanted = _current(record_id).with_only_columns(raw_page.c.part).limit(1)
        with self._database.read() as connection:
            return connection.execute(wanted).first() is not None

    def pages(self, record_id: int) -> tuple[FetchedPage, ...]:
        """Return the pages that a record's current version was read from, first part first.

        Raises RawPageNotFound, or ArchiveError for a file that is gone or damaged.
        """
        with self._database.read() as connection:
            rows = connection.execute(_current(record_id)).all()
            shown = select(article.c.version).where(article.c.id == record_id)
            version = connection.execute(shown).scalar_one_or_none()
        if not rows:
            raise RawPageNotFound(record_id, version or 1)
        places = (Place(row.file, row.start, row.length, row.sha256) for row in rows)
        return tuple(self.files.read(place) for place in places)

    def records(self, source: str, since: datetime | None = None) -> tuple[int, ...]:
        """Return the records of a source whose current version has raw pages, oldest first.

        ``since``: only those published then or later.
        """
        wanted = (
            select(raw_page.c.article_id)
            .join(article, article.c.id == raw_page.c.article_id)
            .where(raw_page.c.source == source, raw_page.c.version == article.c.version)
            .where(raw_page.c.part == 1)
            .order_by(raw_page.c.article_id)
        )
        if since is not None:
            wanted = wanted.where(article.c.published_at >= since)
        with self._database.read() as connection:
            return tuple(connection.execute(wanted).scalars())

    def amend(self, record_id: int, version: int, new: Article, now: datetime) -> int | None:
        """Store what the raw pages of a record's ``version`` read as now, as a further version.

        Returns its number; None where another version, or no record, is there by now.
        """
        with self._database.write("amend") as connection:
            return amend(connection, record_id, version, new, now)

    def sweepable(self, before: datetime, source: str | None = None) -> Sweep:
        """Tell what ``sweep`` would delete. Changes nothing."""
        files = self.files.before(before, source)
        count = select(func.count()).select_from(raw_page).where(*_kept_before(before, source))
        with self._database.read() as connection:
            pages = connection.execute(count).scalar_one()
        return Sweep(pages, len(files), sum(one.size for one in files))

    def sweep(self, before: datetime, source: str | None = None) -> None:
        """Delete what was kept on the days (UTC) before the one of this moment, file by file.

        The records stay. Raises ArchiveError for a file that cannot be deleted.
        """
        # pointers first: a crash in between leaves files that the next sweep finds
        self.forget(before, source)
        self.files.remove_before(before, source)

    def forget(self, before: datetime, source: str | None = None) -> None:
        """Delete the pointers of ``sweep``, and no file."""
        with self._database.write("sweep") as connection:
            connection.execute(delete(raw_page).where(*_kept_before(before, source)))

    def extent(self) -> Extent:
        """Return how much there is, and what is missing. Reads every pointer."""
        files = tuple(self.files.all())
        here = {one.name for one in files}
        counts = select(raw_page.c.file, func.count().label("pages")).group_by(raw_page.c.file)
        with self._database.read() as connection:
            told = {row.file: row.pages for row in connection.execute(counts)}
        return Extent(
            pages=sum(told.values()),
            files=len(files),
            size=sum(one.size for one in files),
            oldest=min((one.day for one in files), default=None),
            missing=tuple(sorted(told.keys() - here)),
        )


def _current(record_id: int) -> Select[Any]:
    if not is_row_number(record_id):
        raise RawPageNotFound(record_id, 1)
    return (
        select(raw_page)
        .join(article, article.c.id == raw_page.c.article_id)
        .where(article.c.id == record_id, raw_page.c.version == article.c.version)
        .order_by(raw_page.c.part)
    )


def _kept_before(moment: datetime, source: str | None) -> list[ColumnElement[bool]]:
    midnight = moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    found: list[ColumnElement[bool]] = [raw_page.c.kept_at < midnight]
    return found if source is None else [*found, raw_page.c.source == source]
