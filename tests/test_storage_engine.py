"""What goes wrong with a database, and what is said of it: real files, real processes."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
from storage_world import (
    NOW,
    SITE,
    answer,
    article,
    assert_whole,
    fresh,
    lease,
    line,
    process,
    rows,
    store,
    url_of,
)

from articles.types import Rejection, RejectReason
from storage import (
    Storage,
    StorageDamaged,
    StorageError,
    StorageFull,
    StorageLocked,
    StorageUnavailable,
    open_storage,
)
from storage.types import Failure, Lease, RecordFilter, RunCounts, RunState

ALL = RecordFilter()


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with fresh(tmp_path, patience=0.05) as opened:
        store(opened, article())
        yield opened


def hold(pipe: Connection, database: str, how: str) -> None:
    """Hold a database as another program would, until told to let go."""
    with closing(sqlite3.connect(database, isolation_level=None, timeout=0)) as connection:
        connection.executescript(how)
        pipe.send("held")
        pipe.recv()
        connection.executescript("ROLLBACK")
        pipe.send("let go")
        pipe.recv()


WRITES: dict[str, Callable[[Storage, Lease], object]] = {
    "save": lambda s, _: s.records.save(article("2"), None, 1, NOW),
    "delete": lambda s, _: s.records.delete([1]),
    "discover": lambda s, _: s.frontier.discover("news", "l", 0, [line()], 1, NOW),
    "begin_walk": lambda s, _: s.frontier.begin_walk("news", "l", "r", NOW),
    "end_walk": lambda s, _: s.frontier.end_walk("news", "l", None, None, NOW),
    "queue": lambda s, _: s.frontier.queue("news", [SITE], "c", 1, NOW),
    "refetch": lambda s, _: s.frontier.refetch("news", NOW),
    "reset": lambda s, _: s.frontier.reset("news", NOW),
    "recover": lambda s, _: s.frontier.recover("news"),
    "lease": lambda s, _: s.frontier.lease("news", 1, 9, NOW),
    "reject": lambda s, held: s.frontier.reject(held, 1, Rejection("", RejectReason.EMPTY), NOW),
    "fail": lambda s, held: s.frontier.fail(held, 1, Failure("dns", ""), NOW),
    "gone": lambda s, held: s.frontier.gone(held, 1, NOW),
    "untouched": lambda s, held: s.frontier.untouched(held, 1, NOW),
    "give_back": lambda s, _: s.frontier.give_back("news", 1),
    "start": lambda s, _: s.runs.start("news", "manual", "me", NOW),
    "skip": lambda s, _: s.runs.skip("news", "manual", "me", "busy", NOW),
    "progress": lambda s, _: s.runs.progress(1, RunCounts()),
    "finish": lambda s, _: s.runs.finish(1, RunState.DONE, RunCounts(), (), None, None, NOW),
}
READS: dict[str, Callable[[Storage], object]] = {
    "get": lambda s: s.records.get(1),
    "find": lambda s: s.records.find(f"{SITE}/1"),
    "list": lambda s: s.records.list(ALL),
    "iterate": lambda s: list(s.records.iterate(ALL)),
    "count": lambda s: s.records.count(ALL),
    "versions": lambda s: s.records.versions(1),
    "stats": lambda s: s.records.stats(ALL),
    "preview": lambda s: s.records.preview(article()),
    "listing_state": lambda s: s.frontier.listing_state("news", "l", "r"),
    "pending": lambda s: s.frontier.pending("news", [line()]),
    "due": lambda s: s.frontier.due("news", NOW),
    "waiting": lambda s: s.frontier.waiting("news"),
    "runs": lambda s: s.runs.list(),
}


def test_every_write_says_that_another_process_holds_the_database(
    storage: Storage, tmp_path: Path
) -> None:
    held = lease(storage, "9")
    before = rows(storage, "SELECT * FROM entry")
    with process(hold, str(tmp_path / "newsmill.db"), "BEGIN IMMEDIATE") as other:
        assert answer(other) == "held"
        for name, write in WRITES.items():
            with pytest.raises(StorageLocked) as caught:
                write(storage, held)
            assert str(caught.value) == (
                f"the database {url_of(tmp_path)} was held by another process for over 0.05 s. "
                "Nothing is lost: end that process or wait for it, then run the command again"
            ), name
        for read in READS.values():
            read(storage)
    assert rows(storage, "SELECT * FROM entry") == before
    for write in WRITES.values():
        write(storage, held)
    assert_whole(storage)


def test_a_write_waits_for_another_process_to_let_go(tmp_path: Path) -> None:
    with (
        fresh(tmp_path) as storage,
        process(hold, str(tmp_path / "newsmill.db"), "BEGIN IMMEDIATE") as other,
    ):
        assert answer(other) == "held"
        saved = storage.writer.submit(storage.records.save, article(), None, 1, NOW)
        with pytest.raises(TimeoutError):
            saved.result(0.2)
        other.send("let go")
        assert saved.result(60).record_id == 1


def test_opening_waits_for_a_process_that_keeps_everybody_out(tmp_path: Path) -> None:
    fresh(tmp_path).close()
    alone = "PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE"
    with process(hold, str(tmp_path / "newsmill.db"), alone) as other:
        assert answer(other) == "held"
        with pytest.raises(StorageLocked):
            open_storage(url_of(tmp_path), patience=0.05)
        other.send("let go")
        open_storage(url_of(tmp_path)).close()


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    with open_storage(f"sqlite:///{tmp_path}/a/b/c/newsmill.db") as storage:
        store(storage, article())
    assert (tmp_path / "a/b/c/newsmill.db").is_file()


def test_the_path_of_a_database_is_shown_as_it_is(tmp_path: Path) -> None:
    with open_storage(f"sqlite:///{tmp_path}/新 闻/100%25/a%3Fb.db") as storage:
        assert storage.url_shown == f"sqlite:///{tmp_path}/新 闻/100%/a?b.db"
    assert (tmp_path / "新 闻/100%/a?b.db").is_file()


def test_an_asynchronous_driver_is_refused() -> None:
    with pytest.raises(StorageUnavailable, match="only sqlite:/// and postgresql:// are supported"):
        open_storage("sqlite+aiosqlite:////tmp/newsmill.db")


def test_an_empty_file_becomes_a_database(tmp_path: Path) -> None:
    (tmp_path / "newsmill.db").touch()
    with open_storage(url_of(tmp_path)) as storage:
        assert storage.records.count(ALL) == 0


@pytest.mark.parametrize(
    ("url", "why"),
    [
        (
            "newsmill.db",
            "it is no URL, as sqlite:////path/to/file or postgresql://user@host/database",
        ),
        ("sqlite:///", "it names no file"),
        ("sqlite:///:memory:", "it names no file"),
        ("sqlite:///file:x", "it names no file"),
        ("oracle://me:secret@host/news", "only sqlite:/// and postgresql:// are supported"),
        ("mysql://me:secret@host/news", "only sqlite:/// and postgresql:// are supported"),
    ],
)
def test_a_url_that_cannot_be_used_is_refused_without_its_password(url: str, why: str) -> None:
    with pytest.raises(StorageUnavailable) as caught:
        open_storage(url)
    assert str(caught.value) == (
        f"the database {url.replace('secret', '***')} cannot be used: {why}. Check that its "
        "folder exists and can be written to, or name another with NEWSMILL_DATABASE_URL; "
        "see newsmill doctor"
    )


def refused(url: str) -> str:
    with pytest.raises(StorageUnavailable) as caught:
        open_storage(url, patience=0.05)
    return str(caught.value)


def test_a_file_where_the_folder_should_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("not a folder")
    url = f"sqlite:///{tmp_path}/a/newsmill.db"
    assert refused(url).startswith(f"the database {url} cannot be used: File exists. Check")
    url = f"sqlite:///{tmp_path}/a/b/newsmill.db"
    assert refused(url).startswith(f"the database {url} cannot be used: Not a directory. Check")


def test_a_folder_where_the_file_should_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "newsmill.db").mkdir()
    assert "cannot be used: unable to open database file. Check" in refused(url_of(tmp_path))


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "newsmill.db").write_text("dear diary " * 1000)
    with pytest.raises(StorageDamaged) as caught:
        open_storage(url_of(tmp_path))
    assert str(caught.value) == (
        f"the database {url_of(tmp_path)} cannot be read: file is not a database. Put a backup in "
        "its place, or move the file away and crawl anew, or name another with "
        "NEWSMILL_DATABASE_URL"
    )
    assert (tmp_path / "newsmill.db").read_text() == "dear diary " * 1000


def test_a_damaged_database_is_called_so(tmp_path: Path) -> None:
    with fresh(tmp_path) as storage:
        for number in range(50):
            storage.records.save(article(str(number), f"正文{number}" * 2_000), None, 1, NOW)
    file = tmp_path / "newsmill.db"
    with file.open("r+b") as opened:
        half = file.stat().st_size // 2
        opened.seek(half)
        opened.write(b"\xff" * half)
    with (
        open_storage(url_of(tmp_path)) as storage,
        pytest.raises(StorageDamaged, match="cannot be read: database disk image is malformed"),
    ):
        list(storage.records.iterate(ALL))


def as_nobody() -> None:
    """Give up root's right to write anywhere."""
    if os.geteuid() == 0:
        os.setegid(65534)
        os.seteuid(65534)


def attempt(pipe: Connection, folder: str) -> None:
    as_nobody()
    try:
        with open_storage(f"sqlite:///{folder}/newsmill.db", patience=0.05) as storage:
            storage.records.save(article(), None, 1, NOW)
            with storage.hold("news"):
                pipe.send("written")
    except StorageError as error:
        pipe.send((type(error).__name__, str(error)))


@pytest.fixture
def guarded() -> Iterator[Path]:
    """Give a folder that others can reach: pytest's own are closed to them."""
    folder = Path(tempfile.mkdtemp(prefix="newsmill-guarded-"))
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("stored", "mode", "cause"),
    [
        (False, 0o555, "unable to open database file"),
        (True, 0o555, "attempt to write a readonly database"),
        (True, 0o000, "unable to open database file"),
    ],
)
def test_a_folder_that_cannot_be_written_to_is_named(
    guarded: Path, stored: bool, mode: int, cause: str
) -> None:
    if stored:
        fresh(guarded).close()
        (guarded / "newsmill.db").chmod(0o444)
    guarded.chmod(mode)
    with process(attempt, str(guarded)) as other:
        kind, message = answer(other)
    assert kind == "StorageUnavailable"
    assert message == (
        f"the database sqlite:///{guarded}/newsmill.db cannot be used: {cause}. Check that its "
        "folder exists and can be written to, or name another with NEWSMILL_DATABASE_URL; see "
        "newsmill doctor"
    )


def fill_up(pipe: Connection, url: str, room: int) -> None:
    """Store articles where files may not grow beyond a size, as with a quota or a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    stored: list[int] = []
    try:
        with open_storage(url) as storage:
            while True:
                number = len(stored)
                made = article(str(number), f"正文{number}" * 2_000)
                saved = storage.writer.submit(storage.records.save, made, None, 1, NOW)
                stored.append(saved.result(60).record_id)
    except StorageError as error:
        pipe.send((stored, type(error).__name__, str(error)))


def test_a_full_disk_is_called_so_and_keeps_what_was_stored(tmp_path: Path) -> None:
    fresh(tmp_path).close()
    with process(fill_up, url_of(tmp_path), 2_000_000) as other:
        stored, kind, message = answer(other)
    assert kind == "StorageFull"
    assert message == (
        f"there is no room left for the database {url_of(tmp_path)}. What was stored is safe: make "
        "room, then run the command again, and it goes on where it stopped"
    )
    with open_storage(url_of(tmp_path)) as storage:
        assert len(stored) > 10
        assert [one.id for one in storage.records.iterate(ALL)] == stored[::-1]
        assert storage.records.save(article("more"), None, 1, NOW).record_id == len(stored) + 1
        assert_whole(storage)


def test_a_disk_that_is_full_from_the_start_is_called_so(tmp_path: Path) -> None:
    with process(fill_up, url_of(tmp_path), 20_000) as other:
        stored, kind, _ = answer(other)
    assert (stored, kind) == ([], StorageFull.__name__)
    open_storage(url_of(tmp_path)).close()


def test_the_settings_of_each_connection(storage: Storage) -> None:
    def pragma(name: str) -> Any:
        with storage.database.read() as connection:
            return connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()

    assert (pragma("journal_mode"), pragma("foreign_keys")) == ("wal", 1)
    with open_storage(storage.url_shown) as durable, durable.database.read() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2
