"""The work list as a crawl sees it. See ``stored`` for the real one, ``dry_run`` for the other."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from articles.types import Article, FetchedPage, ListingEntry, Rejection
from storage.backfill import Place
from storage.types import Discovery, Failure, Lease, ListingState, Saved


class WorkList(Protocol):
    """Where entries wait and outcomes are told. Every ``now`` is aware UTC.

    In a slice of a backfill it is the backfill's list: what live crawls are to fetch is not on it.
    """

    async def listing_state(self, url: str, rules: str) -> ListingState:
        """Return what is remembered of a listing; no validators if its rules changed."""
        ...

    async def begin_walk(self, url: str, rules: str, now: datetime) -> None:
        """Note that a listing is being read: unfinished until ``end_walk``."""
        ...

    async def discover(
        self,
        url: str,
        order: int,
        entries: Sequence[ListingEntry],
        now: datetime,
        *,
        older: Collection[str] = (),
        revive: bool = False,
    ) -> Discovery:
        """Store what one listing page shows, before any of it is fetched.

        Unknown entries whose URL is in ``older`` are stored and not fetched; ``revive``: those of
        an earlier crawl that are not in it are fetched now.
        """
        ...

    async def end_walk(
        self, url: str, etag: str | None, last_modified: str | None, now: datetime
    ) -> None:
        """Note that a listing was read to its end, with the first page's validators."""
        ...

    async def queue(self, urls: Sequence[str], channel: str, now: datetime) -> int:
        """Make these addresses due, and hand out and count none but them; return how many."""
        ...

    async def refetch(self, now: datetime, since: datetime | None) -> int:
        """Make stored entries due again; return how many."""
        ...

    async def reset(self, now: datetime) -> int:
        """Make every failed entry due at once, its tries forgotten; return how many."""
        ...

    async def lease(self, limit: int, now: datetime) -> tuple[Lease, ...]:
        """Hand out due entries, newest first."""
        ...

    async def left(self, now: datetime) -> int:
        """Count the entries that are due."""
        ...

    async def save(
        self,
        article: Article,
        lease: Lease,
        now: datetime,
        *,
        etag: str | None,
        last_modified: str | None,
    ) -> Saved:
        """Store an article and its entry's outcome, in one transaction."""
        ...

    async def keep(self, saved: Saved, pages: Sequence[FetchedPage], now: datetime) -> None:
        """Keep the pages that a version was read from, if none are. Raises ArchiveError."""
        ...

    async def sweep_kept(self, before: datetime) -> None:
        """Delete the source's pages that were kept before. Raises ArchiveError."""
        ...

    async def versions(self, record_id: int) -> tuple[Article, ...]:
        """Return a record as it was in each of its versions, oldest first."""
        ...

    async def reject(self, lease: Lease, rejection: Rejection, now: datetime) -> None:
        """Note that an entry is no article."""
        ...

    async def fail(self, lease: Lease, failure: Failure, now: datetime) -> None:
        """Note that an entry could not be fetched, and when to try again."""
        ...

    async def gone(self, lease: Lease, now: datetime) -> bool:
        """Note that a page is no more; tell whether a record was marked withdrawn."""
        ...

    async def untouched(self, lease: Lease, now: datetime) -> None:
        """Note that a stored page has not changed."""
        ...

    async def leave(self, lease: Lease, why: str, now: datetime) -> None:
        """Note that an entry is left alone for its age."""
        ...

    async def advance(self, place: Place, now: datetime) -> None:
        """Note how far the backfill has read a listing; its entries are stored by then."""
        ...

    async def part_read(self, listing_url: str, part_url: str) -> None:
        """Note that the backfill has read a part of a listing."""
        ...

    async def parts_read(self, listing_url: str) -> frozenset[str]:
        """Return the parts of a listing that the backfill has read."""
        ...

    async def give_back(self) -> None:
        """Take back all that was handed out and has no outcome, as if it had not been."""
        ...
