"""Scrapy's HTTP handler, with a limit on what may come before a body, and one that can be stopped.

Twisted limits a line (16 KiB) but neither the number of header lines, nor what is folded onto one,
nor that of interim (1xx) answers: a server that never comes to its body would fill memory until
the deadline.
"""

from __future__ import annotations

import asyncio
from typing import Any

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from twisted.internet.defer import Deferred

from crawler.stopping import StoppedError, stop_asked

LARGEST_HEAD = 256 * 1024
"""Bytes: as much as browsers take."""


class HeadTooLargeError(Exception):
    """A server sent more status and header lines than any answer needs."""


class BoundedHandler(HTTP11DownloadHandler):
    """Fetches as Scrapy does: heads up to the limit, and nothing more once a stop is asked."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _Factory  # noqa: SLF001 - where Scrapy sets its own
        self._stopped = False
        self._fetches: set[asyncio.Future[Response]] = set()
        crawler.signals.connect(self._stop, stop_asked)

    async def download_request(self, request: Request) -> Response:
        """Return the answer. Raises StoppedError, and what Scrapy's own raises."""
        if self._stopped:
            raise StoppedError
        fetch = asyncio.ensure_future(super().download_request(request))
        self._fetches.add(fetch)
        try:
            return await fetch
        except asyncio.CancelledError as error:
            if self._stopped:
                raise StoppedError from error
            raise
        finally:
            self._fetches.discard(fetch)

    def _stop(self) -> None:
        self._stopped = True
        for fetch in tuple(self._fetches):
            fetch.cancel()


class _Parser(_LenientHTTPClientParser):
    received = 0

    def lineReceived(self, line: bytes) -> None:  # noqa: N802 - Twisted's name
        self.received += len(line) + 1
        if self.received > LARGEST_HEAD:
            raise HeadTooLargeError(f"over {LARGEST_HEAD} bytes and no body yet")
        super().lineReceived(line)


class _Protocol(_LenientHTTP11ClientProtocol):
    def request(self, request: Any) -> Deferred[Any]:
        answered = super().request(request)
        # as Scrapy's own does: Twisted has no other place for a parser
        self._parser.__class__ = _Parser
        return answered


class _Factory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: Any) -> _Protocol:  # noqa: ARG002, N802 - Twisted's name
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
