"""What can go wrong in running a crawl; what goes wrong in it is a value on the run.

CrawlError
 └── LoopError      a crawl was started where none can run
"""

from __future__ import annotations


class CrawlError(Exception):
    """The base of every error of this package."""


class LoopError(CrawlError):
    """A crawl was started where none can run."""

    def __init__(self) -> None:
        super().__init__("a crawl is already running in this process; await run_crawl instead")
