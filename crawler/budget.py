"""How many requests one run may make: a site of endless pages must not keep a crawl for ever."""

from __future__ import annotations

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request

from crawler.component import SessionComponent

_LONGEST_URL = 2_083
"""What browsers took at the least that was ever relied on; a longer one is a trap or a mistake."""


class BudgetSpentError(IgnoreRequest):
    """The run has made ``max_requests`` requests; the rest waits for the next one."""

    kind = "max-requests"


class LongUrlError(IgnoreRequest):
    """An address, of a link or of a redirect, is too long to be one."""

    kind = "bad-url"


class BudgetMiddleware(SessionComponent):
    """Counts requests, redirects and further tries too, and refuses those over the budget."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._made = 0

    def process_request(self, request: Request) -> None:
        """Let a request pass, or raise why it may not be made."""
        if len(request.url) > _LONGEST_URL:
            raise LongUrlError(f"its address has {len(request.url)} characters")
        most = self.session.settings.max_requests
        self._made += 1
        if self._made > most:
            self.session.spent = True
            raise BudgetSpentError(f"this run has made its {most} requests (max_requests)")
