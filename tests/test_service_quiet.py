"""When a backfill has its turn: never before live crawling."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from listing_site import source

from config import Settings
from service.dispatch import Dispatcher
from service.quiet import Calm, turn
from storage.backfill import Backfill, BackfillState, Goal

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
OPEN = Backfill(1, "example", BackfillState.RUNNING, Goal(), NOW, NOW)
QUIET = Calm(
    source("http://127.0.0.1:1", {"entries": "a"}),
    crawled=True,
    next_at=NOW + timedelta(minutes=5),
    busy=False,
)


def test_a_slice_is_begun_in_a_quiet_time() -> None:
    options = turn(OPEN, QUIET, Settings(backfill_slice=30), NOW)
    assert options is not None
    assert options.backfill is not None
    assert (options.trigger, options.backfill.articles) == ("backfill", 30)


@pytest.mark.parametrize(
    "calm",
    [
        replace(QUIET, source=None),
        replace(QUIET, crawled=False),
        replace(QUIET, busy=True),
        replace(QUIET, next_at=None),
        replace(QUIET, next_at=NOW + timedelta(seconds=5)),
        replace(QUIET, next_at=NOW - timedelta(minutes=5)),
    ],
)
def test_live_crawling_goes_first(calm: Calm) -> None:
    assert turn(OPEN, calm, Settings(), NOW) is None


def test_a_backfill_that_has_had_its_day_waits_for_the_next() -> None:
    spent = replace(OPEN, today=2000)
    assert turn(spent, QUIET, Settings(), NOW) is None
    assert turn(replace(spent, per_day=3000), QUIET, Settings(), NOW) is not None


def test_a_host_is_calm_while_nothing_runs_or_waits_for_it() -> None:
    async def main() -> None:
        over = asyncio.Event()

        async def work(_item: int) -> None:
            await over.wait()

        dispatcher: Dispatcher[int] = Dispatcher(2, work)
        assert dispatcher.calm("a")
        dispatcher.put("a", 1)
        assert (dispatcher.calm("a"), dispatcher.calm("b")) == (False, True)
        assert not dispatcher.is_waited_for("a")
        dispatcher.put("a", 2)
        assert dispatcher.is_waited_for("a")
        dispatcher.put("b", 3)
        assert not dispatcher.calm("c")
        over.set()
        await dispatcher.ended(5)

    asyncio.run(main())
