"""ReadItem → record: decided and stored in one transaction, then booked."""

from __future__ import annotations

from scrapy.exceptions import DropItem

from crawler.items import ReadItem
from crawler.pipelines.base import SessionPipeline


class StorePipeline(SessionPipeline):
    """Stores articles; what ``--since`` leaves out goes back to the work list."""

    async def process_item(self, item: ReadItem) -> ReadItem:
        """Store the article and return the item unchanged."""
        session, article = self.session, item.article
        since = session.options.since
        if since and article.published_at < since:
            session.hold_back()
            raise DropItem(f"older than --since: {article.url}", log_level="DEBUG")
        await session.store(item.lease, article, item.page)
        return item
