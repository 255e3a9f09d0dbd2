"""How many requests one run may make: a site of endless pages must not keep a crawl for ever."""

from __future__ import annotations

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request

from crawler.component import SessionComponent


class BudgetSpentError(IgnoreRequest):
    """The run has made ``max_requests`` requests; the rest waits for the next one."""

    kind = "max-requests"


class BudgetMiddleware(SessionComponent):
    """Counts requests, redirects and further tries too, and refuses those over the budget."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._made = 0

    def process_request(self, request: Request) -> None:  # noqa: ARG002
        """Let a request pass, or raise BudgetSpentError."""
        most = self.session.settings.max_requests
        self._made += 1
        if self._made > most:
            self.session.spent = True
            raise BudgetSpentError(f"this run has made its {most} requests (max_requests)")
