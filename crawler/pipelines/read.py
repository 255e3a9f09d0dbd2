"""PageItem → ReadItem: extract, validate, normalize; a page that is no article ends here."""

from __future__ import annotations

import asyncio

from scrapy.exceptions import DropItem

from articles.normalize import Sighting
from articles.types import Article, Rejection, RejectReason
from articles.urls import same_site
from crawler.errors import ExtractError
from crawler.failures import extract_failure
from crawler.items import PageItem, ReadItem
from crawler.pipelines.base import SessionPipeline


class ReadPipeline(SessionPipeline):
    """Reads pages by the source's rules."""

    async def process_item(self, item: PageItem) -> ReadItem:
        """Return the article, or book the rejection and drop the item."""
        session = self.session
        if session.interrupted:
            raise DropItem(f"given back: {item.page.url}", log_level="DEBUG")
        try:
            found = self._elsewhere(item) or await self._read(item)
        except ExtractError as error:
            await session.fail(item.lease, extract_failure(error, item.lease, session.now()))
            raise DropItem(f"{error.kind}: {item.page.url}", log_level="DEBUG") from error
        except asyncio.CancelledError as error:
            raise DropItem(f"given back: {item.page.url}", log_level="DEBUG") from error
        if isinstance(found, Rejection):
            await session.turned_away(item.lease, found)
            raise DropItem(f"{found.reason.value}: {found.url}", log_level="DEBUG")
        return ReadItem(item.lease, item.page, found)

    async def _read(self, item: PageItem) -> Article | Rejection:
        """Read in the way that suits the page; a crawl that is stopped cancels it."""
        session = self.session
        reader = session.process.reader
        return await session.read(
            reader.article(item.page, _sighting(item), session.source.profile)
        )

    def _elsewhere(self, item: PageItem) -> Rejection | None:
        if same_site(item.page.final_url, self.session.source.homepage):
            return None
        return Rejection(
            item.page.url, RejectReason.OFF_SITE, f"it redirects to {item.page.final_url}"
        )


def _sighting(item: PageItem) -> Sighting:
    lease = item.lease
    return Sighting(
        url=item.page.final_url,
        channels=lease.channels,
        first_seen=lease.first_seen,
        fetched_at=item.page.fetched_at,
        title=lease.title,
        published=lease.published,
    )
