"""One crawl of a source at a time, over processes: who comes second is told who holds it."""

from __future__ import annotations

import os
import re
import socket
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from storage_world import answer, fresh, on_sqlite, process, sqlite_only, url_of

from storage import SourceBusy, StorageUnavailable, open_storage

pytestmark = pytest.mark.usefixtures("each_database")


def crawl(pipe: Connection, url: str) -> None:
    with open_storage(url) as storage, storage.hold("news"):
        pipe.send(os.getpid())
        pipe.recv()


def test_the_second_process_is_told_which_one_holds_the_source(tmp_path: Path) -> None:
    with fresh(tmp_path) as storage, process(crawl, url_of(tmp_path)) as other:
        pid = answer(other)
        with pytest.raises(SourceBusy) as caught, storage.hold("news"):
            pytest.fail("it is held twice")
        assert re.fullmatch(
            rf"the source news is being crawled by pid {pid} on {re.escape(socket.gethostname())} "
            r"since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\. Wait for it to end, or stop it",
            str(caught.value),
        )
        with storage.hold("other"):
            pass


def test_a_source_is_free_when_its_holder_is_killed(tmp_path: Path) -> None:
    with fresh(tmp_path) as storage:
        with process(crawl, url_of(tmp_path)) as other:
            answer(other)
        with storage.hold("news"):
            pass


def test_a_source_is_free_when_its_holder_is_done(tmp_path: Path) -> None:
    with fresh(tmp_path) as storage:
        for _ in range(2):
            with storage.hold("news"):
                if on_sqlite():
                    assert (tmp_path / "locks" / "news.holder").is_file()
        assert not (tmp_path / "locks" / "news.holder").exists()


def test_a_crawl_that_fails_lets_go(tmp_path: Path) -> None:
    with fresh(tmp_path) as storage:
        with pytest.raises(ZeroDivisionError), storage.hold("news"):
            raise ZeroDivisionError
        with storage.hold("news"):
            pass


def test_one_process_does_not_hold_a_source_twice_either(tmp_path: Path) -> None:
    with (
        fresh(tmp_path) as storage,
        storage.hold("news"),
        pytest.raises(SourceBusy, match=f"pid {os.getpid()} "),
        storage.hold("news"),
    ):
        pytest.fail("it is held twice")


@sqlite_only
def test_a_holder_without_a_name_is_another_process(tmp_path: Path) -> None:
    with fresh(tmp_path) as storage, process(crawl, url_of(tmp_path)) as other:
        answer(other)
        (tmp_path / "locks" / "news.holder").unlink()
        with (
            pytest.raises(SourceBusy, match="is being crawled by another process"),
            storage.hold("news"),
        ):
            pytest.fail("it is held twice")


@sqlite_only
def test_locks_live_where_they_are_told_to(tmp_path: Path) -> None:
    with fresh(tmp_path, lock_dir=tmp_path / "elsewhere") as storage, storage.hold("news"):
        assert (tmp_path / "elsewhere" / "news.lock").is_file()


@sqlite_only
def test_a_lock_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        fresh(tmp_path, lock_dir=tmp_path / "file") as storage,
        pytest.raises(StorageUnavailable, match=re.escape(f"{tmp_path}/file cannot be used")),
        storage.hold("news"),
    ):
        pytest.fail("it is held")


@sqlite_only
def test_a_name_that_cannot_be_written_leaves_the_source_free(tmp_path: Path) -> None:
    with fresh(tmp_path) as storage:
        (tmp_path / "locks" / "news.holder").mkdir(parents=True)
        with pytest.raises(StorageUnavailable), storage.hold("news"):
            pytest.fail("it is held")
        (tmp_path / "locks" / "news.holder").rmdir()
        with storage.hold("news"):
            pass


@sqlite_only
def test_no_source_can_have_the_lock_of_the_schema_or_of_the_daemon(tmp_path: Path) -> None:
    with open_storage(url_of(tmp_path)) as storage, storage.hold("schema"), storage.lead():
        names = {path.stem for path in tmp_path.rglob("*.lock")}
    assert names == {"schema", "database.schema", "daemon.leader"}
