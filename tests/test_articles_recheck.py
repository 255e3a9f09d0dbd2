from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from articles.recheck import PLAN, next_look

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("looked", "age"),
    [
        (timedelta(), HOUR),
        (10 * MINUTE, HOUR),
        # 50 minutes old: the look of the first hour has just been had
        (50 * MINUTE, 6 * HOUR),
        (HOUR, 6 * HOUR),
        (6 * HOUR, DAY),
        (DAY, 3 * DAY),
        (2 * DAY, 3 * DAY),
        (3 * DAY, 7 * DAY),
        (7 * DAY, None),
        (400 * DAY, None),
    ],
)
def test_looks_come_further_and_further_apart_and_end(
    looked: timedelta, age: timedelta | None
) -> None:
    assert next_look(NOON, NOON + looked, PLAN) == (None if age is None else NOON + age)


def test_a_plan_followed_to_its_end_has_a_look_for_each_age() -> None:
    looks = []
    at: datetime | None = NOON + MINUTE
    while at := next_look(NOON, at, PLAN):
        looks.append(at - NOON)
    assert looks == list(PLAN)


def test_no_plan_means_no_look() -> None:
    assert next_look(NOON, NOON, ()) is None


def test_a_date_to_come_counts_as_the_time_of_the_look() -> None:
    assert next_look(NOON + 300 * DAY, NOON, PLAN) == NOON + HOUR


def test_the_order_of_a_plan_does_not_matter() -> None:
    assert next_look(NOON, NOON, (DAY, HOUR)) == NOON + HOUR
