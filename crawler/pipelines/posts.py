"""Record → post file, where ``posts_dir`` is set.

The record is committed first: a crash in between leaves a post out, and ``newsmill records export
--to posts`` writes what is missing.
"""

from __future__ import annotations

import asyncio
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem, NotConfigured

from articles.types import Decision
from crawler.component import SessionComponent
from crawler.items import StoredItem
from crawler.stopping import end_asked
from storage import ExportError
from storage.posts import PostsFolder

_WRITTEN = frozenset({Decision.NEW, Decision.CHANGED})


class PostsPipeline(SessionComponent):
    """Writes the posts of new and changed records."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._folder = PostsFolder(crawler.settings["POSTS_DIR"])

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it the Scrapy way; raises NotConfigured without a folder."""
        if crawler.settings["POSTS_DIR"] is None:
            raise NotConfigured
        return super().from_crawler(crawler)

    async def process_item(self, item: StoredItem) -> StoredItem:
        """Write the post if the record is new or changed, and return the item unchanged.

        A folder that cannot be written ends the crawl: it would take no other post either.
        """
        if item.saved.decision in _WRITTEN:
            versions = await self.session.work.versions(item.saved.record_id)
            try:
                if versions:
                    await asyncio.to_thread(self._folder.write, versions[-1], versions[:-1])
            except ExportError as error:
                self._crawler.signals.send_catch_log(end_asked, error=error)
                raise DropItem(f"no post: {item.article.url}", log_level="DEBUG") from error
        return item
