"""ReadItem → StoredItem: decided and stored in one transaction, then booked."""

from __future__ import annotations

from scrapy.exceptions import DropItem

from crawler.component import SessionComponent
from crawler.items import ReadItem, StoredItem


class StorePipeline(SessionComponent):
    """Stores articles; what ``--since`` leaves out goes back to the work list."""

    async def process_item(self, item: ReadItem) -> StoredItem:
        """Store the article, or give its entry back and drop the item."""
        session, article = self.session, item.article
        since = session.options.since
        if since and article.published_at < since:
            if session.backfill is not None:
                await session.leave(item.lease, f"published before {since:%Y-%m-%d}")
            else:
                session.hold_back()
            raise DropItem(f"older than --since: {article.url}", log_level="DEBUG")
        saved = await session.store(item.lease, article, item.page)
        return StoredItem(article, saved, item.sent)
