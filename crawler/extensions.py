"""RunRecorder: what Scrapy counts and what goes wrong unexpectedly, into the run's books."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, cast

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from storage import StorageError

if TYPE_CHECKING:
    from crawler.session import CrawlSession
    from crawler.spiders.base import SourceSpider


class RunRecorder:
    """Counts requests and bytes, keeps the first unexpected error and ends the crawl on it.

    An error of the storage ends it too: going on would fetch what cannot be kept.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        connect = crawler.signals.connect
        connect(self._response, signals.response_downloaded)
        connect(self._error, signals.spider_error)
        connect(self._item_error, signals.item_error)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it the Scrapy way."""
        return cls(crawler)

    @property
    def _session(self) -> CrawlSession:
        return cast("SourceSpider", self._crawler.spider).session

    def _response(self, response: Response) -> None:
        self._session.accounts.add(requests=1, bytes=len(response.body))

    def _error(self, failure: Failure) -> None:
        self._end(failure.value)

    def _item_error(self, failure: Failure) -> None:
        self._end(failure.value)

    def _end(self, error: BaseException | None) -> None:
        session = self._session
        if session.fatal is None and isinstance(error, Exception):
            session.fatal = error
        session.interrupted = True
        engine: Any = self._crawler.engine
        reason = "storage" if isinstance(error, StorageError) else "error"
        session.spawn(engine.close_spider_async(reason=reason))
