"""What a caller asks of a crawl, and what it hears while it runs. Imports no Scrapy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from articles.types import Article, Decision
from storage.backfill import Goal
from storage.types import RunCounts

ArticleListener = Callable[[Article, Decision], None]


@dataclass(frozen=True, slots=True)
class Slice:
    """One slice of a source's backfill, ``articles`` long at most.

    With a ``goal`` the backfill is begun, or the open one goes on to it; without, the open one
    goes on as it is.
    """

    goal: Goal | None = None
    articles: int | None = None


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """One crawl by hand or by schedule.

    ``limit``: articles at most; the rest waits for the next run. ``since``: leave older ones
    alone. ``backfill``: no live crawl, but a slice of the source's backfill, which has its own
    ``since``. ``refetch``: look at stored articles again. ``retry_failed``: try at once what
    failed, whatever its wait. ``urls``: only these pages, no listing. ``dry_run``: store nothing.
    """

    limit: int | None = None
    since: datetime | None = None
    backfill: Slice | None = None
    refetch: bool = False
    retry_failed: bool = False
    dry_run: bool = False
    urls: tuple[str, ...] = ()
    trigger: str = "manual"
    on_article: ArticleListener | None = None
    """Hears of each article once it is stored, or with ``dry_run`` would be."""
    on_start: Callable[[int], None] | None = None
    """Hears the run's number once it is open."""
    gives_way: Callable[[], bool] | None = None
    """Asked between two batches whether others wait for this crawl to end."""


@dataclass(frozen=True, slots=True)
class CrawlProgress:
    """Where a crawl stands; ``expected`` counts the articles to look at, as far as known."""

    source: str
    phase: str
    counts: RunCounts
    expected: int


ProgressListener = Callable[[CrawlProgress], None]
