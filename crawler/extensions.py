"""RunRecorder: what Scrapy counts and what nobody expected, into the run's books."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.component import SessionComponent
from crawler.failures import internal_failure
from crawler.items import StoredItem
from crawler.stopping import drop_requests, end_asked
from storage import StorageError

if TYPE_CHECKING:
    from crawler.items import CarriedItem, PageItem, ReadItem
    from storage.types import Lease


class RunRecorder(SessionComponent):
    """Counts requests and bytes, and notes what nobody expected.

    An unexpected error over one page fails that page (``internal``), and so the run's verdict, but
    holds up no other: a page that ended the crawl would end the next one too. An error of the
    storage ends it: going on would fetch what cannot be kept.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        connect = crawler.signals.connect
        connect(self._response, signals.response_downloaded)
        connect(self._error, signals.spider_error)
        connect(self._item_error, signals.item_error)
        connect(self._end, end_asked)

    def _response(self, response: Response) -> None:
        self.session.accounts.add(requests=1, bytes=len(response.body))

    def _error(self, failure: Failure, response: Response | Failure | None) -> None:
        # without a request it was not a page that failed, but the walk of the listings
        request = getattr(response, "request", None)
        self._unexpected(failure.value, request.cb_kwargs.get("lease") if request else None)

    def _item_error(
        self, failure: Failure, item: PageItem | CarriedItem | ReadItem | StoredItem
    ) -> None:
        # what is stored has its outcome: what comes after it is at fault, for every page alike
        lease = None if isinstance(item, StoredItem) else item.lease
        self._unexpected(failure.value, lease)

    def _unexpected(self, error: BaseException | None, lease: Lease | None) -> None:
        if lease is None or error is None or isinstance(error, StorageError):
            self._end(error)
        else:
            self.session.spawn(self._fail(error, lease))

    async def _fail(self, error: BaseException, lease: Lease) -> None:
        session = self.session
        told = internal_failure(error, lease.attempts, lease.url, session.now())
        try:
            await session.fail(lease, told)
        except StorageError as broken:
            self._end(broken)

    def _end(self, error: BaseException | None) -> None:
        session = self.session
        if session.fatal is None and isinstance(error, Exception):
            session.fatal = error
        session.interrupted = True
        session.stop_reading()
        drop_requests(self._crawler)
        engine: Any = self._crawler.engine
        reason = "storage" if isinstance(error, StorageError) else "error"
        session.spawn(engine.close_spider_async(reason=reason))
