"""One slice of a backfill: read further in each listing, until enough is waiting to be fetched.

Listings take turns, a page each, so that the newest of all come first. How far each was read is
stored after its entries: a kill costs a second look at one page. What is remembered of listings
for live crawling (validators, unfinished walks) is not touched.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from articles.types import FetchedPage
from config import FeedListing, Listing
from crawler import parts
from crawler.listing_reader import GONE, OK, ListingReader
from crawler.spiders.listing import ListingPage, ListingPart
from storage.backfill import Backfill, Place
from storage.types import Failure

if TYPE_CHECKING:
    from crawler.spiders.base import SourceSpider

_MOST_PAGES = 10_000
"""Of one listing: an archive of a century has fewer, a listing that leads in circles has more."""


async def fill(spider: SourceSpider, backfill: Backfill) -> None:
    """Store the entries of further pages; tell the session whether all listings are read."""
    session = spider.session
    fillings = [
        _Filling(spider, order, listing, backfill)
        for order, listing in enumerate(session.source.listings)
    ]
    if await session.work.left(session.now()):
        for one in fillings:
            await one.remember_texts()
    turns = deque(one for one in fillings if not one.reached)
    while turns and not session.interrupted and await _wants_more(spider):
        one = turns.popleft()
        if await one.step():
            turns.append(one)
    session.backfill_read = all(one.reached for one in fillings)


async def _wants_more(spider: SourceSpider) -> bool:
    session, most = spider.session, spider.session.options.limit
    return most is None or await session.work.left(session.now()) < most


class _Filling:
    """One listing of a slice: its pages in turn, or the parts of an index of sitemaps."""

    def __init__(
        self, spider: SourceSpider, order: int, listing: Listing, backfill: Backfill
    ) -> None:
        url = spider.session.source.listing_url(listing)
        self._reader = ListingReader(spider, listing, order, url)
        self._session = spider.session
        self._goal = backfill.goal
        self._place = backfill.place(url)
        self._next: str | None = None
        self._shown: set[str] = set()
        self._parts: _Parts | None = None

    @property
    def reached(self) -> bool:
        """Whether nothing of it is left to read."""
        return self._place.reached(self._goal)

    async def remember_texts(self) -> None:
        """Read a feed of whole texts again: entries of an earlier slice wait for theirs."""
        listing = self._reader.listing
        if self.reached and isinstance(listing, FeedListing) and listing.full_text:
            await self.step()

    async def step(self) -> bool:
        """Read one page or part; tell whether this slice may read another one."""
        if self._parts is not None:
            return await self._part(self._parts)
        again = self._next is None
        url = self._next or self._place.url
        number = max(1, self._place.number) if again else self._place.number + 1
        if again:
            self._session.accounts.add(listings=1)
        elif not self._reader.may_go_on(url):
            return False
        page = await self._reader.fetch(url, {})
        if isinstance(page, Failure) or page.status != OK:
            return await self._without(page, url, first=number == 1)
        read = await self._reader.read(page, number)
        return read is not None and await self._read(page, read, url, number)

    async def _without(self, page: FetchedPage | Failure, url: str, *, first: bool) -> bool:
        """Do without a page: a missing further one is the end, anything else a failure."""
        if not first and isinstance(page, FetchedPage) and page.status in GONE:
            await self._stand(replace(self._place, ended=True))
        else:
            self._reader.book(url, page)
        return False

    async def _read(self, page: FetchedPage, read: ListingPage, url: str, number: int) -> bool:
        if read.parts:
            self._parts = await self._begun(read.parts)
            return await self._part(self._parts)
        if not read.entries and not read.empty and number == 1:
            await self._reader.book_fault(page, read)
            return False
        repeats = self._repeats(read)
        await self._reader.store(self._session.not_older(read.entries), revive=True)
        self._next = read.next_url if not repeats else None
        ended = self._next in {None, url, self._reader.url} or number >= _MOST_PAGES
        moments = [one.moment for one in read.entries if one.moment]
        latest = max(moments, default=None)
        await self._stand(Place(self._reader.url, url, number, ended=ended, latest=latest))
        return not self.reached

    def _repeats(self, read: ListingPage) -> bool:
        """Tell whether a page shows what this slice has seen: some sites have no last page."""
        urls = {one.url for one in read.entries}
        repeats = urls <= self._shown
        self._shown |= urls
        return repeats

    async def _stand(self, place: Place) -> None:
        self._place = place
        await self._session.work.advance(place, self._session.now())

    async def _begun(self, named: Sequence[ListingPart]) -> _Parts:
        known = await self._session.work.parts_read(self._reader.url)
        found = _Parts(set(known) | {self._reader.url})
        found.add(self._wanted(named))
        return found

    def _wanted(self, named: Sequence[ListingPart]) -> list[ListingPart]:
        since = self._goal.since
        return [one for one in named if not (since and one.changed and one.changed < since)]

    async def _part(self, row: _Parts) -> bool:
        """Read the next part that was not read; a missing one is read."""
        part = row.take()
        if part is None:
            if not row.failed:
                await self._stand(replace(self._place, ended=True))
            return False
        if not self._reader.may_go_on(part.url):
            return False
        page = await self._reader.fetch(part.url, {})
        if isinstance(page, FetchedPage) and page.status == OK:
            await self._read_part(row, part, page)
        elif isinstance(page, FetchedPage) and page.status in GONE:
            await self._part_is_read(part)
        else:
            row.failed = True
            self._reader.book(part.url, page)
        return not self.reached

    async def _read_part(self, row: _Parts, part: ListingPart, page: FetchedPage) -> None:
        read = await self._reader.read(page, 1)
        if read is None:
            row.failed = True
        elif read.parts:
            row.add(self._wanted(read.parts))
        else:
            await self._reader.store(self._session.not_older(read.entries), revive=True)
            await self._part_is_read(part)

    async def _part_is_read(self, part: ListingPart) -> None:
        await self._session.work.part_read(self._reader.url, part.url)
        await self._stand(replace(self._place, number=self._place.number + 1))


class _Parts:
    """The parts of an index that are still to be read, newest first; an index may name itself."""

    def __init__(self, known: set[str]) -> None:
        self._known = known
        self._row: deque[ListingPart] = deque()
        self.failed = False

    def add(self, named: Sequence[ListingPart]) -> None:
        """Put parts in front of all others."""
        self._row.extendleft(reversed(parts.newest_first(named)))

    def take(self) -> ListingPart | None:
        """Return the next part that was not read before."""
        while self._row and len(self._known) <= parts.MOST:
            part = self._row.popleft()
            if part.url not in self._known:
                self._known.add(part.url)
                return part
        return None
