"""Which spider crawls a source, also for Scrapy's own commands (``scrapy list``, ``shell``).

A source that no file can describe has a module of its own, ``crawler/spiders/<source>.py``, with
one subclass of ``SourceSpider``; every other source is crawled by ``SourceSpider`` itself.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Self

from scrapy import Spider
from scrapy.exceptions import CloseSpider
from scrapy.http import Request

from config import load_settings, load_sources
from crawler.errors import SpiderError
from crawler.spiders.base import SourceSpider

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings


_SPIDERS = "crawler.spiders"
_SHARED = frozenset({"base", "feed", "json_api", "kinds", "listing", "page", "sitemap"})
"""Modules there that are no source's own."""


def spider_for(name: str) -> type[SourceSpider]:
    """Return the spider class of a source, named as the source.

    Raises SpiderError when the source's own module has not exactly one subclass.
    """
    return type(name, (_own_spider(name) or SourceSpider,), {"name": name, "__module__": __name__})


def _own_spider(name: str) -> type[SourceSpider] | None:
    stem = name.replace("-", "_")
    module = f"{_SPIDERS}.{stem}"
    if stem in _SHARED or find_spec(module) is None:
        return None
    found = [
        one
        for one in vars(import_module(module)).values()
        if isinstance(one, type) and issubclass(one, SourceSpider) and one.__module__ == module
    ]
    if len(found) != 1:
        raise SpiderError(module, len(found))
    return found[0]


class BareSpider(Spider):
    """A source in Scrapy's own commands: they have no database, so no work list and no run.

    ``scrapy shell --spider NAME`` can use it; ``scrapy crawl NAME`` is told what crawls.
    """

    async def start(self) -> AsyncIterator[Request]:
        """Ask for nothing, and say why. Raises CloseSpider."""
        for url in self.start_urls:
            yield Request(url)
        self.logger.error("Scrapy alone cannot crawl a source: newsmill crawl %s", self.name)
        raise CloseSpider("no-work-list")


class SourceLoader:
    """Scrapy's spider loader over the source files."""

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:  # noqa: ARG003
        """Build it the Scrapy way."""
        return cls()

    def load(self, spider_name: str) -> type[Spider]:
        """Return a source as Scrapy's commands have it; KeyError if there is none, as they ask."""
        if spider_name not in _names():
            raise KeyError(f"no source is named {spider_name}: see newsmill sources list")
        return type(spider_name, (BareSpider,), {"name": spider_name, "__module__": __name__})

    def find_by_request(self, request: Request) -> Sequence[str]:  # noqa: ARG002
        """Return no name: an address alone does not tell the source."""
        return ()

    def list(self) -> Sequence[str]:
        """Return the names of all sources."""
        return _names()


def _names() -> tuple[str, ...]:
    return tuple(source.name for source in load_sources(load_settings()))
