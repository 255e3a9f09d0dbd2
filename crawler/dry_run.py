"""A work list that looks at what a crawl would do and stores nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from articles.decide import recognisable
from articles.types import (
    Article,
    ArticleKey,
    Decision,
    FetchedPage,
    ListingEntry,
    Rejection,
    TextHash,
)
from articles.urls import article_key
from config import Source
from storage import Storage
from storage.backfill import Place
from storage.types import Discovery, Failure, Lease, ListingState, Saved


@dataclass(frozen=True, slots=True)
class _Waiting:
    entry: ListingEntry
    sort_at: datetime


class DryWorkList:
    """Entries wait in memory; decisions are read off the stored records."""

    def __init__(self, storage: Storage, source: Source) -> None:
        self._storage = storage
        self._source = source.name
        self._keep_query = source.profile.keep_query
        self._waiting: dict[str, _Waiting] = {}
        self._handed_out: dict[str, _Waiting] = {}
        self._walk_began: datetime | None = None
        self._shown: set[ArticleKey | TextHash] = set()
        """Addresses and texts of the articles that this run has shown as new."""
        self._seen: set[ArticleKey] = set()
        self._known_too = False

    async def listing_state(self, url: str, rules: str) -> ListingState:
        state = await asyncio.to_thread(
            self._storage.frontier.listing_state, self._source, url, rules
        )
        # without validators: what it shows is asked for in any case
        return ListingState(rules=state.rules, read_at=state.read_at)

    async def begin_walk(self, url: str, rules: str, now: datetime) -> None:  # noqa: ARG002
        self._walk_began = now

    async def discover(
        self,
        url: str,
        order: int,  # noqa: ARG002
        entries: Sequence[ListingEntry],
        now: datetime,
        *,
        older: Collection[str] = (),
        revive: bool = False,
    ) -> Discovery:
        unseen = self._unseen(entries)
        pending = await self._pending(unseen, url, revive=revive)
        # as the real one: entries without a date stay in the listing's own order
        began = self._walk_began or now
        wanted = {
            entry.url: _Waiting(entry, entry.published or entry.changed or began)
            for entry in pending
            if entry.url not in older
        }
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

    async def queue(self, urls: Sequence[str], channel: str, now: datetime) -> int:
        named = self._unseen([ListingEntry(url=url, channel=channel) for url in urls])
        self._waiting |= {one.url: _Waiting(one, now) for one in named}
        return len(named)

    async def refetch(self, now: datetime, since: datetime | None) -> int:  # noqa: ARG002
        self._known_too = True
        return 0

    async def reset(self, now: datetime) -> int:  # noqa: ARG002
        return 0

    async def lease(self, limit: int, now: datetime) -> tuple[Lease, ...]:
        newest = sorted(self._waiting.items(), key=lambda one: one[1].sort_at, reverse=True)
        taken = dict(newest[:limit])
        self._waiting = {url: one for url, one in self._waiting.items() if url not in taken}
        self._handed_out |= taken
        return tuple(_unstored_lease(self._source, one.entry, now) for one in taken.values())

    async def left(self, now: datetime) -> int:  # noqa: ARG002
        return len(self._waiting)

    async def save(
        self,
        article: Article,
        lease: Lease,
        now: datetime,  # noqa: ARG002
        *,
        etag: str | None,  # noqa: ARG002
        last_modified: str | None,  # noqa: ARG002
    ) -> Saved:
        self._settle(lease)
        decision: Decision = await asyncio.to_thread(self._storage.records.preview, article)
        if decision is Decision.NEW:
            decision = self._first_sight(article)
        return Saved(decision, record_id=0, version=0)

    def _first_sight(self, article: Article) -> Decision:
        """Tell a new article from one that this run has shown under another address."""
        marks: set[ArticleKey | TextHash] = {article.key}
        if recognisable(article.body_text):
            marks.add(article.text_hash)
        known = not marks.isdisjoint(self._shown)
        self._shown |= marks
        return Decision.DUPLICATE if known else Decision.NEW

    def _settle(self, lease: Lease) -> None:
        self._handed_out.pop(lease.url, None)

    async def keep(self, saved: Saved, pages: Sequence[FetchedPage], now: datetime) -> None: ...

    async def sweep_kept(self, before: datetime) -> None: ...

    async def versions(self, record_id: int) -> tuple[Article, ...]:  # noqa: ARG002
        return ()

    async def reject(self, lease: Lease, rejection: Rejection, now: datetime) -> None:  # noqa: ARG002
        self._settle(lease)

    async def fail(self, lease: Lease, failure: Failure, now: datetime) -> None:  # noqa: ARG002
        self._settle(lease)

    async def gone(self, lease: Lease, now: datetime) -> bool:  # noqa: ARG002
        self._settle(lease)
        return True

    async def untouched(self, lease: Lease, now: datetime) -> None:  # noqa: ARG002
        self._settle(lease)

    async def leave(self, lease: Lease, why: str, now: datetime) -> None:  # noqa: ARG002
        self._settle(lease)

    async def advance(self, place: Place, now: datetime) -> None:
        """Nothing to note."""

    async def part_read(self, listing_url: str, part_url: str) -> None:
        """Nothing to note."""

    async def parts_read(self, listing_url: str) -> frozenset[str]:  # noqa: ARG002
        return frozenset()

    async def give_back(self) -> None:
        self._waiting |= self._handed_out
        self._handed_out = {}


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
