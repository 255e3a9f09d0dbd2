"""One spider for every source: walk the listings, then fetch what the work list hands out.

A source that data cannot describe subclasses it and overrides one method: ``read_listing``.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from typing import Any, cast

from scrapy import Spider, signals
from scrapy.http import Request, Response
from twisted.python.failure import Failure as TwistedFailure

from articles.types import FetchedPage
from articles.urls import without_credentials
from config import Listing
from crawler.backoff import is_final
from crawler.failures import failure_of, http_failure, internal_failure
from crawler.items import PageItem
from crawler.pages import conditional, fetched_page
from crawler.session import CrawlSession
from crawler.spiders import page as page_listing
from crawler.spiders.listing import ListingPage
from crawler.stopping import StoppedError
from crawler.walk import walk
from storage.types import Lease

logger = logging.getLogger(__name__)

_BATCH = 50
_OK = 200
_NOT_MODIFIED = 304
_GONE = frozenset({404, 410})


class SourceSpider(Spider):
    """Crawls one source within one session."""

    name = "source"

    def __init__(self, session: CrawlSession, **named: Any) -> None:
        super().__init__(session.source.name, **named)
        self.session = session

    def read_listing(self, page: FetchedPage, listing: Listing, number: int) -> ListingPage:
        """Read one page of a listing; the method that a source's own spider overrides."""
        return page_listing.read_listing(page, self.session.source, listing, number)

    async def start(self) -> AsyncIterator[Request]:
        """Discover, then yield the article requests, newest first, a batch at a time."""
        await self._discover()
        self.session.accounts.phase = "articles"
        async for lease in self._leases():
            yield self._request(lease)

    async def _discover(self) -> None:
        session = self.session
        now = session.now()
        if session.options.refetch:
            await session.work.refetch(now, session.options.since)
        if session.options.urls:
            channel = session.source.listings[0].title if session.source.listings else ""
            session.accounts.add(new=await session.work.queue(session.options.urls, channel, now))
            return
        for order, listing in enumerate(session.source.listings):
            if not session.interrupted:
                await walk(self, order, listing)

    async def _leases(self) -> AsyncIterator[Lease]:
        session = self.session
        remaining = session.options.limit
        while not session.interrupted and (remaining is None or remaining > 0):
            batch = _BATCH if remaining is None else min(_BATCH, remaining)
            leases = await session.work.lease(batch, session.now())
            if not leases:
                return
            remaining = None if remaining is None else remaining - len(leases)
            session.leased.update({lease.url: lease for lease in leases})
            for lease in leases:
                yield lease
            await self.crawler.signals.wait_for(signals.scheduler_empty)

    def _request(self, lease: Lease) -> Request:
        return Request(
            without_credentials(lease.url),
            callback=self.parse_article,
            errback=self.article_failed,
            cb_kwargs={"lease": lease},
            headers=conditional(lease.etag, lease.last_modified),
            dont_filter=True,
        )

    async def parse_article(self, response: Response, lease: Lease) -> AsyncIterator[PageItem]:
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
            await session.fail(lease, http_failure(page, lease.attempts, session.now()))

    async def article_failed(self, failed: TwistedFailure) -> None:
        """Note a fetch that failed. An unexpected error is logged, and keeps only its page away."""
        request: Request = failed.request  # type: ignore[attr-defined]
        lease: Lease = request.cb_kwargs["lease"]
        error = cast("Exception", failed.value)
        if isinstance(error, StoppedError):
            return  # given back, with all that has no outcome, when the crawl has ended
        told = (error, lease.attempts, lease.url, self.session.now())
        failure = failure_of(*told)
        if failure is None:
            logger.error("unexpected error over %s", lease.url, exc_info=error)
            failure = internal_failure(*told)
        await self.session.fail(lease, failure)
