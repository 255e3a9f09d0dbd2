"""Scrapy's download handler with limits more: silence, size of headers, circuit, a stop.

Scrapy's DOWNLOAD_TIMEOUT ends each request after ``deadline`` seconds in all, from the first
look-up to the last byte. Here a connection also ends when nothing came for ``timeout`` seconds,
and when headers do not end: Twisted would keep them all. A stop ends what is on its way.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, cast

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from twisted.internet.error import ConnectionAborted, ConnectionLost
from twisted.internet.protocol import connectionDone
from twisted.protocols.policies import TimeoutMixin
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS

from crawler.circuit import CircuitOpenError
from crawler.stopping import StoppedError, stop_asked

if TYPE_CHECKING:
    from crawler.spiders.base import SourceSpider

_MOST_OF_HEADERS = 256 * 1024
"""Bytes of all headers of an answer, its interim answers (1xx) too."""


class SilentError(ConnectionLost):
    """A site sent nothing for too long."""


class HeadersTooLargeError(ConnectionLost):
    """A site's headers did not end."""


class LimitedProtocol(TimeoutMixin, _LenientHTTP11ClientProtocol):
    """One connection, limited while a request is under way."""

    silence: float

    def request(self, request: Any) -> Any:
        """Send a request; its limits begin."""
        self._header_bytes = 0
        self._broken: ConnectionLost | None = None
        self.setTimeout(self.silence)
        return super().request(request)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        """Take what came, unless the headers are too long."""
        self.resetTimeout()
        parser = self._parser
        if parser is not None and parser.state in {STATUS, HEADER}:
            self._header_bytes += len(data)
            if self._header_bytes > _MOST_OF_HEADERS + len(data):
                self._break(HeadersTooLargeError("its headers do not end"))
                return
        super().dataReceived(data)

    def timeoutConnection(self) -> None:  # noqa: N802 - Twisted's name
        """End a connection that stays silent; one that waits for its next request may."""
        if self.state != "QUIESCENT":
            self._break(SilentError("it sent nothing for too long"))

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: N802 - Twisted's name
        """Tell why, where it was us who ended it."""
        self.setTimeout(None)
        broken = getattr(self, "_broken", None)
        if broken is not None and reason.check(ConnectionAborted):
            reason = Failure(broken)
        super().connectionLost(reason)

    def _break(self, why: ConnectionLost) -> None:
        self._broken = why
        transport: Any = self.transport
        transport.abortConnection()


def _factory_of(silence: float) -> type[_LenientHTTP11ClientFactory]:
    class Factory(_LenientHTTP11ClientFactory):
        def buildProtocol(self, addr: Any) -> LimitedProtocol:  # noqa: ARG002, N802 - Twisted's name
            protocol = LimitedProtocol(self._quiescentCallback)
            protocol.silence = silence
            return protocol

    return Factory


class LimitedHandler(HTTP11DownloadHandler):
    """The handler of http and https; ``NEWSMILL_SILENCE`` is the setting ``timeout``."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        silence = crawler.settings.getfloat("NEWSMILL_SILENCE")
        self._pool._factory = _factory_of(silence)  # noqa: SLF001 - Scrapy sets its own so
        self._stopped = False
        self._fetches: set[asyncio.Future[Response]] = set()
        crawler.signals.connect(self._stop, stop_asked)

    async def download_request(self, request: Request) -> Response:
        """Return the answer. Raises CircuitOpenError, StoppedError, and what Scrapy's own raises.

        The host's circuit may have opened while the request waited for its turn.
        """
        self._refuse_open(request)
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

    def _refuse_open(self, request: Request) -> None:
        host = request.meta.get("circuit")
        if host and not request.meta["probe"]:
            spider = cast("SourceSpider", self._crawler.spider)
            until = spider.session.process.circuits.open_until(host)
            if until is not None:
                raise CircuitOpenError(host, until)

    def _stop(self) -> None:
        self._stopped = True
        for fetch in tuple(self._fetches):
            fetch.cancel()
