"""What comes after a slice, what the next one may do, and how a goal is told. No database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from storage.backfill import (
    Backfill,
    BackfillState,
    Goal,
    Place,
    SliceEnd,
    after_slice,
)
from storage.types import Failure

pytestmark = pytest.mark.usefixtures("each_database")

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
AWAY = Failure("timeout", "it did not answer in time")
OPEN = Backfill(1, "news", BackfillState.RUNNING, Goal(), NOW, NOW)


@pytest.mark.parametrize(
    ("ended", "state"),
    [
        (SliceEnd(read=True, waiting=0), BackfillState.DONE),
        (SliceEnd(read=True, waiting=1), BackfillState.RUNNING),
        (SliceEnd(read=False, waiting=0), BackfillState.RUNNING),
    ],
)
def test_a_backfill_is_done_when_all_is_read_and_looked_at(
    ended: SliceEnd, state: BackfillState
) -> None:
    stands = after_slice(3, ended, NOW)
    assert (stands.state, stands.failures, stands.next_at) == (state, 0, None)


def test_failed_slices_wait_ever_longer_and_end_with_the_fifth() -> None:
    ended = SliceEnd(read=True, waiting=0, failure=AWAY)
    stands = [after_slice(failures, ended, NOW) for failures in range(5)]
    waits = [one.next_at and (one.next_at - NOW) // timedelta(minutes=1) for one in stands]
    assert waits == [5, 10, 20, 40, None]
    assert [one.state for one in stands[3:]] == [BackfillState.RUNNING, BackfillState.FAILED]
    assert {one.failure for one in stands} == {AWAY}


@pytest.mark.parametrize(
    ("one", "articles"),
    [
        (OPEN, 50),
        (replace(OPEN, today=180), 20),
        (replace(OPEN, today=300), 0),
        (replace(OPEN, today=300, per_day=310), 10),
        (replace(OPEN, next_at=NOW), 50),
        (replace(OPEN, next_at=NOW + timedelta(seconds=1)), 0),
        (replace(OPEN, state=BackfillState.PAUSED), 0),
        (replace(OPEN, state=BackfillState.FAILED), 0),
    ],
)
def test_a_slice_keeps_within_the_day(one: Backfill, articles: int) -> None:
    assert one.allowance(50, 200, NOW) == articles


@pytest.mark.parametrize(
    ("goal", "place", "reached"),
    [
        (Goal(), Place("l", "l", 900), False),
        (Goal(), Place("l", "l", 1, ended=True), True),
        (Goal(pages=3), Place("l", "l", 2), False),
        (Goal(pages=3), Place("l", "l", 3), True),
        (Goal(since=NOW), Place("l", "l", 1), False),
        (Goal(since=NOW), Place("l", "l", 1, latest=NOW), False),
        (Goal(since=NOW), Place("l", "l", 1, latest=NOW - timedelta(days=1)), True),
        (Goal(3, NOW), Place("l", "l", 3, latest=NOW), True),
    ],
)
def test_a_listing_is_read_as_far_as_the_goal_says(
    goal: Goal, place: Place, *, reached: bool
) -> None:
    assert place.reached(goal) is reached


def test_a_goal_is_told_in_words() -> None:
    goals = (Goal(), Goal(1), Goal(3), Goal(since=NOW), Goal(2, NOW))
    assert list(map(str, goals)) == [
        "all that its listings show",
        "1 page of each listing",
        "3 pages of each listing",
        "back to 2026-11-28",
        "2 pages of each listing, back to 2026-11-28",
    ]
