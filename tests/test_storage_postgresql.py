"""A server goes away and comes back; a lock goes with its connection; nothing is lost or doubled."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any

import psycopg
import pytest
from servers import own_server, server_url
from sqlalchemy import Connection
from storage_world import (
    LISTING,
    NOW,
    answer,
    article,
    assert_whole,
    databases,
    fresh,
    later,
    line,
    listened,
    process,
    rows,
    statements,
    url_of,
)
from tenacity import Retrying, retry_if_not_result, stop_after_delay, wait_fixed

from articles.search.query import parse
from articles.signature import COMPONENTS
from storage import (
    ConnectionLost,
    ExtraMissing,
    NoBackupHere,
    ServerAway,
    ServerRefused,
    SourceBusy,
    SourceLost,
    Storage,
    StorageLocked,
    StorageUnavailable,
    day_counts,
    fts5,
    open_storage,
    tsvector,
)
from storage.backup import restore
from storage.copies import Signed, copies_of_each
from storage.tables import RECORDS_VIEW, metadata
from storage.types import RecordFilter, RunCounts, RunState

ALL = RecordFilter()


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with databases("postgresql"), fresh(tmp_path, patience=20.0) as opened:
        yield opened


def until(true: Callable[[], bool]) -> None:
    """Wait for what happens in another thread or process."""
    waits = Retrying(
        retry=retry_if_not_result(bool), stop=stop_after_delay(30), wait=wait_fixed(0.05)
    )
    waits(true)


def definitions(connection: Connection) -> set[tuple[Any, ...]]:
    """Return all that PostgreSQL knows of our tables."""
    found: set[tuple[Any, ...]] = set()
    for query in (
        "SELECT table_name, column_name, data_type, is_nullable, collation_name, column_default"
        " FROM information_schema.columns WHERE table_schema = current_schema()"
        " AND table_name <> 'alembic_version'",
        "SELECT indexname, replace(indexdef, schemaname || '.', '') FROM pg_indexes"
        " WHERE schemaname = current_schema() AND tablename <> 'alembic_version'",
        "SELECT conname, contype, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE connamespace = current_schema()::regnamespace AND conname NOT LIKE 'alembic%%'",
        "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
        "SELECT viewname, definition FROM pg_views WHERE schemaname = current_schema()",
    ):
        rows = connection.exec_driver_sql(query)
        found |= {tuple(str(one).replace("public.", "") for one in row) for row in rows}
    return found


def test_the_migrations_lead_exactly_to_the_tables(storage: Storage, server: str) -> None:
    with storage.database.read() as connection:
        migrated = definitions(connection)
    engine = sqlalchemy_engine(server)
    with engine.begin() as connection:
        metadata.create_all(connection)
        for statement in (*tsvector.SCHEMA, *day_counts.SCHEMA["postgresql"], RECORDS_VIEW):
            connection.exec_driver_sql(statement)
        made = definitions(connection)
    engine.dispose()
    # an index of some rows says so to SQLite alone: a word to PostgreSQL would load its dialect
    partial = {one.name for table in metadata.tables.values() for one in table.indexes
               if one.dialect_kwargs.get("sqlite_where") is not None}  # fmt: skip
    assert {one[0] for one in migrated if " WHERE " in one[-1]} >= partial
    assert {whole(one) for one in migrated} == {whole(one) for one in made}


def whole(one: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*one[:-1], one[-1].partition(" WHERE ")[0]) if "INDEX" in one[-1] else one


def sqlalchemy_engine(url: str) -> Any:
    from storage.engine import database_url, make_engine  # noqa: PLC0415 - used once

    return make_engine(database_url(url), 5.0)


def test_both_indexes_note_the_same_changes() -> None:
    assert sum("CREATE TRIGGER" in one for one in fts5.SCHEMA) == sum(
        "CREATE TRIGGER" in one for one in tsvector.SCHEMA
    )


def test_a_server_that_is_not_there_is_named_without_its_password() -> None:
    with pytest.raises(ServerAway) as caught:
        open_storage("postgresql://me:secret@127.0.0.1:1/news?sslpassword=hush", patience=0.1)
    told = str(caught.value)
    assert "postgresql://me:***@127.0.0.1:1/news did not answer for 0.1 s: " in told
    assert "secret" not in told
    assert "hush" not in told


def test_a_database_that_is_not_there_is_not_waited_for() -> None:
    url = server_url().set(drivername="postgresql", database="nowhere")
    with pytest.raises(ServerRefused, match='database "nowhere" does not exist'):
        open_storage(url.render_as_string(hide_password=False))
    with pytest.raises(StorageUnavailable, match="it names no database"):
        open_storage("postgresql://localhost")
    with pytest.raises(StorageUnavailable, match="it is no URL") as caught:
        open_storage("postgresql://me:secret@localhost:x/news")
    assert "secret" not in str(caught.value)
    with pytest.raises(StorageUnavailable, match="only sqlite:/// and postgresql://"):
        open_storage("postgresql+asyncpg://localhost/news")


def test_a_missing_driver_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(ExtraMissing, match=r"need psycopg: pip install 'newsmill\[postgres\]'"):
        open_storage("postgresql://localhost/news")


def test_the_servers_own_tools_make_its_backups(storage: Storage, tmp_path: Path) -> None:
    with pytest.raises(NoBackupHere, match=r"pg_dump --format=custom --file=\S+ --dbname='post"):
        storage.back_up(tmp_path / "copy")
    with pytest.raises(NoBackupHere, match="pg_restore --clean --if-exists"):
        restore(url_of(tmp_path), tmp_path / "copy", tmp_path, NOW)


def test_pruned_room_is_given_back(storage: Storage) -> None:
    for number in range(20):
        storage.records.save(article(str(number)), None, 1, NOW)
    before = storage.inspect()
    assert before.server.startswith("PostgreSQL ")
    storage.records.delete(range(1, 20), NOW)
    storage.compact()
    assert storage.inspect().size < before.size
    assert storage.inspect().faults == ()


def hold_writing(pipe: Pipe, url: str) -> None:
    with open_storage(url) as other, other.database.write() as connection:
        other.records.count(ALL)
        connection.exec_driver_sql("SELECT 1")
        pipe.send("held")
        pipe.recv()


def test_a_writer_that_holds_on_is_waited_for_and_told(tmp_path: Path) -> None:
    with (
        databases("postgresql"),
        fresh(tmp_path, patience=0.2) as storage,
        process(hold_writing, url_of(tmp_path)) as other,
    ):
        answer(other)
        with pytest.raises(StorageLocked, match=r"was held by another process for over 0\.2 s"):
            storage.records.save(article(), None, 1, NOW)
        assert storage.records.count(ALL) == 0


def write(pipe: Pipe, url: str, first: int) -> None:
    with open_storage(url) as other:
        pipe.recv()
        saved = [
            other.writer.submit(other.records.save, article(str(number)), None, 1, NOW)
            for number in range(first, first + 60)
        ]
        pipe.send(sorted({one.result(60).record_id for one in saved}))


def test_two_processes_that_write_at_once_double_nothing(storage: Storage, tmp_path: Path) -> None:
    with (
        process(write, url_of(tmp_path), 0) as one,
        process(write, url_of(tmp_path), 30) as other,
    ):
        for pipe in (one, other):
            pipe.send("go")
        found = answer(one), answer(other)
    assert len(set(found[0]) & set(found[1])) == 30
    assert storage.records.count(ALL) == 90
    assert storage.inspect().faults == ()
    assert_whole(storage)


def end_sessions(url: str, which: str) -> None:
    with closing(psycopg.connect(url, autocommit=True)) as connection:
        connection.execute(
            b"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            b" AND datname = current_database() AND application_name LIKE %s",
            (which,),
        )


def test_a_lock_whose_connection_broke_is_taken_anew(storage: Storage, tmp_path: Path) -> None:
    # the server has databases of other tests too
    holding = """SELECT pid FROM pg_locks JOIN pg_stat_activity USING (pid)
        WHERE locktype = 'advisory' AND datname = current_database()"""
    with storage.hold("news") as grip:
        before = rows(storage, holding)
        end_sessions(url_of(tmp_path), "pid %")
        until(lambda: rows(storage, holding) not in ([], before))
        assert not grip.lost
        with open_storage(url_of(tmp_path)) as other, pytest.raises(SourceBusy), other.hold("news"):
            pytest.fail("it is held twice")


def test_a_lock_that_another_process_took_is_lost_and_its_run_refused(
    storage: Storage, tmp_path: Path
) -> None:
    storage.frontier.queue("news", ["https://news.example.com/1"], "要闻", 1, NOW)
    run_id = storage.runs.start("news", "manual", "me", NOW)
    with storage.hold("news") as grip, open_storage(url_of(tmp_path)) as other:
        end_sessions(url_of(tmp_path), "pid %")
        with other.hold("news"):
            until(lambda: grip.lost)
            other.frontier.recover("news", NOW)
            other.runs.start("news", "manual", "other", NOW)
            for stale in (
                lambda: storage.frontier.lease("news", run_id, 1, NOW),
                lambda: storage.runs.progress(run_id, RunCounts()),
                lambda: storage.runs.finish(
                    run_id, RunState.DONE, RunCounts(), [], None, None, later(hours=1)
                ),
            ):
                with pytest.raises(SourceLost, match="another process has taken its source over"):
                    stale()
        assert storage.runs.get(run_id).state is RunState.CRASHED


@pytest.mark.parametrize("became", ["committed", "undone", "lost by a crash"])
def test_a_commit_without_an_answer_is_looked_up(storage: Storage, became: str) -> None:
    dialect = storage.database.engine.dialect
    commit, broken = dialect.do_commit, []

    def break_once(connection: Any) -> None:
        if broken:
            commit(connection)
            return
        broken.append(True)
        if became == "committed":
            commit(connection)
        connection.dbapi_connection.close()
        raise psycopg.OperationalError("server closed the connection unexpectedly")

    def start() -> int:
        with storage.database.write() as connection:
            if became == "lost by a crash" and not broken:
                # the server goes on with the numbers that are on its disk
                connection.info["newsmill_transaction"] = "99999999"
        return storage.runs.start("news", "manual", "me", NOW)

    dialect.do_commit = break_once  # type: ignore[method-assign]
    made = storage.writer.submit(start).result(60)
    assert broken
    assert [one.id for one in storage.runs.list().rows] == [made]


def test_a_call_without_the_writer_is_told_that_the_connection_broke(
    storage: Storage, tmp_path: Path
) -> None:
    def broken() -> None:
        with storage.database.write() as connection:
            end_sessions(url_of(tmp_path), "newsmill")
            connection.exec_driver_sql("SELECT 1")

    with pytest.raises(ConnectionLost, match="What was stored is safe"):
        broken()
    assert storage.records.save(article(), None, 1, NOW).record_id == 1


def search(storage: Storage, words: str) -> object:
    return storage.records.search(parse(words, lambda _text, _name: NOW), ALL).rows


def copies(storage: Storage) -> object:
    with storage.database.look() as connection:
        return copies_of_each(connection, [Signed(0, "none", bytes(COMPONENTS * 4))])


LOOKS: dict[str, tuple[int, Callable[[Storage], object]]] = {
    "a list": (1, lambda storage: storage.records.list(ALL)),
    "a count": (1, lambda storage: storage.records.count(ALL)),
    "a search": (2, lambda storage: search(storage, "正文")),
    "a search for a rare word": (1, lambda storage: search(storage, "无处")),
    "a search with a filter": (3, lambda storage: search(storage, "正文 category:金融")),
    "days": (1, lambda storage: storage.records.daily(NOW.date(), 7)),
    "copies": (1, copies),
}


@pytest.mark.parametrize("look", LOOKS)
def test_a_look_takes_no_more_ways_to_the_server_than_it_must(storage: Storage, look: str) -> None:
    storage.records.save(article(), None, 1, NOW)
    ways, call = LOOKS[look]
    assert len(statements(storage, lambda: call(storage))) == ways


@pytest.mark.parametrize("look", ["a list", "a search"])
def test_a_look_notices_that_its_connection_was_ended(
    storage: Storage, tmp_path: Path, look: str
) -> None:
    storage.records.save(article(), None, 1, NOW)
    mine = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid = ?"
    with storage.database.look() as connection:
        pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    end_sessions(url_of(tmp_path), "newsmill")
    until(lambda: not rows(storage, mine, pid))
    assert LOOKS[look][1](storage)


def test_a_hit_that_is_deleted_before_its_text_is_read_is_left_out(
    storage: Storage, tmp_path: Path
) -> None:
    for path in "ab":
        storage.records.save(article(path), None, 1, NOW)

    def delete(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if "place IN" in statement:
            with open_storage(url_of(tmp_path)) as other:
                other.records.delete([1])

    with listened(storage, delete):
        found = storage.records.search(parse("正文", lambda _text, _name: NOW), ALL).rows
    assert [one.record.id for one in found] == [2]


RESTARTS = int(os.environ.get("NEWSMILL_TEST_RESTARTS", "4"))


def test_restarts_of_the_server_in_a_crawl_lose_and_double_nothing() -> None:
    count = 60 * RESTARTS
    with (
        own_server() as server,
        open_storage(server.start(), patience=60.0) as storage,
        storage.hold("news") as grip,
    ):
        run_id = storage.runs.start("news", "manual", "me", NOW)
        shown = [line(str(number)) for number in range(count)]
        storage.frontier.discover("news", LISTING, 0, shown, run_id, NOW)
        stored = threading.Semaphore(0)

        def crawl() -> list[Any]:
            saved = []
            while True:
                call = storage.writer.submit(storage.frontier.lease, "news", run_id, 8, NOW)
                leases = call.result(120)
                if not leases:
                    return saved
                for lease in leases:
                    made = article(lease.url.rpartition("/")[2])
                    save = storage.records.save
                    done = storage.writer.submit(save, made, lease, run_id, NOW).result(120)
                    saved.append(done)
                    stored.release()

        with ThreadPoolExecutor(1) as pool:
            crawling = pool.submit(crawl)
            for number in range(RESTARTS):
                for _ in range(20):
                    assert stored.acquire(timeout=60) or crawling.result(0)
                server.stop("immediate" if number % 2 else "fast")
                server.start()
            saved = crawling.result(240)
        assert [one.decision.value for one in saved] == ["new"] * count
        assert sorted(one.record_id for one in saved) == sorted(
            {one.id for one in storage.records.iterate(ALL)}
        )
        assert {one.state for one in storage.runs.list().rows} == {RunState.RUNNING}
        assert rows(storage, "SELECT DISTINCT state FROM entry") == [("stored",)]
        assert storage.inspect().faults == ()
        assert not grip.lost
        assert_whole(storage)
