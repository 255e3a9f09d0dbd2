"""One spider for every source: walk the listings, then fetch what the work list hands out.

A source that data cannot describe has its own module here, named as the source (hyphens as
underscores), with one subclass that overrides one method: ``read_listing``.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any, cast

from scrapy import Spider, signals
from scrapy.http import Request, Response
from twisted.python.failure import Failure as TwistedFailure

from articles.types import FetchedPage
from articles.urls import without_credentials
from config import FeedListing, Listing
from crawler.backfill import fill
from crawler.backoff import is_final
from crawler.budget import BudgetSpentError
from crawler.failures import failure_of, http_failure, internal_failure
from crawler.items import CarriedItem, PageItem
from crawler.pages import conditional, fetched_page
from crawler.session import CrawlSession
from crawler.spiders import kinds
from crawler.spiders.listing import ListingPage
from crawler.stopping import StoppedError
from crawler.walk import walk
from storage.types import Failure, Lease

_log = logging.getLogger(__name__)
_BATCH = 50
_SMALL_BATCH = 10
"""Of a crawl that gives way to others: so many articles are fetched before they have their turn."""
_QUICK_FEED = 64 * 1024
"""Bytes of a feed that is read in under 20 ms."""
_OK = 200
_NOT_MODIFIED = 304
_GONE = frozenset({404, 410})
_MISSING = frozenset(f"http-{status}" for status in _GONE)


class SourceSpider(Spider):
    """Crawls one source within one session."""

    name = "source"

    def __init__(self, session: CrawlSession, **named: Any) -> None:
        super().__init__(session.source.name, **named)
        self.session = session

    def read_listing(self, page: FetchedPage, listing: Listing, number: int) -> ListingPage:
        """Read one page of a listing; the method that a source's own spider overrides.

        Called in a thread: it may take its time, and must not touch anything of the crawl but
        its arguments and ``self.session.source``. ``page_of`` of ``crawler.spiders.listing``
        makes entries of lines.
        """
        return kinds.read_listing(page, self.session.source, listing, number)

    async def listing_page(self, page: FetchedPage, listing: Listing, number: int) -> ListingPage:
        """Read one page of a listing where it can do no harm. Raises ExtractError."""
        if type(self).read_listing is not SourceSpider.read_listing:
            return await asyncio.to_thread(self.read_listing, page, listing, number)
        session = self.session
        quick = len(page.body) < _QUICK_FEED or not isinstance(listing, FeedListing)
        return await session.process.reader.call(
            kinds.read_listing, page, session.source, listing, number, quick=quick
        )

    async def start(self) -> AsyncIterator[Request]:
        """Discover, then yield the article requests, newest first, a batch at a time.

        An article that its source's listing carries in full needs no request.
        """
        await self._discover()
        self.session.accounts.phase = "articles"
        async for leases in self._batches():
            asked = False
            for lease in leases:
                if self.session.interrupted:
                    return
                if not await self._taken_from_listing(lease):
                    asked = True
                    yield self._request(lease)
            if asked:
                await self.crawler.signals.wait_for(signals.scheduler_empty)

    async def _taken_from_listing(self, lease: Lease) -> bool:
        carried = self.session.carried_with(lease)
        if carried is None or not carried.vouched:
            return False
        item = CarriedItem(lease, carried.item, self.session.now())
        engine: Any = self.crawler.engine
        # not yielded: the engine would look after it once in five seconds
        await engine.scraper.start_itemproc_async(item, response=None)
        return True

    async def _discover(self) -> None:
        session = self.session
        if session.interrupted:
            return
        now = session.now()
        if session.backfill is not None:
            await fill(self, session.backfill)
            return
        if session.options.refetch:
            await session.work.refetch(now, session.options.since)
        if session.options.retry_failed:
            await session.retry_failed()
        if session.options.urls:
            channel = session.source.listings[0].title if session.source.listings else ""
            named = await session.work.queue(session.options.urls, channel, now)
            session.accounts.add(found=named, new=named)
            return
        for order, listing in enumerate(session.source.listings):
            if not session.interrupted:
                await walk(self, order, listing)

    async def _batches(self) -> AsyncIterator[tuple[Lease, ...]]:
        session = self.session
        remaining = session.options.limit
        most = _BATCH if session.options.gives_way is None else _SMALL_BATCH
        while not self._at_end() and (remaining is None or remaining > 0):
            batch = most if remaining is None else min(most, remaining)
            leases = await session.work.lease(batch, session.now())
            if not leases:
                return
            remaining = None if remaining is None else remaining - len(leases)
            yield leases

    def _at_end(self) -> bool:
        """Tell whether nothing more is to be asked for in this run."""
        session, gives_way = self.session, self.session.options.gives_way
        return session.interrupted or session.spent or (gives_way is not None and gives_way())

    def _request(self, lease: Lease) -> Request:
        return Request(
            without_credentials(lease.url),
            callback=self.parse_article,
            errback=self.article_failed,
            cb_kwargs={"lease": lease},
            headers=_validators(lease),
            dont_filter=True,
        )

    async def parse_article(
        self, response: Response, lease: Lease
    ) -> AsyncIterator[PageItem | CarriedItem]:
        """Turn an answer into an item, or note why there is none."""
        session = self.session
        page = fetched_page(response, lease.url, session.now())
        if page.status == _OK:
            yield PageItem(lease, page)
        elif page.status == _NOT_MODIFIED and lease.record_id:
            await session.untouched(lease)
        elif page.status in _GONE and (lease.record_id or is_final(page.status, lease.attempts)):
            await session.gone(lease, f"http-{page.status}")
        else:
            failure = http_failure(page, lease.attempts, session.now())
            async for item in self._without_page(lease, failure):
                yield item

    async def article_failed(self, failed: TwistedFailure) -> AsyncIterator[CarriedItem]:
        """Note a fetch that failed. An unexpected error is logged, and keeps only its page away."""
        request: Request = failed.request  # type: ignore[attr-defined]
        lease: Lease = request.cb_kwargs["lease"]
        error = cast("Exception", failed.value)
        if isinstance(error, StoppedError):
            return  # it has no outcome, so it is given back at the end
        if isinstance(error, BudgetSpentError):
            self.session.accounts.problem("limit", error.kind, lease.url, str(error))
            return  # given back, too
        told = (error, lease.attempts, lease.url, self.session.now())
        failure = failure_of(*told)
        if failure is None:
            _log.error("unexpected error over %s", lease.url, exc_info=error)
            failure = internal_failure(*told)
        async for item in self._without_page(lease, failure):
            yield item

    async def _without_page(self, lease: Lease, failure: Failure) -> AsyncIterator[CarriedItem]:
        """Do without a page: its listing may carry the article. A missing page is believed."""
        session = self.session
        carried = session.carried_with(lease)
        if carried is None or failure.kind in _MISSING:
            await session.fail(lease, failure)
            return
        session.accounts.carried(lease.url, failure)
        yield CarriedItem(lease, carried.item, session.now())


def _validators(lease: Lease) -> dict[str, str]:
    """Return how to ask for a page: in full where nothing of it is stored (a 304 has no text)."""
    return conditional(lease.etag, lease.last_modified) if lease.record_id else {}
