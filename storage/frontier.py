"""The work list: what listings show, what is still to be fetched, and what became of it.

An entry is stored before it is fetched. A lease names the run that fetches it, so that entries of
a dead run can be told and taken back.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, update

from articles.recheck import next_look
from articles.types import ListingEntry, Rejection
from storage import leases
from storage.discovery import Takes, in_chunks, insert_seen, insert_unknown, keyed, known_entries
from storage.leases import SETTLED, due, settle
from storage.links import Seen, links_of
from storage.runs import refuse_stale
from storage.tables import article, entry
from storage.types import Discovery, EntryState, Failure, Lease, LostPage
from storage.walks import Walks, walk_started


class Frontier(Walks):
    """The work list of all sources."""

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
        older: Collection[str] = (),
        revive: bool = False,
        backfill: bool = False,
    ) -> Discovery:
        """Store what one listing page shows.

        An entry is ``new`` while it has no outcome, or when its listing claims something new of
        it; the rest is ``known``. What another listing of the same run showed before is neither.
        Unknown entries whose URL is in ``older`` are stored and never due, unless a later call
        shows them with ``revive`` and not as older. With ``backfill`` all that is to be fetched
        waits for a slice of the source's backfill.
        """
        shown = keyed(entries, keep_query)
        takes = Takes({key for key, one in shown.items() if one.url in older}, revive)
        with self._database.write("discover") as connection:
            walk = walk_started(connection, source, listing_url)
            seen = Seen(source, listing_url, order, run_id, now, walk or now, backfill)
            return insert_seen(connection, seen, shown, takes)

    def pending(
        self,
        source: str,
        entries: Sequence[ListingEntry],
        *,
        listing_url: str = "",
        keep_query: Collection[str] = (),
        revive: bool = False,
    ) -> tuple[ListingEntry, ...]:
        """Return those of a listing's entries that a crawl would fetch. Writes nothing."""
        shown, takes = keyed(entries, keep_query), Takes(revive=revive)
        done: set[str] = set()
        with self._database.read() as connection:
            for some in in_chunks(shown):
                known = known_entries(connection, source, some.keys())
                links = links_of(connection, listing_url, [row.id for row in known.values()])
                done |= {
                    key
                    for key, row in known.items()
                    if row.state in SETTLED and not takes.again(row, links.get(row.id), some[key])
                }
        return tuple(one for key, one in shown.items() if key not in done)

    def lost(self, run_id: int, limit: int) -> tuple[LostPage, ...]:
        """Return pages that gave a run no article, in the order in which they were found.

        What a later run has looked at since is not among them.
        """
        query = (
            select(entry)
            .where(entry.c.run_id == run_id, entry.c.error_kind.is_not(None))
            .order_by(entry.c.id)
            .limit(limit)
        )
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return tuple(
            LostPage(row.url, row.title, row.error_kind, row.error or "", row.due_at)
            for row in rows
        )

    def queue(
        self,
        source: str,
        urls: Sequence[str],
        channel: str,
        run_id: int,
        now: datetime,
        *,
        keep_query: Collection[str] = (),
    ) -> frozenset[str]:
        """Make addresses due, known or not; return their identities. Those unknown get a channel.

        Raises UrlError for what is no address.
        """
        named = keyed([ListingEntry(url=url, channel=channel) for url in urls], keep_query)
        seen = Seen(source, "", 0, run_id, now, now)
        with self._database.write("queue") as connection:
            for some in in_chunks(named):
                known = known_entries(connection, source, some.keys())
                connection.execute(
                    update(entry)
                    .where(entry.c.id.in_([row.id for row in known.values()]))
                    .values(**due(now), crashes=0)
                )
                insert_unknown(
                    connection, seen, {key: one for key, one in some.items() if key not in known}
                )
        return frozenset(named)

    def refetch(self, source: str, now: datetime, since: datetime | None = None) -> int:
        """Make stored entries due again, those published since then; return how many."""
        wanted = [entry.c.source == source, entry.c.state == EntryState.STORED]
        if since is not None:
            wanted.append(entry.c.sort_at >= since)
        with self._database.write("refetch") as connection:
            done = connection.execute(update(entry).where(*wanted).values(due(now)))
        return done.rowcount

    def reset(self, source: str, now: datetime) -> int:
        """Make every failed entry of a source due at once; return how many."""
        with self._database.write("reset") as connection:
            done = connection.execute(
                update(entry)
                .where(entry.c.source == source, entry.c.state == EntryState.FAILED)
                .values(due_at=now, attempts=0, crashes=0)
            )
        return done.rowcount

    def recover(self, source: str, now: datetime | None = None) -> int:
        """Take back what dead runs had leased. Only the holder of the source may call this."""
        with self._database.write("recover") as connection:
            return leases.recover(connection, source, now or datetime.now(UTC))

    def lease(
        self,
        source: str,
        run_id: int,
        limit: int,
        now: datetime,
        *,
        backfill: bool = False,
        only: Collection[str] | None = None,
    ) -> tuple[Lease, ...]:
        """Hand out due entries, newest first; what dead processes held comes last, one by one.

        ``backfill``: those of the source's backfill instead. ``only``: none but due ones of these
        identities.
        """
        with self._database.write("lease") as connection:
            refuse_stale(connection, run_id)
            return leases.hand_out(
                connection, source, run_id, limit, now, backfill=backfill, only=only
            )

    def due(
        self,
        source: str,
        now: datetime,
        *,
        backfill: bool = False,
        only: Collection[str] | None = None,
    ) -> int:
        """Count the entries that may be fetched now, as ``lease`` would hand them out."""
        with self._database.read() as connection:
            return leases.count_due(connection, source, now, backfill=backfill, only=only)

    def leave(self, lease: Lease, run_id: int, why: str, now: datetime) -> None:
        """Note that an entry is older than what is wanted: it is left alone."""
        error = {"error_kind": "older", "error": why}
        with self._database.write("leave") as connection:
            settle(connection, lease, run_id, EntryState.SKIPPED, now, **error)

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
        tries = {} if failure.counts else {"attempts": lease.attempts - 1}
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
        """Note that a page is no more, and tell whether its record is withdrawn by that.

        A record that other addresses still show is not.
        """
        other = entry.alias()
        alive = select(other.c.id).where(
            other.c.article_id == article.c.id, other.c.state != EntryState.GONE
        )
        with self._database.write("gone") as connection:
            if not settle(connection, lease, run_id, EntryState.GONE, now):
                return False
            marked = connection.execute(
                update(article)
                .where(
                    article.c.id
                    == select(entry.c.article_id)
                    .where(entry.c.id == lease.entry_id)
                    .scalar_subquery(),
                    ~alive.exists(),
                )
                .values(withdrawn_at=func.coalesce(article.c.withdrawn_at, now))
            )
        return bool(marked.rowcount)

    def untouched(
        self, lease: Lease, run_id: int, now: datetime, recheck: Sequence[timedelta] = ()
    ) -> None:
        """Note that a stored page has not changed; if it was gone in between, it is back.

        ``recheck``: the ages at which its article is due again.
        """
        with self._database.write("untouched") as connection:
            published = connection.execute(
                select(article.c.published_at).where(article.c.id == lease.record_id)
            ).scalar_one_or_none()
            again = next_look(published, now, recheck) if published else None
            settle(connection, lease, run_id, EntryState.STORED, now, due_at=again)
            connection.execute(
                update(article)
                .where(article.c.id == lease.record_id, article.c.withdrawn_at.is_not(None))
                .values(withdrawn_at=None)
            )

    def give_back(self, source: str, run_id: int) -> int:
        """Take back all that a run holds as if it had not been handed out; return how many."""
        with self._database.write("give-back") as connection:
            return leases.take_back(connection, source, run_id)
