"""Walking a listing from its first page to where nothing is new.

An entry is stored before it is fetched, and a listing's validators only when its walk has ended:
a crash between two pages costs a second look, never the pages after it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from articles.types import FetchedPage
from config import FeedListing, JsonListing, Listing, PageListing
from crawler.first_crawl import Gathered, is_before, left_alone
from crawler.index_walk import index_walk
from crawler.listing_reader import GONE, NOT_MODIFIED, OK, ListingReader
from crawler.pages import conditional
from crawler.spiders.listing import ListingPage
from storage.types import Failure, ListingState

if TYPE_CHECKING:
    from crawler.spiders.base import SourceSpider


async def walk(spider: SourceSpider, order: int, listing: Listing) -> None:
    """Read a listing page by page and store its entries; book what goes wrong.

    Paging goes on while a page has something new to this walk, to the listing's ``max_pages``. A
    missing further page is the end.
    A feed, sitemap or interface that is read for the first time gives its newest entries only.
    """
    session = spider.session
    url, rules = session.source.listing_url(listing), listing.rules
    reader = ListingReader(spider, listing, order, url)
    state = await session.work.listing_state(url, rules)
    session.accounts.add(listings=1)
    validators = await _validators(reader, state)
    first = await reader.fetch(url, validators)
    if isinstance(first, Failure):
        reader.book(url, first)
    elif first.status == NOT_MODIFIED and validators:
        session.accounts.add(listings_unchanged=1)
    elif first.status != OK:
        reader.book(url, first)
    else:
        await session.work.begin_walk(url, rules, session.now())
        await _read_through(reader, state, first)


async def _validators(reader: ListingReader, state: ListingState) -> dict[str, str]:
    session = reader.session
    whole = state.walking
    if not whole and isinstance(reader.listing, FeedListing) and reader.listing.full_text:
        # an earlier crawl left articles whose text only the feed has
        whole = await session.work.left(session.now()) > 0
    return {} if whole else conditional(state.etag, state.last_modified)


async def _read_through(reader: ListingReader, state: ListingState, first: FetchedPage) -> None:
    session = reader.session
    read = await reader.read(first, 1)
    if read is None:
        return
    etag, last_modified = first.etag, first.last_modified
    if read.parts:
        walked = index_walk(reader, state)
        ended = await walked.run(read.parts)
        if not walked.tells_changes:
            etag = last_modified = None
    elif not read.entries and not read.empty:
        await reader.book_fault(first, read)
        return
    elif _takes_newest(reader, state):
        ended = await _FirstWalk(reader).run(read)
    else:
        ended = await _PageWalk(reader).run(read)
    if ended:
        await session.work.end_walk(reader.url, etag, last_modified, session.now())


def _takes_newest(reader: ListingReader, state: ListingState) -> bool:
    return reader.listing.takes_first() is not None and state.is_first(reader.listing.rules)


class _PageWalk:
    """One walk of one listing whose first page was read."""

    def __init__(self, reader: ListingReader) -> None:
        self.reader = reader
        self._pages = _max_pages(reader.listing)
        self._whole = True
        """Whether ``--since`` left nothing out: what it did a later crawl has still to find."""

    async def run(self, read: ListingPage) -> bool:
        """Go from page to page; tell whether the walk came to its end."""
        number, seen = 1, {self.reader.url}
        ended = True
        while await self.take(read) and self._has_next(read, number, seen):
            url = read.next_url or ""
            seen.add(url)
            number += 1
            page = await self.reader.fetch(url, {})
            if isinstance(page, Failure) or page.status != OK:
                ended = not isinstance(page, Failure) and page.status in GONE
                if not ended:
                    self.reader.book(url, page)
                break
            further = await self.reader.read(page, number)
            if further is None:
                ended = False
                break
            read = further
        await self.close()
        return ended and self._whole and not self.reader.session.interrupted

    def _has_next(self, read: ListingPage, number: int, seen: set[str]) -> bool:
        if self.reader.session.interrupted or number >= self._pages:
            return False
        following = read.next_url
        return following is not None and following not in seen and self.reader.may_go_on(following)

    async def take(self, read: ListingPage) -> bool:
        """Store a page's entries; tell whether it is worth going on."""
        kept = self.reader.session.not_older(read.entries)
        self._whole = self._whole and len(kept) == len(read.entries)
        found = await self.reader.store(kept)
        return found.fresh > 0

    async def close(self) -> None:
        """Do what is left to do when the last page was taken."""


class _FirstWalk(_PageWalk):
    """The first walk of a listing that may reach back for years: only its newest entries."""

    def __init__(self, reader: ListingReader) -> None:
        super().__init__(reader)
        self._limit = reader.listing.takes_first() or 0
        self._gathered = Gathered(reader.session.source.keep_query)

    async def take(self, read: ListingPage) -> bool:
        """Collect a page's entries; tell whether more are wanted."""
        self._gathered.add(read.entries)
        since = self.reader.session.options.since
        if since is not None:
            return any(not is_before(one, since) for one in read.entries)
        return len(self._gathered) < self._limit

    async def close(self) -> None:
        """Choose among all that was seen, and store it."""
        since = self.reader.session.options.since
        entries = self._gathered.entries
        older = left_alone(entries, limit=self._limit, since=since)
        await self.reader.store(entries, older=older, revive=True)


def _max_pages(listing: Listing) -> int:
    return listing.max_pages if isinstance(listing, PageListing | JsonListing) else 1
