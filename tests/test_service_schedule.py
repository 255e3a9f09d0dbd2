from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from config import Source
from service.cron_times import next_fire
from service.intervals import adaptive_interval, interval
from service.schedule import MISSED, Why, missed, next_slot, owed_since
from storage.types import Reading, Run, RunCounts, RunState

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NEW_YORK, SHANGHAI = "America/New_York", "Asia/Shanghai"


def source(timezone: str = "UTC", **schedule: Any) -> Source:
    return Source.model_validate(
        {
            "name": "paper",
            "title": "Paper",
            "homepage": "https://paper.example",
            "timezone": timezone,
            "category": "News",
            "schedule": schedule,
            "listing": [{"url": "/", "title": "All", "entries": "a"}],
        }
    )


def run(
    begun: datetime,
    state: RunState = RunState.DONE,
    *,
    took: timedelta = 10 * timedelta(seconds=1),
    trigger: str = "schedule",
    new: int = 0,
) -> Run:
    counts = RunCounts(stored_new=new)
    ended = None if state is RunState.RUNNING else begun + took
    return Run(1, "paper", state, begun, ended, counts, trigger=trigger)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def due(one: Source, runs: list[Run], now: datetime = NOON) -> datetime:
    slot = next_slot(one, runs, now)
    assert slot is not None
    return slot.at


# how far a source named paper strays of a ten-minute interval (5 %, at most 30 s)
STRAY = due(source(every="10m"), [run(NOON)]) - NOON - 10 * MINUTE


def test_a_source_strays_by_its_own_small_share_and_always_the_same() -> None:
    assert timedelta() <= STRAY <= timedelta(seconds=30)
    assert due(source(every="10m"), [run(NOON)]) == NOON + 10 * MINUTE + STRAY
    other = source(every="10m").model_copy(update={"name": "other"})
    assert due(other, [run(NOON)]) != NOON + 10 * MINUTE + STRAY
    short = due(source(every="1s"), [run(NOON, took=timedelta())])
    assert short <= NOON + timedelta(seconds=1.05)


@pytest.mark.parametrize(
    ("runs", "after", "why"),
    [
        ([], timedelta(), Why.NEW),
        ([run(NOON - 4 * MINUTE)], 6 * MINUTE + STRAY, Why.SCHEDULE),
        ([run(NOON - 4 * MINUTE, trigger="manual")], 6 * MINUTE + STRAY, Why.SCHEDULE),
        ([run(NOON - 90 * DAY)], timedelta(), Why.OVERDUE),
        # it took 25 minutes: two slots are missed, the third is next
        ([run(NOON - 26 * MINUTE, took=25 * MINUTE)], 4 * MINUTE + STRAY, Why.SCHEDULE),
        ([run(NOON - MINUTE, RunState.INTERRUPTED)], -MINUTE, Why.CUT_SHORT),
        ([run(NOON - MINUTE, RunState.RUNNING)], -MINUTE, Why.CUT_SHORT),
        ([run(NOON - MINUTE, RunState.CRASHED)], -MINUTE, Why.CUT_SHORT),
        # someone else crawls it: the slot is used up
        ([run(NOON - MINUTE, RunState.SKIPPED)], 9 * MINUTE + STRAY, Why.SCHEDULE),
        ([run(NOON - MINUTE, RunState.INTERRUPTED, trigger="manual")], 9 * MINUTE + STRAY,
         Why.SCHEDULE),
        ([run(NOON - 9 * MINUTE, RunState.FAILED)], MINUTE + STRAY, Why.FAILING),
    ],
)  # fmt: skip
def test_what_is_next_follows_from_the_last_run(
    runs: list[Run], after: timedelta, why: Why
) -> None:
    slot = next_slot(source(every="10m"), runs, NOON)
    assert slot is not None
    assert slot.at - NOON == after
    assert slot.why is why


def test_a_source_that_fails_is_asked_less_and_less_but_never_given_up() -> None:
    failures = [run(NOON - number * HOUR, RunState.FAILED) for number in range(99)]
    steps = [
        interval(source(every="10m").schedule, failures[:count], NOON) / MINUTE
        for count in (0, 1, 2, 3, 4, 5, 9, 99)
    ]
    assert steps == [10, 10, 20, 40, 80, 120, 120, 120]
    skipped = [run(NOON, RunState.SKIPPED), *failures[:3]]
    assert interval(source(every="10m").schedule, skipped, NOON) == 40 * MINUTE


def test_crawls_that_break_the_process_wait_longer_each_time_up_to_the_interval() -> None:
    pauses = []
    for count in (1, 2, 3, 4, 40):
        runs = [run(NOON, RunState.CRASHED) for _ in range(count)]
        pauses.append((due(source(every="10m"), runs) - NOON).total_seconds())
    assert pauses == [0, 5, 10, 20, 600]


def test_a_crawl_by_hand_that_was_refused_changes_nothing() -> None:
    refused = run(NOON - MINUTE, RunState.SKIPPED, trigger="manual")
    slot = next_slot(source(every="10m"), [refused, run(NOON - HOUR, RunState.INTERRUPTED)], NOON)
    assert slot is not None
    assert slot.why is Why.CUT_SHORT


def test_missed_slots_say_how_many_and_why() -> None:
    one, step = source(every="10m"), 10 * MINUTE
    assert missed(one, NOON, run(NOON, took=9 * MINUTE), step) is None
    late = run(NOON + 12 * MINUTE, took=19 * MINUTE)
    assert missed(one, NOON, late, step) == (
        "3 slots passed: the run before waited 720 s for its turn and took 1140 s"
    )
    hourly = source(cron="0 * * * *")
    assert missed(hourly, NOON, run(NOON, took=61 * MINUTE), MINUTE) == (
        "1 slot passed: the run before waited 0 s for its turn and took 3660 s"
    )
    told = replace(run(NOON - MINUTE, RunState.SKIPPED), error_kind=MISSED)
    before = run(NOON - 4 * MINUTE)
    assert due(one, [told, before]) == due(one, [before])


@pytest.mark.parametrize("back", [MINUTE, HOUR, 26 * HOUR])
def test_a_clock_set_back_causes_no_silence(back: timedelta) -> None:
    assert due(source(every="10m"), [run(NOON + back)]) == NOON + 10 * MINUTE + STRAY
    cron = due(source(cron="*/30 * * * *"), [run(NOON + back)])
    assert NOON < cron <= NOON + 30 * MINUTE + timedelta(seconds=15)


@pytest.mark.parametrize("ahead", [HOUR, 3 * DAY, 3650 * DAY])
def test_a_clock_set_forward_or_a_long_sleep_causes_one_crawl(ahead: timedelta) -> None:
    for one in (source(every="10m"), source(cron="*/5 * * * *")):
        slot = next_slot(one, [run(NOON - 2 * MINUTE)], NOON + ahead)
        assert slot is not None
        assert (slot.at, slot.why) == (NOON + ahead, Why.OVERDUE)
        after = next_slot(one, [run(NOON + ahead)], NOON + ahead + MINUTE)
        assert after is not None
        assert after.at > NOON + ahead + MINUTE


@pytest.mark.parametrize(
    ("zone", "cron", "after", "expected"),
    [
        # New York springs forward on 2026-03-08 at 02:00 and falls back on 2026-11-01 at 02:00
        (NEW_YORK, "30 2 * * *", "2026-03-07T12:00-05:00",
         ["2026-03-08T03:30-04:00", "2026-03-09T02:30-04:00"]),
        (NEW_YORK, "0 0 * * *", "2026-03-07T12:00-05:00",
         ["2026-03-08T00:00-05:00", "2026-03-09T00:00-04:00", "2026-03-10T00:00-04:00"]),
        (NEW_YORK, "*/30 * * * *", "2026-03-08T01:15-05:00",
         ["2026-03-08T01:30-05:00", "2026-03-08T03:00-04:00", "2026-03-08T03:30-04:00"]),
        (NEW_YORK, "15 */2 * * *", "2026-03-08T00:30-05:00",
         ["2026-03-08T03:15-04:00", "2026-03-08T04:15-04:00"]),
        (NEW_YORK, "30 1 * * *", "2026-10-31T12:00-04:00",
         ["2026-11-01T01:30-04:00", "2026-11-02T01:30-05:00"]),
        (NEW_YORK, "*/30 * * * *", "2026-11-01T01:15-04:00",
         ["2026-11-01T01:30-04:00", "2026-11-01T01:00-05:00", "2026-11-01T01:30-05:00",
          "2026-11-01T02:00-05:00"]),
        (NEW_YORK, "30 6,18 * * mon-fri", "2026-03-06T12:00-05:00",
         ["2026-03-06T18:30-05:00", "2026-03-09T06:30-04:00"]),
        # Shanghai has known no daylight saving since 1991
        (SHANGHAI, "30 2 * * *", "2026-03-07T12:00+08:00",
         ["2026-03-08T02:30+08:00", "2026-03-09T02:30+08:00"]),
        (SHANGHAI, "0 0 * * *", "2026-10-31T23:59+08:00",
         ["2026-11-01T00:00+08:00", "2026-11-02T00:00+08:00"]),
        # crontab(5): the first of the month, and every Monday
        ("UTC", "0 6 1 * mon", "2026-06-01T07:00+00:00",
         ["2026-06-08T06:00+00:00", "2026-06-15T06:00+00:00", "2026-06-22T06:00+00:00",
          "2026-06-29T06:00+00:00", "2026-07-01T06:00+00:00"]),
    ],
)  # fmt: skip
def test_cron_follows_the_clocks_of_its_place(
    zone: str, cron: str, after: str, expected: list[str]
) -> None:
    moment, found = at(after), []
    for _ in expected:
        fires = next_fire(cron, zone, moment)
        assert fires is not None
        moment = fires
        found.append(moment)
    assert found == [at(text) for text in expected]


@pytest.mark.parametrize(("zone", "start"), [(NEW_YORK, "2026-02-28"), (NEW_YORK, "2026-10-20"),
                                             (SHANGHAI, "2026-02-28")])  # fmt: skip
def test_a_daily_cron_fires_once_a_day_through_every_change(zone: str, start: str) -> None:
    for clock in ("0 0", "30 1", "30 2", "59 23"):
        moment, days = at(f"{start}T12:00+00:00"), []
        for _ in range(30):
            fires = next_fire(f"{clock} * * *", zone, moment)
            assert fires is not None
            days.append((fires - moment) / HOUR)
            moment = fires
        assert all(22.5 <= gap <= 25.5 for gap in days[1:])


@pytest.mark.parametrize(
    ("schedule", "asked", "after", "why"),
    [
        ({"every": "10m"}, 5 * MINUTE, 10 * MINUTE + STRAY, Why.SCHEDULE),
        ({"every": "10m"}, HOUR, HOUR, Why.ASKED),
        ({"every": "10m"}, 9 * DAY, 2 * HOUR, Why.ASKED),
        ({"every": "6h"}, 9 * DAY, DAY, Why.ASKED),
        ({"every": "10m", "adaptive": True, "max": "30m"}, HOUR, 30 * MINUTE, Why.ASKED),
        ({"every": "10m", "hints": False}, HOUR, 10 * MINUTE + STRAY, Why.SCHEDULE),
        ({"cron": "0 13 * * *"}, 6 * HOUR, 6 * HOUR, Why.ASKED),
    ],
)
def test_a_site_may_put_off_the_next_crawl_within_bounds(
    schedule: dict[str, Any], asked: timedelta, after: timedelta, why: Why
) -> None:
    last = replace(run(NOON), reading=Reading(rest_until=NOON + asked))
    slot = next_slot(source(**schedule), [last], NOON + MINUTE)
    assert slot
    assert (slot.at - NOON, slot.why) == (after, why)
    late = next_slot(source(**schedule), [last], NOON + 9 * DAY)
    assert late
    assert (late.at, late.why) == (NOON + 9 * DAY, Why.OVERDUE)


def test_what_was_cut_short_is_taken_up_whatever_the_site_asked() -> None:
    last = replace(run(NOON, RunState.CRASHED), reading=Reading(rest_until=NOON + HOUR))
    assert due(source(every="10m"), [last]) == NOON


def test_a_date_that_never_comes_is_never_due() -> None:
    assert next_slot(source(cron="0 0 30 2 *"), [], NOON) is None


def test_a_new_source_with_cron_waits_for_its_slot() -> None:
    first = due(source(cron="0 18 * * *"), [])
    assert timedelta() <= first - NOON - 6 * HOUR <= timedelta(seconds=15)


@pytest.mark.parametrize(
    ("hours", "zone", "now", "expected"),
    [
        ("06:00-23:00", "UTC", "2026-06-01T12:00+00:00", "2026-06-01T12:00+00:00"),
        ("06:00-23:00", "UTC", "2026-06-01T23:00+00:00", "2026-06-02T06:00+00:00"),
        ("06:00-23:00", "UTC", "2026-06-01T05:59+00:00", "2026-06-01T06:00+00:00"),
        ("22:00-06:00", "UTC", "2026-06-01T23:30+00:00", "2026-06-01T23:30+00:00"),
        ("22:00-06:00", "UTC", "2026-06-01T05:59+00:00", "2026-06-01T05:59+00:00"),
        ("22:00-06:00", "UTC", "2026-06-01T06:00+00:00", "2026-06-01T22:00+00:00"),
        ("06:00-23:00", SHANGHAI, "2026-06-01T16:00+00:00", "2026-06-02T06:00+08:00"),
        ("02:30-04:00", NEW_YORK, "2026-03-08T00:10-05:00", "2026-03-08T03:30-04:00"),
        ("01:30-04:00", NEW_YORK, "2026-11-01T00:10-04:00", "2026-11-01T01:30-04:00"),
    ],
)
def test_a_source_sleeps_outside_its_active_hours(
    hours: str, zone: str, now: str, expected: str
) -> None:
    assert due(source(zone, every="10m", active=hours), [], at(now)) == at(expected)


def publishing(gap: timedelta, every: timedelta = 10 * MINUTE, length: int = 100) -> list[Run]:
    """Runs of a source that publishes an article each ``gap``."""
    runs = []
    for number in range(length):
        begun = NOON - number * every
        before = begun - every
        runs.append(
            run(begun, new=(begun - NOON + 900 * DAY) // gap - (before - NOON + 900 * DAY) // gap)
        )
    return runs


@pytest.mark.parametrize(
    ("gap", "expected"),
    [(10 * MINUTE, 5), (HOUR, 30), (2 * HOUR, 60), (MINUTE, 5), (9 * HOUR, 120)],
)
def test_an_adaptive_interval_is_half_the_usual_gap_within_its_bounds(
    gap: timedelta, expected: float
) -> None:
    found = adaptive_interval(publishing(gap), 5 * MINUTE, 120 * MINUTE, NOON)
    assert found is not None
    assert found / MINUTE == pytest.approx(expected, rel=0.25)


def test_an_adaptive_interval_grows_with_silence_and_shrinks_with_news() -> None:
    lively = publishing(20 * MINUTE)
    bounds = (5 * MINUTE, 6 * HOUR)
    found = [
        adaptive_interval(lively, *bounds, NOON + silence) for silence in (MINUTE, HOUR, 9 * HOUR)
    ]
    assert all(found)
    assert found == sorted(found, key=lambda one: one or DAY)
    assert found[0] != found[2]
    quiet = [run(NOON - number * HOUR) for number in range(20)]
    assert adaptive_interval(quiet, *bounds, NOON) == 6 * HOUR
    burst = [run(NOON + HOUR, new=30), *quiet]
    after = adaptive_interval(burst, *bounds, NOON + HOUR)
    assert after is not None
    assert after < 30 * MINUTE


def test_an_adaptive_source_begins_with_its_own_interval() -> None:
    one = source(every="10m", adaptive=True)
    assert interval(one.schedule, [], NOON) == 10 * MINUTE
    assert interval(one.schedule, [run(NOON, new=4000)], NOON) == 10 * MINUTE
    assert interval(one.schedule, [run(NOON), run(NOON - HOUR, new=9)], NOON) == 120 * MINUTE


@pytest.mark.parametrize(
    ("one", "last", "owed"),
    [
        (source(every="10m"), "2026-06-01T09:00+00:00", "2026-06-01T09:10+00:00"),
        (source(cron="0 18 * * *"), "2026-05-31T18:01+00:00", "2026-06-01T18:00+00:00"),
        (source(every="10m", active="06:00-23:00"), "2026-05-31T22:59+00:00",
         "2026-06-01T06:00+00:00"),
    ],
)  # fmt: skip
def test_what_is_owed_since_when_knows_nights_and_crons(one: Source, last: str, owed: str) -> None:
    since = owed_since(one, [run(at(last))], NOON)
    assert since is not None
    assert timedelta() <= since - at(owed) <= timedelta(seconds=30)
