"""Record → raw pages in the archive, where ``archive_days`` is not 0.

The record is committed first, and does not depend on it: what cannot be kept is a problem of the
run that fails nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import timedelta
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from articles.types import Decision
from crawler.component import SessionComponent
from crawler.items import StoredItem
from storage import ArchiveError

_KEPT = frozenset({Decision.NEW, Decision.CHANGED, Decision.UNCHANGED})
"""An unchanged record has its page already, unless a kill or a sweep came in between."""


class ArchivePipeline(SessionComponent):
    """Keeps the pages that records were read from, and deletes those that are too old."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._days = timedelta(days=crawler.settings.getint("ARCHIVE_DAYS"))
        self._swept = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it the Scrapy way; raises NotConfigured where nothing is kept."""
        if not crawler.settings.getint("ARCHIVE_DAYS"):
            raise NotConfigured
        return super().from_crawler(crawler)

    async def process_item(self, item: StoredItem) -> StoredItem:
        """Keep what the article was read from, and return the item unchanged."""
        if item.sent and item.saved.decision in _KEPT:
            work, now = self.session.work, self.session.now()
            if not self._swept:
                # before the first page of a run: whoever stores nothing needs no room
                self._swept = True
                await self._tried(work.sweep_kept(now - self._days), item, "not-swept")
            await self._tried(work.keep(item.saved, item.sent, now), item, "not-kept")
        return item

    async def _tried(self, work: Awaitable[None], item: StoredItem, kind: str) -> None:
        try:
            await work
        except ArchiveError as error:
            self.session.accounts.problem("archive", kind, item.article.url, str(error))
