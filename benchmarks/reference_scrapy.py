"""The reference of a crawl: plain Scrapy asks for the same pages and does nothing with them.

``python -m benchmarks.reference_scrapy FILE``: one address a line. Scrapy's default settings.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response

ADDRESSES = Path(sys.argv[1]).read_text("utf-8").split() if len(sys.argv) > 1 else []


class Plain(Spider):
    """Fetches; nothing else."""

    name = "plain"

    async def start(self) -> AsyncIterator[Any]:
        """Ask for every address of the file."""
        for address in ADDRESSES:
            yield Request(address)

    def parse(self, response: Response) -> None:
        """Do nothing."""


if __name__ == "__main__":
    process = CrawlerProcess({"LOG_LEVEL": "WARNING", "TELNETCONSOLE_ENABLED": False})
    process.crawl(Plain)
    process.start()
