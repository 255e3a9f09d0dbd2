"""Walking a listing from its first page to where nothing is new.

An entry is stored before it is fetched, and a listing's validators only when its walk has ended:
a crash between two pages costs a second look, never the pages after it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scrapy.http import Request, Response

from articles.types import FetchedPage
from config import Listing
from crawler.failures import failure_of, http_failure
from crawler.pages import conditional, fetched_page
from crawler.session import CrawlSession
from crawler.spiders.listing import ListingPage
from storage.types import Discovery, Failure, ListingState

if TYPE_CHECKING:
    from crawler.spiders.base import SourceSpider

_OK = 200
_NOT_MODIFIED = 304
_GONE = frozenset({404, 410})


async def walk(spider: SourceSpider, order: int, listing: Listing) -> None:
    """Read a listing page by page and store its entries; book what goes wrong.

    Paging goes on while a page has something new to this walk, to the listing's ``max_pages``;
    ``backfill`` reads its number of pages whatever is known. A missing further page is the end.
    """
    session = spider.session
    url, rules = session.source.listing_url(listing), listing.rules
    state = await session.work.listing_state(url, rules)
    session.accounts.add(listings=1)
    validators = _validators(session, state)
    first = await _fetched(spider, url, validators)
    if isinstance(first, Failure):
        _book(session, url, first)
    elif first.status == _NOT_MODIFIED and validators:
        session.accounts.add(listings_unchanged=1)
    elif first.status != _OK:
        _book(session, url, http_failure(first, 1, session.now()))
    else:
        await session.work.begin_walk(url, rules, session.now())
        await _Walk(spider, order, listing, url).run(first)


def _validators(session: CrawlSession, state: ListingState) -> dict[str, str]:
    whole = state.walking or session.options.backfill is not None
    return {} if whole else conditional(state.etag, state.last_modified)


def _book(session: CrawlSession, url: str, failure: Failure) -> None:
    session.listing_errors += 1
    session.accounts.problem("listing", failure.kind, url, failure.message)


async def _fetched(
    spider: SourceSpider, url: str, headers: dict[str, str]
) -> FetchedPage | Failure:
    request = Request(url, headers=headers, dont_filter=True, priority=1)
    session = spider.session
    try:
        response: Response = await spider.crawler.engine.download_async(request)
    except Exception as error:
        failure = failure_of(error, 1, url, session.now())
        if failure is None:
            raise
        return failure
    return fetched_page(response, url, session.now())


class _Walk:
    """One walk of one listing whose first page has come."""

    def __init__(self, spider: SourceSpider, order: int, listing: Listing, url: str) -> None:
        self._spider, self._session = spider, spider.session
        self._order, self._listing, self._url = order, listing, url
        self._pages = self._session.options.backfill or listing.max_pages

    async def run(self, first: FetchedPage) -> None:
        page: FetchedPage | None = first
        number = 1
        while page is not None:
            read = self._spider.read_listing(page, self._listing, number)
            if number == 1 and not read.entries:
                _book(self._session, self._url, _nothing_found(self._listing))
                return
            found = await self._discover(read)
            number += 1
            page = None
            if self._goes_on(read, found, number):
                page = await self._next(read)
                if page is None and self._broken:
                    return
        await self._session.work.end_walk(
            self._url, first.etag, first.last_modified, self._session.now()
        )

    _broken = False

    def _goes_on(self, read: ListingPage, found: Discovery, number: int) -> bool:
        if read.next_url is None or number > self._pages or self._session.interrupted:
            return False
        return found.fresh > 0 or self._session.options.backfill is not None

    async def _discover(self, read: ListingPage) -> Discovery:
        session = self._session
        since = session.options.since
        entries = [
            one for one in read.entries if not since or not one.published or one.published >= since
        ]
        found = await session.work.discover(self._url, self._order, entries, session.now())
        older = len(read.entries) - len(entries)
        session.accounts.discovered(replace(found, found=found.found + older))
        session.accounts.add(older=older)
        return found

    async def _next(self, read: ListingPage) -> FetchedPage | None:
        """Return the next page; None where the listing ends or cannot be read on."""
        url = read.next_url or ""
        page = await _fetched(self._spider, url, {})
        if isinstance(page, Failure):
            self._broken = True
            _book(self._session, url, page)
            return None
        if page.status in _GONE:
            return None
        if page.status != _OK:
            self._broken = True
            _book(self._session, url, http_failure(page, 1, self._session.now()))
            return None
        return page


def _nothing_found(listing: Listing) -> Failure:
    return Failure(
        "no-entries",
        f"no link on the page matches entries = {listing.entries!r}: the site has changed, or "
        "the selector is wrong",
    )
