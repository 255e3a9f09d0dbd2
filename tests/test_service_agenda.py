"""What the daemon knows of its sources' runs: taken up bit by bit, as if it were read whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from storage_world import NOW, fresh, later

from service.agenda import Agenda
from service.judgement import RUNS
from storage import Storage
from storage.types import RunCounts, RunState


class Silent:
    """A timetable that nobody asks anything of."""


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with fresh(tmp_path) as opened:
        yield opened


@pytest.fixture
def agenda() -> Agenda:
    return Agenda(Silent(), lambda: NOW)  # type: ignore[arg-type]


def crawl(storage: Storage, new: int = 0, at: datetime = NOW) -> int:
    number = storage.runs.start("news", "schedule", "pid 7 on host", at)
    counts = RunCounts(new=new, stored_new=new)
    storage.runs.finish(number, RunState.DONE, counts, [], None, None, at)
    return number


def take_up(agenda: Agenda, storage: Storage) -> int:
    found = storage.runs.list("news", limit=RUNS, since=agenda.known_to("news"), live=True)
    agenda.remember("news", found.rows)
    return len(found.rows)


def test_only_what_is_new_is_read_and_all_is_known(storage: Storage, agenda: Agenda) -> None:
    for number in range(RUNS + 5):
        crawl(storage, new=number % 3 == 0, at=later(minutes=number))
        assert take_up(agenda, storage) == 1
    whole = storage.runs.list("news", limit=RUNS).rows
    assert agenda.history["news"] == whole
    assert [run.id for run in agenda.read["news"]] == [
        run.id for run in storage.runs.list("news", limit=100).rows if run.counts.stored_new
    ]
    assert sum(count for _, count in agenda.arrivals["news"]) == 12


def test_a_run_that_went_on_is_read_again(storage: Storage, agenda: Agenda) -> None:
    crawl(storage)
    going_on = storage.runs.start("news", "manual", "pid 8 on host", later(minutes=1))
    take_up(agenda, storage)
    assert agenda.history["news"][0].state is RunState.RUNNING
    storage.runs.finish(going_on, RunState.DONE, RunCounts(), [], None, None, later(minutes=2))
    crawl(storage, at=later(minutes=3))
    assert take_up(agenda, storage) == 2
    assert agenda.history["news"] == storage.runs.list("news").rows


def test_equal_accounts_are_kept_once(storage: Storage) -> None:
    for minute in range(3):
        crawl(storage, at=later(minutes=minute))
    one, *others = storage.runs.list("news").rows
    assert all(run.counts is one.counts and run.holder is one.holder for run in others)
