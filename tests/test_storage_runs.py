"""The run history: one row a crawl, whatever became of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import pytest
from storage_world import NOW, fresh, later

from storage import CursorError, RunNotFound, Storage
from storage.types import Run, RunCounts, RunProblem, RunState

pytestmark = pytest.mark.usefixtures("each_database")

COUNTS = RunCounts(**{one.name: number for number, one in enumerate(fields(RunCounts), 1)})


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with fresh(tmp_path) as opened:
        yield opened


def start(storage: Storage, source: str = "news") -> int:
    return storage.runs.start(source, "manual", "pid 7 on host", NOW)


def finish(storage: Storage, run: int, *problems: RunProblem) -> None:
    storage.runs.finish(run, RunState.DONE, COUNTS, problems, None, None, later(minutes=5))


def test_a_run_that_goes_on_shows_where_it_stands(storage: Storage) -> None:
    number = start(storage)
    running = Run(
        number, "news", RunState.RUNNING, NOW, None, holder="pid 7 on host", trigger="manual"
    )
    assert storage.runs.get(number) == running
    storage.runs.progress(number, COUNTS)
    assert storage.runs.get(number) == replace(running, counts=COUNTS)


def test_runs_since_a_number_are_those_after_it(storage: Storage) -> None:
    first, second, third = (start(storage) for _ in range(3))
    other = start(storage, "other")
    since = storage.runs.list("news", since=first)
    assert [run.id for run in since.rows] == [third, second]
    assert storage.runs.list("news", since=third).rows == ()
    assert [run.id for run in storage.runs.list(since=second).rows] == [other, third]


def test_a_finished_run_keeps_every_count_and_problem(storage: Storage) -> None:
    number = start(storage)
    often = RunProblem("failed", "dns", 9, "https://a.example.com/1", "its name is not known")
    once = RunProblem("rejected", "no-body", 1, "https://a.example.com/2", "none matched")
    storage.runs.finish(
        number,
        RunState.FAILED,
        COUNTS,
        [once, often],
        "no-entries",
        "no link \x00 matches \ud800",
        later(minutes=5),
    )
    assert storage.runs.get(number) == Run(
        number,
        "news",
        RunState.FAILED,
        NOW,
        later(minutes=5),
        COUNTS,
        (often, once),
        "no-entries",
        "no link  matches \ufffd",
        "pid 7 on host",
        "manual",
    )
    assert storage.runs.get(number).counts.stored == 8 + 9 + 10 + 11


def test_a_run_that_never_ended_has_crashed_when_the_next_one_starts(storage: Storage) -> None:
    dead, other = start(storage), start(storage, "other")
    done = start(storage)
    finish(storage, done)
    start(storage)
    crashed = storage.runs.get(dead)
    assert (crashed.state, crashed.error_kind) == (RunState.CRASHED, "crashed")
    assert crashed.error == "its process ended without a word"
    assert crashed.finished_at == NOW
    assert storage.runs.get(other).state is RunState.RUNNING
    assert storage.runs.get(done).state is RunState.DONE


def test_a_run_that_did_not_take_place_is_written_down_with_the_reason(storage: Storage) -> None:
    holder = start(storage)
    run = storage.runs.skip("news", "schedule", "me", "it is being crawled", NOW)
    assert (run.state, run.error_kind, run.error, run.finished_at) == (
        RunState.SKIPPED,
        "busy",
        "it is being crawled",
        NOW,
    )
    assert storage.runs.get(holder).state is RunState.RUNNING


def test_runs_are_listed_newest_first_a_page_at_a_time(storage: Storage) -> None:
    for number in range(7):
        start(storage, "news" if number % 2 else "other")
    pages, cursor = [], None
    while True:
        page = storage.runs.list(limit=3, after=cursor)
        pages.append([one.id for one in page.rows])
        start(storage)
        cursor = page.next_cursor
        if cursor is None:
            break
    assert pages == [[7, 6, 5], [4, 3, 2], [1]]
    listed = storage.runs.list("other")
    assert [one.id for one in listed.rows] == [7, 5, 3, 1]
    assert listed.next_cursor is None
    assert storage.runs.list("none").rows == ()


def test_each_listed_run_has_its_own_problems(storage: Storage) -> None:
    for kind in ("dns", "tls"):
        finish(storage, start(storage), RunProblem("failed", kind, 1, "u", "m"))
    assert [[one.kind for one in run.problems] for run in storage.runs.list().rows] == [
        ["tls"],
        ["dns"],
    ]


@pytest.mark.parametrize("number", [0, -1, 99, 2**63, 10**30])
def test_a_number_that_no_run_has_is_named(storage: Storage, number: int) -> None:
    start(storage)
    with pytest.raises(RunNotFound) as caught:
        storage.runs.get(number)
    assert str(caught.value) == f"there is no run {number}; see newsmill runs list"


@pytest.mark.parametrize("cursor", ["", "x", "-1", "0", "1.5", "²", "9" * 19, "9" * 9_999])
def test_a_foreign_cursor_is_refused(storage: Storage, cursor: str) -> None:
    with pytest.raises(CursorError, match="is no cursor"):
        storage.runs.list(after=cursor)
