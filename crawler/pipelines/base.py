"""What every pipeline here needs: the session of its crawl."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, cast

from scrapy.crawler import Crawler

if TYPE_CHECKING:
    from crawler.session import CrawlSession
    from crawler.spiders.base import SourceSpider


class SessionPipeline:
    """A pipeline with its crawl's session."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it the Scrapy way."""
        return cls(crawler)

    @property
    def session(self) -> CrawlSession:
        """The crawl's session; the spider exists from the first item on."""
        return cast("SourceSpider", self._crawler.spider).session
