"""The work list that is the database's frontier.

Writes go to the storage's writer thread; the loop awaits them and never blocks.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from articles.types import Article, Decision, FetchedPage, ListingEntry, Rejection
from config import Source
from storage import Storage
from storage.arrivals import Arrival, Visit
from storage.backfill import Backfill, Place
from storage.types import Discovery, Failure, Lease, ListingState, Saved

T = TypeVar("T")


class StoredWorkList:
    """The frontier of one source in the database, for one run."""

    def __init__(
        self,
        storage: Storage,
        source: Source,
        run_id: int,
        backfill: Backfill | None = None,
        *,
        keeps_pages: bool = False,
    ) -> None:
        self._storage = storage
        self._source = source.name
        self._keep_query = source.profile.keep_query
        self._run_id = run_id
        self._recheck = source.schedule.recheck
        self._only: frozenset[str] | None = None
        """The entries that a person named; None: whatever is due."""
        self._backfill = backfill
        self._keeps_pages = keeps_pages
        self._holds = False
        """Whether entries may be in the name of this run."""

    async def _write(self, call: Callable[..., T], *args: Any, **named: Any) -> T:
        future = self._storage.writer.submit(call, *args, **named)
        return await asyncio.wrap_future(future)

    async def _write_soon(self, call: Callable[..., T], *args: Any, **named: Any) -> T:
        """Write with the articles that are on their way beside this one."""
        future = self._storage.writer.submit_soon(call, *args, **named)
        return await asyncio.wrap_future(future)

    async def _read(self, call: Callable[..., T], *args: Any) -> T:
        return await asyncio.to_thread(self._storage.again, call, *args)

    async def listing_state(self, url: str, rules: str) -> ListingState:
        return await self._read(self._storage.frontier.listing_state, self._source, url, rules)

    async def begin_walk(self, url: str, rules: str, now: datetime) -> None:
        await self._write(self._storage.frontier.begin_walk, self._source, url, rules, now)

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
        return await self._write(
            self._storage.frontier.discover,
            self._source,
            url,
            order,
            entries,
            self._run_id,
            now,
            keep_query=self._keep_query,
            older=older,
            revive=revive,
            backfill=self._backfill is not None,
        )

    async def end_walk(
        self, url: str, etag: str | None, last_modified: str | None, now: datetime
    ) -> None:
        await self._write(
            self._storage.frontier.end_walk, self._source, url, etag, last_modified, now
        )

    async def queue(self, urls: Sequence[str], channel: str, now: datetime) -> int:
        self._only = await self._write(
            self._storage.frontier.queue,
            self._source,
            urls,
            channel,
            self._run_id,
            now,
            keep_query=self._keep_query,
        )
        return len(self._only)

    async def refetch(self, now: datetime, since: datetime | None) -> int:
        return await self._write(self._storage.frontier.refetch, self._source, now, since)

    async def reset(self, now: datetime) -> int:
        return await self._write(self._storage.frontier.reset, self._source, now)

    async def lease(self, limit: int, now: datetime) -> tuple[Lease, ...]:
        # an await that is cancelled may have written all the same
        held, self._holds = self._holds, True
        leases = await self._write(
            self._storage.frontier.lease,
            self._source,
            self._run_id,
            limit,
            now,
            backfill=self._backfill is not None,
            only=self._only,
        )
        self._holds = held or bool(leases)
        return await self._to_be_sent(leases) if self._keeps_pages else leases

    async def _to_be_sent(self, leases: tuple[Lease, ...]) -> tuple[Lease, ...]:
        """Have a page sent in full where it is not kept: a 304 would leave it so for good."""
        known = [one.record_id for one in leases if one.record_id and _is_conditional(one)]
        lacking = await self._read(self._storage.archive.lacking, known) if known else ()
        return tuple(
            replace(one, etag=None, last_modified=None) if one.record_id in lacking else one
            for one in leases
        )

    async def left(self, now: datetime) -> int:
        return await asyncio.to_thread(
            self._storage.frontier.due,
            self._source,
            now,
            backfill=self._backfill is not None,
            only=self._only,
        )

    async def save(
        self,
        article: Article,
        lease: Lease,
        now: datetime,
        *,
        etag: str | None,
        last_modified: str | None,
    ) -> Saved:
        visit = Visit(now, self._run_id, etag, last_modified, self._recheck)
        future = self._storage.writer.submit_among(
            self._storage.records.save_each, Arrival(article, lease, visit)
        )
        return await asyncio.wrap_future(future)

    async def keep(self, saved: Saved, pages: Sequence[FetchedPage], now: datetime) -> None:
        archive = self._storage.archive
        # a new version's pages cannot be there
        if saved.decision is Decision.UNCHANGED and not await self._read(
            archive.lacking, [saved.record_id]
        ):
            return
        places = await asyncio.to_thread(archive.files.add, self._source, pages, now)
        which = (saved.record_id, saved.version, self._source)
        await self._write_soon(archive.point, *which, places, pages, now)

    async def sweep_kept(self, before: datetime) -> None:
        archive = self._storage.archive
        await self._write(archive.forget, before, self._source)
        await asyncio.to_thread(archive.files.remove_before, before, self._source)

    async def versions(self, record_id: int) -> tuple[Article, ...]:
        found = await self._read(self._storage.records.versions, record_id)
        return tuple(one.article for one in found)

    async def reject(self, lease: Lease, rejection: Rejection, now: datetime) -> None:
        await self._write(self._storage.frontier.reject, lease, self._run_id, rejection, now)

    async def fail(self, lease: Lease, failure: Failure, now: datetime) -> None:
        await self._write(self._storage.frontier.fail, lease, self._run_id, failure, now)

    async def gone(self, lease: Lease, now: datetime) -> bool:
        return await self._write(self._storage.frontier.gone, lease, self._run_id, now)

    async def untouched(self, lease: Lease, now: datetime) -> None:
        await self._write(self._storage.frontier.untouched, lease, self._run_id, now, self._recheck)

    async def leave(self, lease: Lease, why: str, now: datetime) -> None:
        await self._write(self._storage.frontier.leave, lease, self._run_id, why, now)

    async def advance(self, place: Place, now: datetime) -> None:
        if self._backfill is not None:
            await self._write(self._storage.backfills.advance, self._backfill.id, place, now)

    async def part_read(self, listing_url: str, part_url: str) -> None:
        if self._backfill is not None:
            number = self._backfill.id
            await self._write(self._storage.backfills.part_read, number, listing_url, part_url)

    async def parts_read(self, listing_url: str) -> frozenset[str]:
        if self._backfill is None:
            return frozenset()
        number = self._backfill.id
        return await asyncio.to_thread(self._storage.backfills.parts, number, listing_url)

    async def give_back(self) -> None:
        if self._holds:
            await self._write(self._storage.frontier.give_back, self._source, self._run_id)


def _is_conditional(lease: Lease) -> bool:
    return lease.etag is not None or lease.last_modified is not None
