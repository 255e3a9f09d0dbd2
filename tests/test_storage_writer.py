"""The one writer thread: crowds share a commit, and each call has its own fate."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from storage_world import NOW, article, assert_whole, fresh, line, rows, sqlite_only, url_of

from articles.types import Decision
from storage import RunNotFound, Storage, StorageFull, open_storage, writer
from storage.types import RecordFilter

pytestmark = pytest.mark.usefixtures("each_database")


@pytest.fixture
def points() -> list[str]:
    return []


@pytest.fixture
def storage(tmp_path: Path, points: list[str]) -> Iterator[Storage]:
    with fresh(tmp_path, on_point=points.append) as opened:
        yield opened
        assert_whole(opened)


@contextmanager
def crowded(storage: Storage) -> Iterator[None]:
    """Keep the writer busy meanwhile, so that all that is submitted waits for one transaction."""
    busy, go_on = threading.Event(), threading.Event()

    def first() -> None:
        busy.set()
        assert go_on.wait(60)

    storage.writer.submit(first)
    assert busy.wait(60)
    try:
        yield
    finally:
        go_on.set()


def save(storage: Storage, path: str) -> Future[Any]:
    return storage.writer.submit(storage.records.save, article(path), None, 1, NOW)


def stored(storage: Storage) -> int:
    return storage.records.count(RecordFilter())


def fail(storage: Storage) -> None:
    """Write something, then fail as a bug would."""
    with storage.database.write("bad") as connection:
        connection.execute(text("INSERT INTO tombstone VALUES ('a', 'b', 'c', '2026-05-01')"))
        raise ZeroDivisionError


def test_a_lone_call_is_committed_when_its_future_has_it(storage: Storage) -> None:
    assert save(storage, "1").result(60).decision is Decision.NEW
    assert rows(storage, "SELECT count(*) FROM article") == [(1,)]


@pytest.fixture
def long_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "_MOMENT", 600.0)


def save_soon(storage: Storage, path: str) -> Future[Any]:
    return storage.writer.submit_soon(storage.records.save, article(path), None, 1, NOW)


@pytest.mark.usefixtures("long_moment")
def test_a_call_in_haste_takes_along_what_waits(storage: Storage, points: list[str]) -> None:
    saves = [save_soon(storage, "1"), save_soon(storage, "2"), save(storage, "3")]
    assert [one.result(60).record_id for one in saves] == [1, 2, 3]
    assert points == ["save:before-commit"] * 3 + ["save:after-commit"] * 3


@pytest.mark.usefixtures("long_moment")
def test_an_end_waits_no_moment(tmp_path: Path) -> None:
    with fresh(tmp_path) as storage:
        waiting = save_soon(storage, "1")
    assert waiting.result(0).decision is Decision.NEW


def test_what_nothing_follows_is_committed_in_a_moment(storage: Storage) -> None:
    assert save_soon(storage, "1").result(60).decision is Decision.NEW
    assert rows(storage, "SELECT count(*) FROM article") == [(1,)]


def test_a_crowd_shares_one_commit(storage: Storage, points: list[str]) -> None:
    with crowded(storage):
        saves = [save(storage, str(number)) for number in range(50)]
    assert [one.result(60).record_id for one in saves] == list(range(1, 51))
    assert points == ["save:before-commit"] * 50 + ["save:after-commit"] * 50


def test_one_failing_call_spoils_none_of_the_others(storage: Storage) -> None:
    with crowded(storage):
        before = save(storage, "1")
        bad = storage.writer.submit(fail, storage)
        after = save(storage, "2")
    with pytest.raises(ZeroDivisionError):
        bad.result(60)
    assert (before.result(60).record_id, after.result(60).record_id) == (1, 2)
    assert rows(storage, "SELECT * FROM tombstone") == []
    assert stored(storage) == 2


def test_calls_of_a_batch_see_what_those_before_them_wrote(storage: Storage) -> None:
    with crowded(storage):
        save(storage, "1")
        again = save(storage, "1")
        skipped = storage.writer.submit(storage.runs.skip, "news", "manual", "me", "busy", NOW)
        missing = storage.writer.submit(storage.runs.get, 99)
    assert again.result(60).decision is Decision.UNCHANGED
    assert skipped.result(60).error == "busy"
    with pytest.raises(RunNotFound):
        missing.result(60)


@sqlite_only
def test_a_full_disk_undoes_the_whole_batch_and_tells_each_of_its_calls(tmp_path: Path) -> None:
    """SQLite rolls all of a transaction back: what follows must not be committed by itself."""
    fresh(tmp_path).close()
    with open_storage(url_of(tmp_path)) as storage:
        with storage.database.engine.connect() as connection:
            used = connection.execute(text("PRAGMA page_count")).scalar_one()
            connection.execute(text(f"PRAGMA max_page_count = {used + 40}"))
        big = article("big", "大" * 200_000)
        with crowded(storage):
            calls = [save(storage, "1")]
            calls.append(storage.writer.submit(storage.records.save, big, None, 1, NOW))
            calls += [save(storage, "2"), save(storage, "3")]
        for call in calls:
            with pytest.raises(StorageFull, match="there is no room left for the database"):
                call.result(60)
        assert stored(storage) == 0
        assert save(storage, "1").result(60).record_id == 1
        assert_whole(storage)


def test_a_commit_that_fails_is_told_to_each_of_its_calls(tmp_path: Path) -> None:
    def refuse(point: str) -> None:
        if point == "save:before-commit":
            raise ZeroDivisionError

    with fresh(tmp_path, on_point=refuse) as storage:
        with crowded(storage):
            calls = [
                storage.writer.submit(storage.runs.start, "news", "manual", "me", NOW),
                save(storage, "1"),
            ]
        for call in calls:
            with pytest.raises(ZeroDivisionError):
                call.result(60)
        assert rows(storage, "SELECT count(*) FROM run") == [(0,)]
        assert stored(storage) == 0


def test_a_call_that_was_cancelled_while_it_waited_is_not_run(storage: Storage) -> None:
    with crowded(storage):
        first, second = save(storage, "1"), save(storage, "2")
        assert first.cancel()
    assert second.result(60).record_id == 1
    assert stored(storage) == 1


def test_closing_finishes_what_waits_and_takes_nothing_more(storage: Storage) -> None:
    with crowded(storage):
        saves = [save(storage, str(number)) for number in range(250)]
    storage.writer.close()
    assert all(one.done() for one in saves)
    assert stored(storage) == 250
    with pytest.raises(RuntimeError, match="the storage is closed"):
        save(storage, "late")
    storage.writer.close()


def test_closing_a_writer_that_never_wrote_is_fine(tmp_path: Path) -> None:
    fresh(tmp_path).close()


def test_closing_while_others_submit_loses_and_blocks_nothing(tmp_path: Path) -> None:
    with fresh(tmp_path) as storage:
        accepted: list[Future[Any]] = []

        def submit(worker: int) -> None:
            for number in range(40):
                try:
                    accepted.append(save(storage, f"{worker}-{number}"))
                except RuntimeError:
                    return

        with ThreadPoolExecutor(5) as pool:
            for worker in range(4):
                pool.submit(submit, worker)
            pool.submit(storage.writer.close)
        assert not wait(accepted, 60).not_done
        assert stored(storage) == len(accepted)


def test_many_threads_write_and_read_at_once(storage: Storage) -> None:
    ready = threading.Barrier(24)

    def work(worker: int) -> list[int]:
        ready.wait(60)
        found = []
        for number in range(8):
            saved = save(storage, f"{worker}-{number}").result(60)
            found.append(storage.records.get(saved.record_id).id)
            storage.frontier.discover("news", "l", 0, [line(f"{worker}-{number}")], 1, NOW)
        return found

    with ThreadPoolExecutor(24) as pool:
        found = [record for some in pool.map(work, range(24)) for record in some]
    assert sorted(found) == list(range(1, 193))
    assert storage.frontier.due("news", NOW) == 192


@sqlite_only
def test_no_reader_is_turned_away(storage: Storage) -> None:
    everybody = threading.Barrier(40)

    def read(_worker: int) -> None:
        with storage.database.read():
            everybody.wait(60)

    with ThreadPoolExecutor(40) as pool:
        assert len(list(pool.map(read, range(40)))) == 40
