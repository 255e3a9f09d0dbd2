"""Ending a crawl at once: what waits or is on its way is dropped, and its pages are given back.

Scrapy's own stop waits for every request that it has begun, to the deadline of the slowest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from crawler.component import SessionComponent

if TYPE_CHECKING:
    from scrapy.http import Request

stop_asked = object()
"""The signal by which handlers hear that what they fetch is wanted no more."""

end_asked = object()
"""The signal by which a part of a crawl tells the ``error`` that must end it."""


class StoppedError(IgnoreRequest):
    """A request was dropped because its crawl was asked to stop."""

    kind = "interrupted"

    def __init__(self) -> None:
        super().__init__("the crawl was asked to stop")


class StopMiddleware(SessionComponent):
    """Lets no request pass to its host's queue once the crawl is ending, however far it has come.

    There it would wait for its turn: the pause between two requests may be a minute.
    """

    def process_request(self, request: Request) -> None:  # noqa: ARG002
        """Let a request pass, or raise StoppedError."""
        if self.session.interrupted:
            raise StoppedError


def drop_requests(crawler: Crawler) -> None:
    """End every request of a crawl, waiting for its turn or begun, with StoppedError."""
    crawler.signals.send_catch_log(stop_asked)
    for slot in cast("Any", crawler.engine).downloader.slots.values():
        while slot.queue:
            _, waiting = slot.queue.popleft()
            waiting.errback(StoppedError())
