"""A backfill by hand: slice after slice until it is over, with live crawls between when due.

The source is free between two slices, so that a daemon beside may crawl it; whoever has it then is
waited for.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from config import Settings, Source
from crawler.options import CrawlOptions, ProgressListener, Slice
from crawler.process import crawl_sources
from service.judgement import RUNS
from service.schedule import next_slot
from storage import SourceBusy, Storage
from storage.backfill import TRIGGER, Backfill, BackfillState
from storage.types import Run, RunState

_LOOK_EVERY = 1.0


@dataclass(frozen=True, slots=True)
class Crawling:
    """With what backfills are run, and who hears of them."""

    settings: Settings
    storage: Storage
    on_progress: ProgressListener | None
    on_slice: Callable[[Backfill], None]
    """Hears how a backfill stands after each slice."""
    on_busy: Callable[[SourceBusy], None]
    """Hears once that another process has the source, and that it is waited for."""


def backfill_by_hand(source: Source, limit: int | None, using: Crawling) -> Iterator[Run]:
    """Yield runs until the open backfill is over or has failed, or ``limit`` articles were seen.

    Ends after a run that was interrupted. Raises StorageError.
    """
    left = limit
    while left is None or left > 0:
        if _live_is_due(source, using.storage):
            live = _crawled(source, CrawlOptions(), using)
            yield live
            if live.state is RunState.INTERRUPTED:
                return
        size = using.settings.backfill_slice
        order = Slice(articles=size if left is None else min(size, left))
        run = _crawled(source, CrawlOptions(backfill=order, trigger=TRIGGER), using)
        yield run
        left = None if left is None else left - looked_at(run)
        backfills = using.storage.backfills.list(_now(), source=source.name)
        if not backfills or run.state in {RunState.INTERRUPTED, RunState.SKIPPED}:
            return
        using.on_slice(backfills[0])
        if run.state is RunState.FAILED or backfills[0].state is not BackfillState.RUNNING:
            return


def _crawled(source: Source, options: CrawlOptions, using: Crawling) -> Run:
    _wait_for(source.name, using)
    (run,) = crawl_sources([source], using.settings, using.storage, options, using.on_progress)
    return run


def _live_is_due(source: Source, storage: Storage) -> bool:
    if not source.enabled:
        return False
    found = storage.runs.list(source.name, limit=RUNS, live=True).rows
    # a daemon that found the source busy with a slice has not crawled it
    runs = [run for run in found if run.state is not RunState.SKIPPED]
    slot = next_slot(source, runs, _now()) if runs else None
    return slot is not None and slot.at <= _now()


def _wait_for(name: str, using: Crawling) -> None:
    told = False
    while True:
        try:
            with using.storage.hold(name):
                return
        except SourceBusy as busy:
            if not told:
                using.on_busy(busy)
            told = True
            time.sleep(_LOOK_EVERY)


def looked_at(run: Run) -> int:
    """Return how many articles had their outcome in a run."""
    counts = run.counts
    return counts.stored + counts.rejected + counts.failed + counts.gone


def _now() -> datetime:
    return datetime.now(UTC)
