"""Downloader middlewares of our own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, cast
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Request

if TYPE_CHECKING:
    from crawler.spiders.base import SourceSpider

_PORTS = {"http": 80, "https": 443}


class AddressGuardMiddleware:
    """Tells a refused address from a host without one. The refusing is the resolver's."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it the Scrapy way."""
        return cls(crawler)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Raise the refusal in place of the lookup error: it is not worth a retry."""
        if not isinstance(exception, CannotResolveHostError):
            return
        parts = urlsplit(request.url)
        guard = cast("SourceSpider", self._crawler.spider).session.process.guard
        refused = guard.refused(parts.hostname or "", parts.port or _PORTS[parts.scheme])
        if refused:
            raise refused from exception
