"""The reference of a crawl: plain Scrapy asks for the same pages and does nothing with them.

``python -m benchmarks.reference_scrapy FILE``: one address a line. Scrapy's default settings.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response


class Plain(Spider):
    """Fetches; nothing else."""

    name = "plain"
    addresses: Sequence[str] = ()

    async def start(self) -> AsyncIterator[Any]:
        """Ask for every address that it was given."""
        for address in self.addresses:
            yield Request(address)

    def parse(self, response: Response) -> None:
        """Do nothing."""


if __name__ == "__main__":
    process = CrawlerProcess({"LOG_LEVEL": "WARNING", "TELNETCONSOLE_ENABLED": False})
    process.crawl(Plain, addresses=Path(sys.argv[1]).read_text("utf-8").split())
    process.start()
