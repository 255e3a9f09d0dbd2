"""Backfills in quiet times: which of them has its turn. Pure.

Live crawling goes first. A slice is begun only where nothing else is to be done at its host, no
crawl of its source is near, and its source was crawled live before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from config import Settings, Source
from crawler.options import CrawlOptions, Slice
from storage.backfill import TRIGGER, Backfill

LOOK_EVERY = 2.0
"""Seconds between two looks at the open backfills."""
_NEAR = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class Calm:
    """What may keep a source's backfill from having its turn."""

    source: Source | None
    """None: it is gone, disabled or paused."""
    crawled: bool
    """Whether it was ever crawled live."""
    next_at: datetime | None
    """When it is crawled live next; None: now, or never."""
    busy: bool
    """Whether its host, or every place for a crawl, is taken."""


def turn(backfill: Backfill, calm: Calm, settings: Settings, now: datetime) -> CrawlOptions | None:
    """Return the slice that may be begun now; None: none may."""
    if calm.source is None or calm.busy or not calm.crawled:
        return None
    if calm.next_at is None or calm.next_at - now < _NEAR:
        return None
    articles = backfill.allowance(settings.backfill_slice, settings.backfill_per_day, now)
    return CrawlOptions(backfill=Slice(articles=articles), trigger=TRIGGER) if articles else None
