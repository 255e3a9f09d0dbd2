"""The reference of a poll: plain Scrapy asks for the same pages, a crawl for each source.

``python -m benchmarks.reference_polls FILE``: a line a source, the addresses that it asks for. All
crawls run in one process, round after round. Scrapy's default settings.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

from scrapy.crawler import AsyncCrawlerRunner
from scrapy.utils.reactor import install_reactor

from benchmarks.reference_scrapy import Plain
from benchmarks.rounds import tell_rounds


def main(file: Path) -> None:
    """Let every source be crawled, in rounds."""
    sources = [line.split() for line in file.read_text("utf-8").splitlines()]
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet import reactor as installed  # noqa: PLC0415, TID251 - by the line above

    reactor: Any = installed
    reactor.startRunning(installSignalHandlers=False)
    loop = asyncio.get_event_loop()

    async def crawl_all() -> None:
        runner = AsyncCrawlerRunner({"LOG_LEVEL": "WARNING", "TELNETCONSOLE_ENABLED": False})
        await asyncio.gather(*(runner.crawl(Plain, addresses=each) for each in sources))

    tell_rounds(lambda: loop.run_until_complete(crawl_all()), len(sources))
    reactor.fireSystemEvent("shutdown")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
