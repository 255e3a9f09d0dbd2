"""The records: stored, listed, read, deleted.

What only some of these need is loaded by them: a list of records is made in a moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from storage import cursors
from storage.database import Database
from storage.errors import RecordNotFound
from storage.part import part
from storage.queries import listed, summary_of
from storage.tables import article, article_url, article_version, tombstone
from storage.types import Page, RecordFilter, RecordSummary
from storage.values import is_row_number

if TYPE_CHECKING:
    from articles.search.query import Query
    from articles.types import Article, Decision
    from storage.arrivals import Arrival
    from storage.export_marks import Written
    from storage.saving_together import Saving
    from storage.statistics import Stats
    from storage.types import Hit, Lease, Record, Saved, Story, Version

_CHUNK = 200
_NAMED = 1_000
_ALL = RecordFilter()


class Records:
    """The records of all sources."""

    def __init__(self, database: Database, *, announce: bool = False) -> None:
        self._database = database
        self._announce = announce

    @part
    def _saving(self) -> Saving:
        from storage.saving_together import Saving

        return Saving(self._database, announce=self._announce)

    def save(  # noqa: PLR0913 - what, where, by whom, when, how to ask again, and when
        self,
        new: Article,
        lease: Lease | None,
        run_id: int | None,
        now: datetime,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        recheck: Sequence[timedelta] = (),
    ) -> Saved:
        """Store an article and its entry's outcome; what that means is decided in here.

        ``recheck``: the ages at which the article is due again.
        """
        from storage.arrivals import Arrival, Visit

        return self._saving.one(
            Arrival(new, lease, Visit(now, run_id, etag, last_modified, recheck))
        )

    def save_each(self, arrived: Sequence[Arrival]) -> Sequence[Saved | Exception]:
        """Store articles in one transaction, as if one after the other, in a third of the time.

        Returns for each what it became, or why it could not be stored.
        """
        return self._saving.each(arrived)

    def preview(self, new: Article) -> Decision:
        """Tell what storing an article would mean. Writes nothing."""
        from storage.deciding import decided

        with self._database.read() as connection:
            return decided(connection, new, None).decision

    def get(self, record_id: int) -> Record:
        """Return a record with its current text. Raises RecordNotFound."""
        if not is_row_number(record_id):
            raise RecordNotFound(record_id)
        found = self.several([record_id])
        if not found:
            raise RecordNotFound(record_id)
        return found[0]

    def several(self, record_ids: Sequence[int]) -> tuple[Record, ...]:
        """Return records with their texts, in this order; those that are not there are left out."""
        from storage.whole import whole

        with self._database.read() as connection:
            return tuple(whole(connection, record_ids))

    def find(self, url: str) -> Record | None:
        """Return the record that is known under an address, of whatever source."""
        from articles.errors import UrlError
        from articles.urls import article_key
        from storage.whole import whole

        try:
            key = article_key(url)
        except UrlError:
            return None
        with self._database.read() as connection:
            record_id = connection.execute(
                select(article_url.c.article_id).where(article_url.c.key == key).limit(1)
            ).scalar_one_or_none()
            return None if record_id is None else whole(connection, [record_id])[0]

    def list(
        self, chosen: RecordFilter, *, after: str | None = None, limit: int = 50
    ) -> Page[RecordSummary]:
        """Return one page of records, newest first. Raises CursorError for a foreign cursor."""
        with self._database.look() as connection:
            rows, cursor = listed(connection, chosen, after, limit)
        return Page(tuple(summary_of(row) for row in rows), cursor)

    def search(
        self,
        query: Query,
        chosen: RecordFilter = _ALL,
        *,
        ranked: bool = False,
        after: str | None = None,
        limit: int = 20,
    ) -> Page[Hit]:
        """Return one page of what a query finds, newest first (to the second) or best first.

        ``chosen`` narrows the query further. Raises QueryError if the two contradict each other,
        CursorError for a foreign cursor or one of the other order.
        """
        from storage.search import hits

        with self._database.look() as connection:
            found, cursor = hits(connection, query, chosen, after, limit, ranked=ranked)
        return Page(tuple(found), cursor)

    def iterate(self, chosen: RecordFilter) -> Iterator[Record]:
        """Yield records, newest first, with their texts; memory stays constant."""
        from storage.whole import whole

        cursor: str | None = None
        while True:
            with self._database.read() as connection:
                rows, cursor = listed(connection, chosen, cursor, _CHUNK)
                found = whole(connection, [row.id for row in rows])
            yield from found
            if cursor is None:
                return

    def count(self, chosen: RecordFilter) -> int:
        """Return how many records a filter lets through."""
        from storage.statistics import statistics

        with self._database.look() as connection:
            return statistics(connection, chosen, counted_only=True).records

    def versions(self, record_id: int) -> tuple[Version, ...]:
        """Return all versions of a record, oldest first. Raises RecordNotFound.

        What a version does not hold (keywords, images, language) is the record's own.
        """
        from storage.columns import article_of
        from storage.types import Version

        if not is_row_number(record_id):
            raise RecordNotFound(record_id)
        with self._database.read() as connection:
            row = connection.execute(select(article).where(article.c.id == record_id)).one_or_none()
            if row is None:
                raise RecordNotFound(record_id)
            versions = connection.execute(
                select(article_version)
                .where(article_version.c.article_id == record_id)
                .order_by(article_version.c.number)
            ).all()
        return tuple(
            Version(one.number, article_of(row, one), one.stored_at, one.run_id) for one in versions
        )

    def stories(
        self, chosen: RecordFilter = _ALL, *, after: str | None = None, limit: int = 20
    ) -> Page[Story]:
        """Return one page of stories that several sources have, the latest begun first.

        ``chosen`` narrows to those of which it lets a record through. Raises CursorError.
        """
        from storage.stories import listed_stories

        before = None if after is None else cursors.read_number(after)
        with self._database.read() as connection:
            found = listed_stories(connection, chosen, before, limit + 1)
        page = tuple(found[:limit])
        cursor = cursors.written_number(page[-1].id) if len(found) > limit else None
        return Page(page, cursor)

    def copies(self, record_id: int) -> tuple[RecordSummary, ...]:
        """Return the other records of the story that a record belongs to, if it does."""
        from storage.stories import members, story_of

        with self._database.read() as connection:
            story = story_of(connection, record_id)
            found = members(connection, story) if story is not None else ()
        return tuple(one for one in found if one.id != record_id)

    def mark_exported(self, name: str, done: Iterable[Written]) -> None:
        """Remember what an export has written, for ``RecordFilter.unexported``."""
        from storage.export_marks import mark

        mark(self._database, name, done)

    def delete(self, record_ids: Sequence[int], now: datetime | None = None) -> int:
        """Delete records with their versions; they are remembered and do not come back.

        Not under any of their addresses, and not with any of their texts.
        """
        from storage.burying import bury

        moment = now or datetime.now(UTC)
        wanted = [record_id for record_id in record_ids if is_row_number(record_id)]
        with self._database.write("delete") as connection:
            return sum(
                bury(connection, wanted[start : start + _NAMED], moment)
                for start in range(0, len(wanted), _NAMED)
            )

    def buried(self) -> set[tuple[str, str]]:
        """Return the source and key of every address of a deleted record."""
        with self._database.look() as connection:
            rows = connection.execute(
                select(tombstone.c.source, tombstone.c.value).where(tombstone.c.kind == "url")
            )
            return {(row.source, row.value) for row in rows}

    def stats(self, chosen: RecordFilter) -> Stats:
        """Return how much is stored, by source and by day."""
        from storage.statistics import statistics

        with self._database.read() as connection:
            return statistics(connection, chosen)

    def of_each(self) -> dict[str, int]:
        """Return how many records each source has."""
        from storage.statistics import records_of_each

        with self._database.look() as connection:
            return records_of_each(connection)

    def daily(
        self, last: date, days: int, source: str | None = None
    ) -> tuple[tuple[date, int], ...]:
        """Return how many records were published on each of the latest days (UTC)."""
        from storage.statistics import daily

        with self._database.look() as connection:
            return daily(connection, last, days, source)
