"""A copy of one moment while others write; back again, or not at all."""

from __future__ import annotations

import os
import signal
import sqlite3
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from storage_world import (
    NOW,
    PROCESSES,
    answer,
    article,
    assert_whole,
    fresh,
    process,
    rows,
    store,
    url_of,
)

from articles.search.query import Phrase, Query
from storage import (
    BackupError,
    ExportError,
    SchemaError,
    SourceBusy,
    StorageLocked,
    open_storage,
    schema,
)
from storage.backup import examine, restore


def back(folder: Path, file: Path, **named: float) -> None:
    restore(url_of(folder), file, folder / "locks", NOW, **named)  # type: ignore[arg-type]


def count(folder: Path) -> int:
    with open_storage(url_of(folder)) as storage:
        assert_whole(storage)
        assert storage.inspect().faults == ()
        return int(rows(storage, "SELECT count(*) FROM article")[0][0])


def made(folder: Path, records: int) -> Path:
    """Make a database and return a backup of it."""
    folder.mkdir(exist_ok=True)
    with fresh(folder) as storage:
        for number in range(records):
            store(storage, article(str(number)))
        return storage.back_up(folder / "copy.db").path


def write_on(pipe: Connection, url: str) -> None:
    with open_storage(url) as storage:
        number = 0
        while not pipe.poll():
            number += 1
            storage.writer.submit(
                storage.records.save, article(f"w{number}"), None, 1, NOW
            ).result()
            if number == 5:
                pipe.send("writing")


def test_a_copy_made_while_another_process_writes_is_of_one_moment(tmp_path: Path) -> None:
    with fresh(tmp_path) as storage, process(write_on, url_of(tmp_path)) as writer:
        assert answer(writer) == "writing"
        heard: list[tuple[int, int]] = []
        found = storage.back_up(tmp_path / "copy.db", lambda *one: heard.append(one))
        writer.send("enough")
    assert heard[-1][0] == heard[-1][1] > 0
    assert (found.revision, found.size) == (schema.HEAD, (tmp_path / "copy.db").stat().st_size)
    assert sorted(one.name for one in tmp_path.glob("copy*")) == ["copy.db"]
    (tmp_path / "other").mkdir()
    (tmp_path / "copy.db").rename(tmp_path / "other" / "newsmill.db")
    assert count(tmp_path / "other") == found.records >= 5


def test_a_copy_that_cannot_be_written_leaves_what_was_there(tmp_path: Path) -> None:
    with fresh(tmp_path) as storage:
        with pytest.raises(ExportError, match="cannot be written: No such file or directory"):
            storage.back_up(tmp_path / "missing" / "copy.db")
        (tmp_path / "copy.db").write_text("older", "utf-8")

        def stop(_done: int, _total: int) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            storage.back_up(tmp_path / "copy.db", stop)
        assert (tmp_path / "copy.db").read_text("utf-8") == "older"
        assert list(tmp_path.glob(".newsmill-*")) == []
        assert storage.back_up(tmp_path / "copy.db").records == 0


def test_a_backup_takes_the_place_of_what_was_there(tmp_path: Path) -> None:
    copy = made(tmp_path / "a", 3)
    made(tmp_path / "b", 7)
    back(tmp_path / "b", copy)
    assert count(tmp_path / "b") == 3
    with open_storage(url_of(tmp_path / "b")) as storage:
        assert len(storage.records.search(Query((Phrase(("正", "文")),))).rows) == 3
        store(storage, article("new"))
    assert count(tmp_path / "b") == 4


def test_a_backup_makes_a_database_where_there_was_none(tmp_path: Path) -> None:
    copy = made(tmp_path / "a", 3)
    back(tmp_path / "new" / "folder", copy)
    assert count(tmp_path / "new" / "folder") == 3


def test_who_has_the_database_open_sees_what_was_restored(tmp_path: Path) -> None:
    copy = made(tmp_path / "a", 3)
    made(tmp_path / "b", 7)
    with open_storage(url_of(tmp_path / "b")) as storage:
        assert storage.records.get(7).id == 7
        back(tmp_path / "b", copy)
        assert rows(storage, "SELECT count(*) FROM article") == [(3,)]
        assert storage.records.get(3).id == 3
        store(storage, article("new"))
        assert_whole(storage)


def test_a_damaged_database_is_moved_aside(tmp_path: Path) -> None:
    copy = made(tmp_path / "a", 3)
    (tmp_path / "newsmill.db").write_bytes(b"no database" * 100)
    back(tmp_path, copy)
    assert count(tmp_path) == 3
    (aside,) = tmp_path.glob("newsmill.db.damaged-*")
    assert aside.read_bytes().startswith(b"no database")


def test_a_database_that_is_not_whole_is_no_backup(tmp_path: Path) -> None:
    copy = made(tmp_path / "a", 200)
    damaged = bytearray(copy.read_bytes())
    damaged[40_000:90_000] = b"x" * 50_000
    copy.write_bytes(bytes(damaged))
    made(tmp_path / "b", 2)
    with pytest.raises(BackupError, match=r"copy\.db cannot be restored: .*Nothing was changed"):
        back(tmp_path / "b", copy)
    assert count(tmp_path / "b") == 2


def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    made(tmp_path, 2)
    with pytest.raises(BackupError, match="unable to open database file"):
        back(tmp_path, tmp_path / "missing.db")
    (tmp_path / "text").write_text("no database" * 100, "utf-8")
    with pytest.raises(BackupError, match="file is not a database"):
        back(tmp_path, tmp_path / "text")
    with pytest.raises(BackupError, match="it is the database itself"):
        back(tmp_path, tmp_path / "newsmill.db")
    with closing(sqlite3.connect(tmp_path / "other.db")) as db:
        db.execute("CREATE TABLE article (mine)")
    with pytest.raises(SchemaError, match="belongs to another program"):
        back(tmp_path, tmp_path / "other.db")
    with closing(sqlite3.connect(tmp_path / "copy.db")) as db:
        db.execute("UPDATE alembic_version SET version_num = '0999'")
        db.commit()
    with pytest.raises(SchemaError, match="has schema 0999"):
        back(tmp_path, tmp_path / "copy.db")
    assert count(tmp_path) == 2


def crawl(pipe: Connection, url: str) -> None:
    with open_storage(url) as storage, storage.hold("news"):
        pipe.send("crawling")
        pipe.recv()


def test_nothing_is_restored_while_a_source_is_crawled(tmp_path: Path) -> None:
    copy = made(tmp_path, 2)
    with process(crawl, url_of(tmp_path)) as other:
        assert answer(other) == "crawling"
        with pytest.raises(SourceBusy, match="the source news is being crawled by"):
            back(tmp_path, copy)


def hold_writing(pipe: Connection, url: str) -> None:
    with open_storage(url) as storage, storage.database.write("test"):
        pipe.send("writing")
        pipe.recv()


def test_a_database_that_another_process_writes_is_waited_for_but_not_for_ever(
    tmp_path: Path,
) -> None:
    copy = made(tmp_path, 2)
    with process(hold_writing, url_of(tmp_path)) as other:
        assert answer(other) == "writing"
        with pytest.raises(StorageLocked, match=r"held by another process for over 0\.2 s"):
            back(tmp_path, copy, patience=0.2)
    assert count(tmp_path) == 2


def die_restoring(folder: str, file: str) -> None:
    def heard(done: int, _total: int) -> None:
        if done:
            os.kill(os.getpid(), signal.SIGKILL)

    restore(url_of(Path(folder)), Path(file), Path(folder) / "locks", NOW, on_progress=heard)


def test_a_restore_that_is_killed_has_not_begun(tmp_path: Path) -> None:
    copy = made(tmp_path / "a", 3)
    with closing(sqlite3.connect(copy)) as db:
        # more than one step
        db.execute("CREATE TABLE filler AS SELECT zeroblob(12000000) AS filling")
        db.commit()
    made(tmp_path / "b", 7)
    child = PROCESSES.Process(target=die_restoring, args=(str(tmp_path / "b"), str(copy)))
    child.start()
    child.join(60)
    assert child.exitcode == -9
    assert count(tmp_path / "b") == 7


def test_a_backup_tells_what_it_holds(tmp_path: Path) -> None:
    found = examine(made(tmp_path, 4))
    assert (found.records, found.revision) == (4, schema.HEAD)
