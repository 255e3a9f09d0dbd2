"""PageItem → ReadItem: extract, validate, normalize; a page that is no article ends here."""

from __future__ import annotations

import asyncio
from datetime import datetime

from scrapy.exceptions import DropItem

from articles.normalize import Sighting
from articles.read import Opened, read_item
from articles.types import Rejection, RejectReason
from articles.urls import same_site
from crawler.component import SessionComponent
from crawler.errors import ExtractError
from crawler.failures import extract_failure
from crawler.further import Further
from crawler.items import CarriedItem, PageItem, ReadItem
from crawler.stopping import StoppedError
from storage.types import Failure, Lease


class ReadPipeline(SessionComponent):
    """Reads pages by the source's rules, and articles that a listing carried."""

    async def process_item(self, item: PageItem | CarriedItem) -> ReadItem:
        """Return the article, or book the rejection and drop the item."""
        session = self.session
        if session.interrupted:
            raise DropItem(f"given back: {item.lease.url}", log_level="DEBUG")
        try:
            found = await self._read(item)
        except ExtractError as error:
            await session.fail(item.lease, extract_failure(error, item.lease, session.now()))
            raise DropItem(f"{error.kind}: {item.lease.url}", log_level="DEBUG") from error
        except asyncio.CancelledError as error:
            raise DropItem(f"given back: {item.lease.url}", log_level="DEBUG") from error
        if isinstance(found, Rejection):
            await session.turned_away(item.lease, found)
            raise DropItem(f"{found.reason.value}: {found.url}", log_level="DEBUG")
        if isinstance(item, PageItem):
            return await self._whole(item, found)
        return ReadItem(item.lease, found.article)

    async def _whole(self, item: PageItem, first: Opened) -> ReadItem:
        """Join an article that goes on on further pages.

        A conditional request would ask for its first page alone: it gets none.
        """
        try:
            further = Further(self._crawler, item)
            whole = await further.joined(first)
        except (StoppedError, asyncio.CancelledError) as error:
            raise DropItem(f"given back: {item.lease.url}", log_level="DEBUG") from error
        if isinstance(whole, Failure):
            await self.session.fail(item.lease, whole)
            raise DropItem(f"{whole.kind}: {item.lease.url}", log_level="DEBUG")
        page = item.page if whole is first.article else None
        return ReadItem(item.lease, whole, page, tuple(further.sent))

    async def _read(self, item: PageItem | CarriedItem) -> Opened | Rejection:
        """Read in the way that suits the item; a crawl that is stopped cancels it."""
        if isinstance(item, PageItem):
            return await self._read_page(item)
        return self._read_carried(item)

    async def _read_page(self, item: PageItem) -> Opened | Rejection:
        page, session = item.page, self.session
        if self._elsewhere(page.final_url):
            return Rejection(page.url, RejectReason.OFF_SITE, f"it redirects to {page.final_url}")
        seen = _sighting(item.lease, page.final_url, page.fetched_at)
        return await session.read(session.process.reader.opened(page, seen, session.source.profile))

    def _read_carried(self, item: CarriedItem) -> Opened | Rejection:
        url = item.lease.url
        if self._elsewhere(url):
            return Rejection(url, RejectReason.OFF_SITE, "its listing links to another site")
        seen = _sighting(item.lease, url, item.fetched_at)
        found = read_item(item.item, seen, self.session.source.profile)
        return found if isinstance(found, Rejection) else Opened(found, on=None)

    def _elsewhere(self, url: str) -> bool:
        return not same_site(url, self.session.source.homepage)


def _sighting(lease: Lease, url: str, fetched_at: datetime) -> Sighting:
    return Sighting(
        url=url,
        channels=lease.channels,
        first_seen=lease.first_seen,
        fetched_at=fetched_at,
        title=lease.title,
        published=lease.published,
    )
