"""A work list that looks at what a crawl would do and stores nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from datetime import datetime

from articles.types import Article, ArticleKey, Decision, ListingEntry, Rejection
from articles.urls import article_key
from config import Source
from storage import Storage
from storage.backfill import Place
from storage.types import Discovery, Failure, Lease, ListingState, Saved


class DryWorkList:
    """Entries wait in memory; decisions are read off the stored records."""

    def __init__(self, storage: Storage, source: Source) -> None:
        self._storage = storage
        self._source = source.name
        self._keep_query = source.profile.keep_query
        self._waiting: dict[str, ListingEntry] = {}
        self._seen: set[ArticleKey] = set()
        self._known_too = False

    async def listing_state(self, url: str, rules: str) -> ListingState:
        state = await asyncio.to_thread(
            self._storage.frontier.listing_state, self._source, url, rules
        )
        # without validators: what it shows is asked for in any case
        return ListingState(rules=state.rules, read_at=state.read_at)

    async def begin_walk(self, url: str, rules: str, now: datetime) -> None:
        """Nothing to note."""

    async def discover(
        self,
        url: str,
        order: int,  # noqa: ARG002
        entries: Sequence[ListingEntry],
        now: datetime,  # noqa: ARG002
        *,
        older: Collection[str] = (),
        revive: bool = False,
    ) -> Discovery:
        unseen = self._unseen(entries)
        pending = await self._pending(unseen, url, revive=revive)
        wanted = {entry.url: entry for entry in pending if entry.url not in older}
        self._waiting |= wanted
        new, left = len(wanted), len(pending) - len(wanted)
        return Discovery(
            found=len(unseen),
            new=new,
            known=len(unseen) - len(pending),
            fresh=len(pending),
            repeated=len(entries) - len(unseen),
            older=left,
        )

    def _unseen(self, entries: Sequence[ListingEntry]) -> tuple[ListingEntry, ...]:
        """Return the entries that no listing of this crawl has shown before, one an article."""
        fresh: dict[ArticleKey, ListingEntry] = {}
        for one in entries:
            key = article_key(one.url, keep_query=self._keep_query)
            if key not in self._seen:
                fresh.setdefault(key, one)
        self._seen |= fresh.keys()
        return tuple(fresh.values())

    async def _pending(
        self, entries: tuple[ListingEntry, ...], url: str, *, revive: bool
    ) -> tuple[ListingEntry, ...]:
        """Return the entries that a crawl would fetch; all of them with ``--refetch``."""
        if self._known_too:
            return entries
        return await asyncio.to_thread(
            self._storage.frontier.pending,
            self._source,
            entries,
            listing_url=url,
            keep_query=self._keep_query,
            revive=revive,
        )

    async def end_walk(
        self, url: str, etag: str | None, last_modified: str | None, now: datetime
    ) -> None:
        """Nothing to note."""

    async def queue(self, urls: Sequence[str], channel: str, now: datetime) -> int:  # noqa: ARG002
        self._waiting |= {url: ListingEntry(url=url, channel=channel) for url in urls}
        return len(urls)

    async def refetch(self, now: datetime, since: datetime | None) -> int:  # noqa: ARG002
        self._known_too = True
        return 0

    async def reset(self, now: datetime) -> int:  # noqa: ARG002
        return 0

    async def lease(self, limit: int, now: datetime) -> tuple[Lease, ...]:
        taken = [self._waiting.pop(url) for url in list(self._waiting)[:limit]]
        return tuple(_unstored_lease(self._source, entry, now) for entry in taken)

    async def left(self, now: datetime) -> int:  # noqa: ARG002
        return len(self._waiting)

    async def save(
        self,
        article: Article,
        lease: Lease,  # noqa: ARG002
        now: datetime,  # noqa: ARG002
        *,
        etag: str | None,  # noqa: ARG002
        last_modified: str | None,  # noqa: ARG002
    ) -> Saved:
        decision: Decision = await asyncio.to_thread(self._storage.records.preview, article)
        return Saved(decision, record_id=0, version=0)

    async def versions(self, record_id: int) -> tuple[Article, ...]:  # noqa: ARG002
        return ()

    async def reject(self, lease: Lease, rejection: Rejection, now: datetime) -> None:
        """Nothing to note."""

    async def fail(self, lease: Lease, failure: Failure, now: datetime) -> None:
        """Nothing to note."""

    async def gone(self, lease: Lease, now: datetime) -> bool:  # noqa: ARG002
        return True

    async def untouched(self, lease: Lease, now: datetime) -> None:
        """Nothing to note."""

    async def leave(self, lease: Lease, why: str, now: datetime) -> None:
        """Nothing to note."""

    async def advance(self, place: Place, now: datetime) -> None:
        """Nothing to note."""

    async def part_read(self, listing_url: str, part_url: str) -> None:
        """Nothing to note."""

    async def parts_read(self, listing_url: str) -> frozenset[str]:  # noqa: ARG002
        return frozenset()

    async def give_back(self, lease: Lease) -> None:
        """Nothing to note."""


def _unstored_lease(source: str, entry: ListingEntry, now: datetime) -> Lease:
    return Lease(
        entry_id=0,
        source=source,
        url=entry.url,
        channels=(entry.channel,),
        title=entry.title,
        published=entry.published,
        first_seen=now,
        attempts=1,
    )
