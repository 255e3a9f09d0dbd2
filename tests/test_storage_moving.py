"""Everything goes from one database into another, whatever interrupts it, or it says that not."""

from __future__ import annotations

import os
import signal
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy
from storage_world import (
    NOW,
    PROCESSES,
    article,
    assert_whole,
    fresh,
    line,
    rows,
    store,
)

from articles.search.query import Phrase, Query
from storage import (
    LeaderBusy,
    MoveError,
    MoveUnfinished,
    SourceBusy,
    Storage,
    moving,
    open_storage,
)
from storage.types import RecordFilter, RunCounts, RunState

ALL = RecordFilter()


def filled(folder: Path, count: int = 5) -> Storage:
    storage = fresh(folder)
    run_id = storage.runs.start("news", "manual", "me", NOW)
    storage.frontier.begin_walk("news", "l", "r", NOW)
    storage.frontier.discover("news", "l", 0, [line("x"), line("y")], run_id, NOW)
    for number in range(count):
        store(storage, article(str(number), title=f"重庆 naïve 🎈 {number}"))
    store(storage, article("0", text="换了的文字，也足够长，可以与别的文章区分开来。" * 3))
    storage.records.delete([2], NOW)
    storage.records.mark_exported("weekly", [(1, 1, "current")])
    storage.runs.finish(run_id, RunState.DONE, RunCounts(bytes=2**40), [], None, None, NOW)
    return storage


def content(storage: Storage) -> list[object]:
    records = [*storage.records.iterate(ALL)]
    versions = [storage.records.versions(one.id) for one in records]
    found = storage.records.search(Query(wanted=(Phrase(("重",)),)))
    return [records, versions, storage.runs.list().rows, storage.records.buried(), found.rows]


def test_all_of_a_file_goes_to_a_server_and_back(tmp_path: Path, server: str) -> None:
    heard: list[tuple[int, int]] = []
    (tmp_path / "a").mkdir()
    with filled(tmp_path / "a") as storage:
        before = content(storage)
        moved = storage.move(server, lambda *one: heard.append(one))
        numbers = [one.id for one in storage.records.iterate(ALL)]
        assert [one.rows for one in moved.tables if one.name == "article"] == [len(numbers)]
        assert heard[-1][0] == heard[-1][1]
    with open_storage(server) as there:
        assert content(there) == before
        assert there.inspect().faults == ()
        assert_whole(there)
        back = f"sqlite:///{tmp_path}/back.db"
        assert [one.sha256 for one in there.move(back).tables] == [
            one.sha256 for one in moved.tables
        ]
        # what comes next has the next number
        assert store(there, article("new")).record_id == max(numbers) + 1
    with open_storage(back) as again:
        assert content(again) == before


def die_moving(source: str, target: str, share: float) -> None:
    def heard(done: int, total: int) -> None:
        if done > share * total:
            os.kill(os.getpid(), signal.SIGKILL)

    moving._CHUNK = 3
    with open_storage(source) as storage:
        storage.move(target, heard)


@pytest.mark.parametrize("share", [0.1, 0.3, 0.8])
def test_a_move_that_was_killed_goes_on(tmp_path: Path, server: str, share: float) -> None:
    with filled(tmp_path) as storage:
        child = PROCESSES.Process(
            target=die_moving, args=(f"sqlite:///{tmp_path}/newsmill.db", server, share)
        )
        child.start()
        child.join(60)
        assert child.exitcode == -signal.SIGKILL
        with pytest.raises(MoveUnfinished, match="a move into it was interrupted"):
            open_storage(server)
        storage.move(server)
        with open_storage(server) as there:
            assert content(there) == content(storage)
            assert rows(there, "SELECT count(*) FROM search_pending") == [(0,)]


def test_nothing_is_moved_over_other_records(tmp_path: Path, server: str) -> None:
    with open_storage(server) as there:
        store(there, article())
    with filled(tmp_path) as storage:
        with pytest.raises(MoveError, match="there are records or runs in it already"):
            storage.move(server)
        with pytest.raises(MoveError, match="it is the database itself"):
            storage.move(f"sqlite:///{tmp_path}/newsmill.db")


def test_what_was_written_between_two_tries_is_told(tmp_path: Path, server: str) -> None:
    with filled(tmp_path) as storage:
        child = PROCESSES.Process(
            target=die_moving, args=(f"sqlite:///{tmp_path}/newsmill.db", server, 0.6)
        )
        child.start()
        child.join(60)
        store(storage, article("1", text="后来改的文字，也足够长，可以与别的文章区分开来。" * 3))
        with pytest.raises(MoveError, match="which was written to between two tries"):
            storage.move(server)


def test_another_source_does_not_go_on_with_a_move(tmp_path: Path, server: str) -> None:
    (tmp_path / "b").mkdir()
    with filled(tmp_path) as storage, filled(tmp_path / "b") as other:
        child = PROCESSES.Process(
            target=die_moving, args=(f"sqlite:///{tmp_path}/newsmill.db", server, 0.1)
        )
        child.start()
        child.join(60)
        with pytest.raises(MoveError, match=r"a move from sqlite:///.* is unfinished there"):
            other.move(server)
        storage.move(server)


def test_nothing_is_moved_while_somebody_crawls_or_leads(tmp_path: Path, server: str) -> None:
    with filled(tmp_path) as storage:
        with storage.hold("news"), pytest.raises(SourceBusy):
            storage.move(server)
        with storage.lead(), pytest.raises(LeaderBusy):
            storage.move(server)
        storage.move(server)
    with open_storage(server) as there:
        target = f"sqlite:///{tmp_path}/back.db"
        with there.hold("news"), pytest.raises(SourceBusy):
            there.move(target)
        with there.lead(), pytest.raises(LeaderBusy):
            there.move(target)


def test_every_table_is_moved_or_made_anew() -> None:
    engine = sqlalchemy.create_engine("sqlite://")
    with closing(engine.connect()):
        assert {table.name for table in moving.TABLES} >= {"article", "entry", "run", "backfill"}
    engine.dispose()
