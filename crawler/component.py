"""What every part that Scrapy builds has in common: the session of its crawl."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, cast

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

if TYPE_CHECKING:
    from crawler.session import CrawlSession
    from crawler.spiders.base import SourceSpider


class SessionComponent:
    """A middleware, pipeline or extension with its crawl's session.

    Scrapy's own commands (``scrapy shell``, ``fetch``) have a crawler and no session: there, it
    switches itself off.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it the Scrapy way. Raises NotConfigured outside a crawl of ours."""
        if not hasattr(crawler.spider, "session"):
            raise NotConfigured
        return cls(crawler)

    @property
    def session(self) -> CrawlSession:
        """The crawl's session."""
        return cast("SourceSpider", self._crawler.spider).session
