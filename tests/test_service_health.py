from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from service.health import Health, History, Progress, State, judge, judge_progress
from storage.types import Reading, Run, RunCounts, RunProblem, RunState

# a Wednesday
NOON = datetime(2026, 6, 3, 12, tzinfo=UTC)
MINUTE, HOUR, DAY, WEEK = (timedelta(minutes=1), timedelta(hours=1), timedelta(days=1),
                           timedelta(weeks=1))  # fmt: skip


def run(
    ago: timedelta, state: RunState = RunState.DONE, kind: str | None = None, **counts: int
) -> Run:
    begun = NOON - ago
    problems = (RunProblem("rejected", "no-body", 9, "https://x.example/1", "no text"),)
    return Run(
        1,
        "paper",
        state,
        begun,
        begun + MINUTE,
        RunCounts(**counts),
        problems,
        kind,
        kind and "it did not answer",
    )


def failed(ago: timedelta, kind: str = "timeout") -> Run:
    return run(ago, RunState.FAILED, kind)


def judged(
    runs: Sequence[Run], arrivals: Sequence[tuple[datetime, int]] = (), now: datetime = NOON
) -> Health:
    begun = max((run.started_at for run in runs), default=now)
    return judge(History(runs, arrivals, begun + 10 * MINUTE), now)


def read(number: int, articles: int = 10, **reading: int) -> Run:
    """Make the run of so many hours ago, with what its new articles were like."""
    sums = {"chars": 1000 * articles} | reading
    return replace(run(number * HOUR, stored_new=articles), id=number, reading=Reading(**sums))


USUAL = [read(number) for number in range(2, 6)]


@pytest.mark.parametrize(
    ("latest", "why"),
    [
        (read(1), ""),
        (read(1, chars=3400), ""),
        (read(1, chars=3000), "the latest 10 articles have 300 characters on average"),
        (read(1, chars=41_000), "the latest 10 articles have 4100 characters on average"),
        (read(1, undated=8), "8 of the latest 10 articles have no date"),
        (read(1, undated=7), ""),
        (read(1, late=10), "10 of the latest 10 articles are dated more than two days ago"),
        (read(1, unillustrated=9), "9 of the latest 10 articles have no lead image"),
        (read(1, unsigned=9), "9 of the latest 10 articles have no author"),
        # one alone is too few to tell, and those before it are as usual
        (read(1, articles=1, chars=9), ""),
    ],
)
def test_articles_that_are_not_what_they_were(latest: Run, why: str) -> None:
    history = History([run(MINUTE)], (), NOON, (latest, *USUAL))
    found = judge(history, NOON)
    assert found.why == why
    assert found.state is (State.DEGRADED if why else State.HEALTHY)
    assert found.since == (latest.started_at if why else None)


def test_articles_that_were_never_any_better_are_that_way() -> None:
    lean = tuple(read(number, undated=10, unsigned=10) for number in range(1, 6))
    assert judge(History([run(MINUTE)], (), NOON, lean), NOON).state is State.HEALTHY


@pytest.mark.parametrize(
    ("shown", "tries"),
    [
        ([20, 21, 19, 20, 20, 22], None),
        ([4, 21, 19, 20, 20, 22], 1),
        ([4, 3, 21, 19, 20, 20, 22], 2),
        ([6, 21, 19, 20, 20, 22], None),
        ([0, 3, 2, 3, 3, 2], None),
        ([1, 20, 20, 20, 20], None),
    ],
)
def test_listings_that_show_a_fraction_of_what_they_did(
    shown: list[int], tries: int | None
) -> None:
    runs = [run((5 + 10 * n) * MINUTE, found=found) for n, found in enumerate(shown)]
    health = judged(runs)
    assert health.tries == tries
    assert health.state is (State.HEALTHY if tries is None else State.DEGRADED)
    unchanged = run(MINUTE, found=0, listings_unchanged=1)
    assert judged([unchanged, *runs]).tries == tries


def test_a_judgement_tells_how_often_it_was_seen_and_what_was_usual() -> None:
    good = run(HOUR, found=20, stored_new=3)
    health = judged([failed(5 * MINUTE, "robots"), failed(15 * MINUTE, "robots"), good])
    assert health.tries == 2
    assert health.usual == "20 found and 3 new in the last good crawl, 2026-06-03 11:00 UTC"
    assert health.why.startswith("robots.txt now forbids it: ")


@pytest.mark.parametrize(
    ("runs", "state", "since", "why"),
    [
        ([], State.UNKNOWN, None, "never crawled"),
        ([run(MINUTE, RunState.RUNNING)], State.UNKNOWN, None, "never crawled"),
        ([run(5 * MINUTE)], State.HEALTHY, None, ""),
        ([failed(5 * MINUTE), run(15 * MINUTE)], State.DEGRADED, 5 * MINUTE, "timeout"),
        ([failed(5 * MINUTE), failed(15 * MINUTE), run(HOUR)], State.DEGRADED, 15 * MINUTE, ""),
        ([failed(MINUTE * n) for n in (5, 15, 25)], State.FAILING, 25 * MINUTE, "did not answer"),
        # one is enough where no further try helps
        ([failed(5 * MINUTE, "robots"), run(HOUR)], State.FAILING, 5 * MINUTE, "robots"),
        ([failed(5 * MINUTE, "drifted"), run(HOUR)], State.FAILING, 5 * MINUTE, "drifted"),
        ([failed(5 * MINUTE, "no-entries")], State.FAILING, 5 * MINUTE, "no-entries"),
        # mended, skipped, stopped: no news
        ([run(MINUTE), failed(15 * MINUTE), failed(25 * MINUTE)], State.HEALTHY, None, ""),
        ([run(MINUTE, RunState.SKIPPED, "busy"), run(9 * MINUTE)], State.HEALTHY, None, ""),
        ([run(MINUTE, RunState.INTERRUPTED), run(9 * MINUTE)], State.HEALTHY, None, ""),
        ([run(MINUTE, RunState.SKIPPED), *(failed(MINUTE * n) for n in (2, 3, 4))],
         State.FAILING, 4 * MINUTE, "timeout"),
        # a few minutes late is not stale, over an hour is
        ([run(69 * MINUTE)], State.HEALTHY, None, ""),
        ([run(2 * HOUR)], State.DEGRADED, 2 * HOUR - MINUTE, "stale"),
    ],
)  # fmt: skip
def test_a_source_is_judged_by_its_last_runs(
    runs: list[Run], state: State, since: timedelta | None, why: str
) -> None:
    found = judged(runs)
    assert found.state is state
    assert found.since == (None if since is None else NOON - since)
    assert why in found.why
    assert bool(found.why) == (state is not State.HEALTHY)


GOOD = {"stored_new": 9, "rejected": 1}
BAD = {"stored_new": 2, "rejected": 6, "failed": 2}


@pytest.mark.parametrize(
    ("counts", "since"),
    [
        ([GOOD, GOOD, GOOD], None),
        ([BAD, GOOD, GOOD], 0),
        ([BAD, {}, BAD, GOOD], 2),
        # few pages prove nothing
        ([{"rejected": 4}, GOOD], None),
        # it was never any better
        ([BAD, BAD, BAD], None),
        ([GOOD, BAD], None),
    ],
)
def test_pages_that_suddenly_give_no_article_are_noticed(
    counts: list[dict[str, int]], since: int | None
) -> None:
    runs = [run((5 + 10 * n) * MINUTE, **one) for n, one in enumerate(counts)]
    found = judged(runs)
    assert found.state is (State.HEALTHY if since is None else State.DEGRADED)
    if since is not None:
        assert found.since == runs[since].started_at
        assert found.why == "8 of 10 pages gave no article, unlike before: no-body"


def weekly(weeks: int, hours: range = range(8, 20), days: int = 5) -> list[tuple[datetime, int]]:
    """Two articles an hour on working days, until now."""
    start = NOON.replace(hour=0) - weeks * WEEK
    moments = (start + n * HOUR for n in range(24 * 7 * weeks + 24))
    return [
        (moment, 2)
        for moment in moments
        if moment <= NOON and moment.weekday() < days and moment.hour in hours
    ]


@pytest.mark.parametrize(
    ("silence_from", "now", "state"),
    [
        # Wednesday at noon: by 14:00 four were due, by 15:00 six
        (NOON, NOON + 2 * HOUR, State.HEALTHY),
        (NOON, NOON + 3 * HOUR, State.DEGRADED),
        # the evening and the weekend are always silent
        (NOON + 7 * HOUR, NOON + 19 * HOUR, State.HEALTHY),
        (NOON + 2 * DAY + 7 * HOUR, NOON + 4 * DAY + 7 * HOUR, State.HEALTHY),
        (NOON + 2 * DAY + 7 * HOUR, NOON + 4 * DAY + 23 * HOUR, State.DEGRADED),
    ],
)
def test_a_silence_is_judged_by_the_same_hours_of_earlier_weeks(
    silence_from: datetime, now: datetime, state: State
) -> None:
    arrivals = [*weekly(3), (silence_from, 2)]
    latest = replace(run(timedelta()), started_at=now - MINUTE, finished_at=now)
    found = judged([latest], arrivals, now)
    assert found.state is state
    if state is State.DEGRADED:
        assert found.since == silence_from
        assert "silent: about" in found.why


def test_a_silence_means_nothing_without_weeks_to_compare() -> None:
    later = NOON + 9 * HOUR
    latest = replace(run(timedelta()), started_at=later, finished_at=later)
    assert judged([latest], weekly(1), later).state is State.HEALTHY
    assert judged([latest], [], later).state is State.HEALTHY
    rare = [(NOON - number * 2 * DAY, 1) for number in range(30, 0, -1)]
    assert judged([latest], rare, later).state is State.HEALTHY


def test_no_false_alarm_in_a_month_of_a_regular_paper() -> None:
    arrivals = weekly(5)
    alarms = 0
    for hours in range(24 * 28):
        now = NOON - 28 * DAY + hours * HOUR + 5 * MINUTE
        known = [one for one in arrivals if one[0] <= now]
        latest = replace(run(timedelta()), started_at=now, finished_at=now)
        alarms += judged([latest], known, now).state is not State.HEALTHY
    assert alarms == 0


@pytest.mark.parametrize(
    ("progress", "state", "why"),
    [
        (Progress(NOON, None, None), State.HEALTHY, ""),
        (Progress(NOON - DAY, NOON + HOUR, None), State.HEALTHY, ""),
        (Progress(NOON - MINUTE, NOON - HOUR, None), State.HEALTHY, ""),
        (Progress(NOON - HOUR, NOON - 31 * MINUTE, None), State.FAILING, "no crawl has ended"),
        (Progress(NOON, None, NOON - MINUTE), State.DEGRADED, "the last try"),
        (Progress(NOON, None, NOON - 6 * MINUTE), State.FAILING, "nothing can be stored"),
        (Progress(NOON, None, None, (State.FAILING,) * 3), State.FAILING, "every source fails"),
        (Progress(NOON, None, None, (State.FAILING, State.HEALTHY)), State.HEALTHY, ""),
    ],
)
def test_a_daemon_is_judged_by_its_progress(progress: Progress, state: State, why: str) -> None:
    found = judge_progress(progress, NOON)
    assert found.state is state
    assert why in found.why
