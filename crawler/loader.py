"""Which spider crawls a source, also for Scrapy's own commands (``scrapy list``, ``shell``)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

from scrapy import Spider
from scrapy.http import Request

from config import load_settings, load_sources
from crawler.spiders.base import SourceSpider

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings


def spider_for(name: str) -> type[SourceSpider]:
    """Return the spider class of a source, named as the source."""
    return type(name, (SourceSpider,), {"name": name, "__module__": __name__})


class SourceLoader:
    """Scrapy's spider loader over the source files."""

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:  # noqa: ARG003
        """Build it the Scrapy way."""
        return cls()

    def load(self, spider_name: str) -> type[Spider]:
        """Return the spider of a source; KeyError if there is none, as Scrapy asks."""
        if spider_name not in _names():
            raise KeyError(spider_name)
        return spider_for(spider_name)

    def find_by_request(self, request: Request) -> Sequence[str]:  # noqa: ARG002
        """Return no name: an address alone does not tell the source."""
        return ()

    def list(self) -> Sequence[str]:
        """Return the names of all sources."""
        return _names()


def _names() -> tuple[str, ...]:
    return tuple(source.name for source in load_sources(load_settings()))
