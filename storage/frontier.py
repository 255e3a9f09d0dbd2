"""The work list: what listings show, what is still to be fetched, and what became of it.

An entry is stored before it is fetched. It is due while ``due_at`` is set; a lease takes that
away and names the run, so that entries of a dead run can be told and taken back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from articles.types import ListingEntry, Rejection
from articles.urls import article_key
from storage.database import Database
from storage.discovery import Seen, channels_of, insert_seen
from storage.tables import article, entry
from storage.types import Discovery, EntryState, Failure, Lease
from storage.walks import Walks

_DONE = (EntryState.STORED, EntryState.REJECTED, EntryState.FAILED, EntryState.GONE)


class Frontier(Walks):
    """The work list of all sources."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._database = database

    def discover(  # noqa: PLR0913 - where, what, by whom, when
        self,
        source: str,
        listing_url: str,
        order: int,
        entries: Sequence[ListingEntry],
        run_id: int,
        now: datetime,
        *,
        keep_query: Collection[str] = (),
    ) -> Discovery:
        """Store what one listing page shows.

        An entry is ``new`` while it has no outcome, or when its listing claims something new of
        it; the rest is ``known``. What another listing of the same run showed before is neither.
        """
        seen = _keyed(entries, keep_query)
        with self._database.write("discover") as connection:
            walk = self.walk_started(connection, source, listing_url)
            return insert_seen(
                connection, Seen(source, listing_url, order, run_id, now, walk or now), seen
            )

    def pending(
        self, source: str, entries: Sequence[ListingEntry], *, keep_query: Collection[str] = ()
    ) -> tuple[ListingEntry, ...]:
        """Return those of a listing's entries that a crawl would fetch. Writes nothing."""
        seen = _keyed(entries, keep_query)
        with self._database.read() as connection:
            rows = connection.execute(
                select(entry.c.key, entry.c.claim, entry.c.state).where(
                    entry.c.source == source, entry.c.key.in_(seen)
                )
            ).all()
        done = {row.key for row in rows if row.state in _DONE and row.claim == seen[row.key].claim}
        return tuple(one for key, one in seen.items() if key not in done)

    def queue(
        self,
        source: str,
        urls: Sequence[str],
        channel: str,
        run_id: int,
        now: datetime,
        *,
        keep_query: Collection[str] = (),
    ) -> int:
        """Make addresses due, known or not; return how many."""
        keys = [article_key(url, keep_query=keep_query) for url in urls]
        entries = [ListingEntry(url=url, channel=channel) for url in urls]
        seen = Seen(source, "", 0, run_id, now, now)
        with self._database.write("discover") as connection:
            insert_seen(connection, seen, _keyed(entries, keep_query), keep_claims=True)
            connection.execute(
                update(entry)
                .where(entry.c.source == source, entry.c.key.in_(keys))
                .values(state=EntryState.PENDING, due_at=now)
            )
        return len(set(keys))

    def refetch(self, source: str, now: datetime, since: datetime | None = None) -> int:
        """Make stored entries due again, those published since then; return how many."""
        wanted = [entry.c.source == source, entry.c.state == EntryState.STORED]
        if since is not None:
            wanted.append(entry.c.sort_at >= since)
        with self._database.write("refetch") as connection:
            done = connection.execute(
                update(entry).where(*wanted).values(state=EntryState.PENDING, due_at=now)
            )
        return done.rowcount

    def reset(self, source: str, now: datetime) -> int:
        """Make every failed entry of a source due at once; return how many."""
        with self._database.write("reset") as connection:
            done = connection.execute(
                update(entry)
                .where(entry.c.source == source, entry.c.state == EntryState.FAILED)
                .values(due_at=now, attempts=0)
            )
        return done.rowcount

    def recover(self, source: str) -> int:
        """Take back what dead runs had leased. Only the holder of the source may call this."""
        with self._database.write("recover") as connection:
            done = connection.execute(
                update(entry)
                .where(entry.c.source == source, entry.c.state == EntryState.LEASED)
                .values(_given_back())
            )
        return done.rowcount

    def lease(self, source: str, run_id: int, limit: int, now: datetime) -> tuple[Lease, ...]:
        """Hand out due entries, newest first."""
        with self._database.write("lease") as connection:
            rows = connection.execute(
                select(entry)
                .where(entry.c.source == source, entry.c.due_at.is_not(None), entry.c.due_at <= now)
                .order_by(entry.c.sort_at.desc(), entry.c.id)
                .limit(limit)
            ).all()
            ids = [row.id for row in rows]
            channels = channels_of(connection, ids)
            connection.execute(
                update(entry)
                .where(entry.c.id.in_(ids))
                .values(
                    state=EntryState.LEASED,
                    run_id=run_id,
                    due_at=None,
                    attempts=entry.c.attempts + 1,
                )
            )
        return tuple(_lease(row, channels.get(row.id, ())) for row in rows)

    def due(self, source: str, now: datetime) -> int:
        """Count the entries that may be fetched now."""
        with self._database.read() as connection:
            found = connection.execute(
                select(func.count()).where(
                    entry.c.source == source, entry.c.due_at.is_not(None), entry.c.due_at <= now
                )
            )
            return int(found.scalar_one())

    def waiting(self, source: str) -> tuple[int, datetime | None]:
        """Return how many failed entries wait for their next try, and when the first comes."""
        with self._database.read() as connection:
            row = connection.execute(
                select(func.count(), func.min(entry.c.due_at)).where(
                    entry.c.source == source,
                    entry.c.due_at.is_not(None),
                    entry.c.state == EntryState.FAILED,
                )
            ).one()
        return row[0], row[1]

    def reject(self, lease: Lease, run_id: int, rejection: Rejection, now: datetime) -> None:
        """Note that an entry is no article."""
        error = {"error_kind": rejection.reason.value, "error": rejection.detail}
        with self._database.write("reject") as connection:
            settle(connection, lease, run_id, EntryState.REJECTED, now, **error)

    def fail(self, lease: Lease, run_id: int, failure: Failure, now: datetime) -> None:
        """Note that an entry could not be fetched, and when to try again."""
        tries = {} if failure.counts else {"attempts": entry.c.attempts - 1}
        with self._database.write("fail") as connection:
            settle(
                connection,
                lease,
                run_id,
                EntryState.FAILED,
                now,
                error_kind=failure.kind,
                error=failure.message,
                due_at=failure.retry_at,
                **tries,
            )

    def gone(self, lease: Lease, run_id: int, now: datetime) -> bool:
        """Note that a page is no more; mark its record, if there is one, and tell so."""
        with self._database.write("gone") as connection:
            settle(connection, lease, run_id, EntryState.GONE, now)
            marked = connection.execute(
                update(article)
                .where(
                    article.c.id.in_(
                        select(entry.c.article_id).where(entry.c.id == lease.entry_id)
                    ),
                )
                .values(withdrawn_at=func.coalesce(article.c.withdrawn_at, now))
            )
        return bool(marked.rowcount)

    def untouched(self, lease: Lease, run_id: int, now: datetime) -> None:
        """Note that a stored page has not changed."""
        with self._database.write("untouched") as connection:
            settle(connection, lease, run_id, EntryState.STORED, now)

    def give_back(self, lease: Lease) -> None:
        """Take an entry back as if it had not been handed out."""
        with self._database.write("give-back") as connection:
            connection.execute(
                update(entry)
                .where(entry.c.id == lease.entry_id, entry.c.state == EntryState.LEASED)
                .values(_given_back())
            )


def settle(
    connection: Connection,
    lease: Lease,
    run_id: int | None,
    state: EntryState,
    now: datetime,
    **values: object,
) -> None:
    """Write an entry's outcome. Success of any kind forgets the tries before."""
    fresh = {"attempts": 0} if state is not EntryState.FAILED else {}
    cleared = {"due_at": None, "error_kind": None, "error": None}
    connection.execute(
        update(entry)
        .where(entry.c.id == lease.entry_id)
        .values(state=state, run_id=run_id, fetched_at=now, **(cleared | fresh | values))
    )


def _given_back() -> dict[str, object]:
    return {
        "state": EntryState.PENDING,
        "due_at": entry.c.first_seen_at,
        "attempts": entry.c.attempts - 1,
    }


def _keyed(entries: Iterable[ListingEntry], keep_query: Collection[str]) -> dict[str, ListingEntry]:
    keyed: dict[str, ListingEntry] = {}
    for one in entries:
        keyed.setdefault(article_key(one.url, keep_query=keep_query), one)
    return keyed


def _lease(row: object, channels: tuple[str, ...]) -> Lease:
    get = row.__getattribute__
    return Lease(
        entry_id=get("id"),
        source=get("source"),
        url=get("url"),
        channels=channels,
        title=get("title"),
        published=get("published_at"),
        first_seen=get("first_seen_at"),
        attempts=get("attempts") + 1,
        etag=get("etag"),
        last_modified=get("last_modified"),
        key=get("key"),
        record_id=get("article_id"),
    )
