"""What can go wrong in running a crawl; what goes wrong in it is a value on the run.

CrawlError
 ├── LoopError      a crawl was started where none can run
 ├── SpiderError    a source's own module holds no spider
 └── ExtractError   a page could not be read by its worker; becomes a failure of its entry
"""

from __future__ import annotations

_LONGEST = 500


class CrawlError(Exception):
    """The base of every error of this package."""


class SpiderError(CrawlError):
    """A source's own module holds no spider, or several."""

    def __init__(self, module: str, count: int) -> None:
        super().__init__(
            f"{module} defines {count} subclasses of SourceSpider. Define one that overrides"
            " read_listing, or remove the module"
        )
        self.module, self.count = module, count


class LoopError(CrawlError):
    """A crawl was started where none can run."""

    def __init__(self) -> None:
        super().__init__("a crawl is already running in this process; await run_crawl instead")


class ExtractError(CrawlError):
    """A page could not be read; ``kind`` is its class from the documented list."""

    def __init__(self, kind: str, why: str) -> None:
        super().__init__(why)
        self.kind = kind


def flaw(error: BaseException) -> str:
    """Return what is told of an unexpected error: a flaw of our own, in 500 characters at most."""
    return f"{type(error).__name__}: {error}"[:_LONGEST]
