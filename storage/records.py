"""The records: stored, listed, read, deleted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, delete, literal, select, update

from articles.errors import UrlError
from articles.search.query import Query
from articles.types import Article, Decision
from articles.urls import article_key
from storage import cursors
from storage.arrivals import Arrival, Visit
from storage.database import Database
from storage.deciding import decided
from storage.ends import BURIED
from storage.errors import RecordNotFound
from storage.export_marks import Written, mark
from storage.kinds import UtcDateTime
from storage.queries import listed, summary_of
from storage.rows import AnyRow
from storage.saving_together import Saving
from storage.search import hits
from storage.search_index import forget
from storage.statistics import Stats, daily, records_of_each, statistics
from storage.stories import forget_signature, listed_stories, members, story_of
from storage.tables import (
    article,
    article_category,
    article_url,
    article_version,
    entry,
    tombstone,
)
from storage.types import (
    EntryState,
    Hit,
    Lease,
    Page,
    Record,
    RecordFilter,
    RecordSummary,
    Saved,
    Story,
    Version,
)
from storage.upserts import upsert
from storage.values import FIRST_CHANNEL, article_of, is_row_number

_CHUNK = 200
_NAMED = 1_000
_ALL = RecordFilter()


class Records:
    """The records of all sources."""

    def __init__(self, database: Database, *, announce: bool = False) -> None:
        self._database = database
        self._saving = Saving(database, announce=announce)

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
        with self._database.read() as connection:
            return decided(connection, new, None).decision

    def get(self, record_id: int) -> Record:
        """Return a record with its current text. Raises RecordNotFound."""
        if not is_row_number(record_id):
            raise RecordNotFound(record_id)
        with self._database.read() as connection:
            found = _records(connection, [record_id])
        if not found:
            raise RecordNotFound(record_id)
        return found[0]

    def several(self, record_ids: Sequence[int]) -> tuple[Record, ...]:
        """Return records with their texts, in this order; those that are not there are left out."""
        with self._database.read() as connection:
            return tuple(_records(connection, record_ids))

    def find(self, url: str) -> Record | None:
        """Return the record that is known under an address, of whatever source."""
        try:
            key = article_key(url)
        except UrlError:
            return None
        with self._database.read() as connection:
            record_id = connection.execute(
                select(article_url.c.article_id).where(article_url.c.key == key).limit(1)
            ).scalar_one_or_none()
            return None if record_id is None else _records(connection, [record_id])[0]

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
        with self._database.look() as connection:
            found, cursor = hits(connection, query, chosen, after, limit, ranked=ranked)
        return Page(tuple(found), cursor)

    def iterate(self, chosen: RecordFilter) -> Iterator[Record]:
        """Yield records, newest first, with their texts; memory stays constant."""
        cursor: str | None = None
        while True:
            with self._database.read() as connection:
                rows, cursor = listed(connection, chosen, cursor, _CHUNK)
                found = _records(connection, [row.id for row in rows])
            yield from found
            if cursor is None:
                return

    def count(self, chosen: RecordFilter) -> int:
        """Return how many records a filter lets through."""
        with self._database.look() as connection:
            return statistics(connection, chosen, counted_only=True).records

    def versions(self, record_id: int) -> tuple[Version, ...]:
        """Return all versions of a record, oldest first. Raises RecordNotFound.

        What a version does not hold (keywords, images, language) is the record's own.
        """
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
        before = None if after is None else cursors.read_number(after)
        with self._database.read() as connection:
            found = listed_stories(connection, chosen, before, limit + 1)
        page = tuple(found[:limit])
        cursor = cursors.written_number(page[-1].id) if len(found) > limit else None
        return Page(page, cursor)

    def copies(self, record_id: int) -> tuple[RecordSummary, ...]:
        """Return the other records of the story that a record belongs to, if it does."""
        with self._database.read() as connection:
            story = story_of(connection, record_id)
            found = members(connection, story) if story is not None else ()
        return tuple(one for one in found if one.id != record_id)

    def mark_exported(self, name: str, done: Iterable[Written]) -> None:
        """Remember what an export has written, for ``RecordFilter.unexported``."""
        mark(self._database, name, done)

    def delete(self, record_ids: Sequence[int], now: datetime | None = None) -> int:
        """Delete records with their versions; they are remembered and do not come back.

        Not under any of their addresses, and not with any of their texts.
        """
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
        with self._database.read() as connection:
            return statistics(connection, chosen)

    def of_each(self) -> dict[str, int]:
        """Return how many records each source has."""
        with self._database.look() as connection:
            return records_of_each(connection)

    def daily(
        self, last: date, days: int, source: str | None = None
    ) -> tuple[tuple[date, int], ...]:
        """Return how many records were published on each of the latest days (UTC)."""
        with self._database.look() as connection:
            return daily(connection, last, days, source)


def bury(connection: Connection, record_ids: Sequence[int], now: datetime) -> int:
    """Delete records and remember them; return how many there were."""
    moment = literal(now, UtcDateTime)
    for buried in (
        select(article_url.c.source, literal("url"), article_url.c.key, moment).where(
            article_url.c.article_id.in_(record_ids)
        ),
        select(article.c.source, literal("text"), article_version.c.text_hash, moment)
        .join(article_version, article_version.c.article_id == article.c.id)
        .where(article.c.id.in_(record_ids)),
    ):
        connection.execute(
            upsert(tombstone)
            .from_select(["source", "kind", "value", "deleted_at"], buried)
            .on_conflict_do_nothing()
        )
    connection.execute(
        update(entry)
        .where(entry.c.article_id.in_(record_ids))
        .values(state=EntryState.REJECTED, due_at=None, **BURIED)
    )
    forget(connection, record_ids)
    for record_id in record_ids:
        forget_signature(connection, record_id)
    return connection.execute(delete(article).where(article.c.id.in_(record_ids))).rowcount


def _records(connection: Connection, record_ids: Sequence[int]) -> list[Record]:
    rows = connection.execute(select(article).where(article.c.id.in_(record_ids))).all()
    texts = connection.execute(
        select(article_version).join(
            article,
            (article.c.id == article_version.c.article_id)
            & (article.c.version == article_version.c.number),
        ).where(article.c.id.in_(record_ids))
    ).all()  # fmt: skip
    by_id = {row.article_id: row for row in texts}
    channels, aliases = _channels(connection, record_ids), _aliases(connection, record_ids)
    found = {
        row.id: _record(row, by_id[row.id], channels.get(row.id, []), aliases.get(row.id, []))
        for row in rows
    }
    return [found[record_id] for record_id in record_ids if record_id in found]


def _record(row: AnyRow, version: AnyRow, channels: list[str], urls: list[str]) -> Record:
    return Record(
        id=row.id,
        article=article_of(row, version),
        version=row.version,
        channels=tuple(dict.fromkeys((*row.categories[FIRST_CHANNEL:], *channels))),
        first_fetched_at=row.first_fetched_at,
        withdrawn_at=row.withdrawn_at,
        aliases=tuple(url for url in urls if url != row.url),
    )


def _channels(connection: Connection, record_ids: Sequence[int]) -> dict[int, list[str]]:
    rows = connection.execute(
        select(article_category.c.article_id, article_category.c.category)
        .where(
            article_category.c.article_id.in_(record_ids),
            article_category.c.position >= FIRST_CHANNEL,
        )
        .order_by(article_category.c.position, article_category.c.category)
    )
    found: dict[int, list[str]] = {}
    for row in rows:
        found.setdefault(row.article_id, []).append(row.category)
    return found


def _aliases(connection: Connection, record_ids: Sequence[int]) -> dict[int, list[str]]:
    rows = connection.execute(
        select(article_url.c.article_id, article_url.c.url)
        .where(article_url.c.article_id.in_(record_ids))
        .order_by(article_url.c.first_seen_at, article_url.c.key)
    )
    found: dict[int, list[str]] = {}
    for row in rows:
        found.setdefault(row.article_id, []).append(row.url)
    return found
