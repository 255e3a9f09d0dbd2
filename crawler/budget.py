"""How many requests one run may make: a site of endless pages must not keep a crawl for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, cast

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request

if TYPE_CHECKING:
    from crawler.spiders.base import SourceSpider

_LONGEST_URL = 2_083
"""What browsers took at the least that was ever relied on; a longer one is a trap or a mistake."""


class BudgetSpentError(IgnoreRequest):
    """The run has made ``max_requests`` requests; the rest waits for the next one."""

    kind = "max-requests"


class LongUrlError(IgnoreRequest):
    """An address, of a link or of a redirect, is too long to be one."""

    kind = "bad-url"


class BudgetMiddleware:
    """Counts requests, redirects and further tries too, and refuses those over the budget."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._made = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it the Scrapy way."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Let a request pass, or raise why it may not be made."""
        if len(request.url) > _LONGEST_URL:
            raise LongUrlError(f"its address has {len(request.url)} characters")
        session = cast("SourceSpider", self._crawler.spider).session
        most = session.settings.max_requests
        self._made += 1
        if self._made > most:
            session.spent = True
            raise BudgetSpentError(f"this run has made its {most} requests (max_requests)")
