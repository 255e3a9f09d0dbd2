"""Migrations lead to the tables; other versions are refused; the view keeps its promise."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
from contextlib import closing
from datetime import timedelta, timezone
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
import sqlalchemy
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from filelock import FileLock
from storage_world import (
    NOW,
    PROCESSES,
    SITE,
    answer,
    article,
    assert_whole,
    fresh,
    later,
    lease,
    process,
    rows,
    store,
    url_of,
)

from storage import (
    SchemaError,
    Storage,
    StorageLocked,
    StorageUnavailable,
    open_storage,
    schema,
)
from storage.tables import metadata

VIEW = (
    "id, source, url, title, author, categories, published_at, updated_at, fetched_at, language, "
    "headimg, body_html, body_text, content_hash, version, status"
).split(", ")


def definitions(file: Path) -> dict[str, str]:
    with closing(sqlite3.connect(file)) as connection:
        found = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql <> ''")
        return {name: " ".join(sql.split()) for name, sql in found}


def contents(file: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(file)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {
            name: connection.execute(f'SELECT * FROM "{name}"').fetchall()  # noqa: S608
            for (name,) in tables.fetchall()
        }


def test_the_migrations_lead_exactly_to_the_tables(tmp_path: Path) -> None:
    open_storage(url_of(tmp_path)).close()
    engine = sqlalchemy.create_engine(f"sqlite:///{tmp_path}/migrated.db")
    with engine.begin() as connection:
        schema.migrate(connection)
    engine.dispose()
    made, migrated = tmp_path / "newsmill.db", tmp_path / "migrated.db"
    assert definitions(made) == definitions(migrated)
    assert contents(made) == contents(migrated)


def test_alembic_finds_nothing_to_migrate(tmp_path: Path) -> None:
    with fresh(tmp_path) as storage, storage.database.engine.connect() as connection:
        connection.exec_driver_sql("CREATE VIRTUAL TABLE an_index USING fts5(words)")
        configuration = Config()
        configuration.set_main_option("script_location", "storage:migrations")
        configuration.attributes["connection"] = connection
        command.check(configuration)


def test_head_is_the_newest_of_the_known_scripts() -> None:
    configuration = Config()
    configuration.set_main_option("script_location", "storage:migrations")
    scripts = ScriptDirectory.from_config(configuration)
    assert scripts.get_heads() == [schema.HEAD]
    assert {one.revision for one in scripts.walk_revisions()} == schema.KNOWN


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    with open_storage(url_of(tmp_path)) as storage:
        store(storage, article())
    before = (tmp_path / "newsmill.db").read_bytes()
    open_storage(url_of(tmp_path)).close()
    assert (tmp_path / "newsmill.db").read_bytes() == before


def test_a_newer_schema_is_refused_and_left_alone(tmp_path: Path) -> None:
    fresh(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / "newsmill.db")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0999'")
        connection.commit()
    with pytest.raises(SchemaError) as caught:
        open_storage(url_of(tmp_path))
    assert str(caught.value) == (
        f"the database {url_of(tmp_path)} has schema 0999, this version of newsmill knows "
        f"{schema.HEAD}. Upgrade newsmill, or restore a backup that this version made"
    )


def test_the_database_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "newsmill.db")) as connection:
        connection.execute("CREATE TABLE article (mine)")
    with pytest.raises(SchemaError, match="belongs to another program"):
        open_storage(url_of(tmp_path))
    assert definitions(tmp_path / "newsmill.db") == {"article": "CREATE TABLE article (mine)"}


def test_a_lock_folder_that_cannot_be_made_keeps_the_database_from_being_made(
    tmp_path: Path,
) -> None:
    (tmp_path / "locks").touch()
    with pytest.raises(StorageUnavailable, match="cannot be used: File exists"):
        open_storage(url_of(tmp_path))


def open_and_store(pipe: Connection, url: str, path: str) -> None:
    pipe.recv()
    with open_storage(url) as storage:
        pipe.send(storage.records.save(article(path), None, 1, NOW).record_id)


def test_processes_that_open_a_new_database_at_once_all_get_it(tmp_path: Path) -> None:
    url = url_of(tmp_path)
    with (
        process(open_and_store, url, "a") as first,
        process(open_and_store, url, "b") as second,
        process(open_and_store, url, "c") as third,
    ):
        for one in (first, second, third):
            one.send("go")
        assert sorted(answer(one) for one in (first, second, third)) == [1, 2, 3]


def hold_schema(pipe: Connection, folder: str) -> None:
    with FileLock(Path(folder) / "database.schema.lock"):
        pipe.send("held")
        pipe.recv()


def test_a_database_that_another_process_is_making_is_waited_for(tmp_path: Path) -> None:
    (tmp_path / "locks").mkdir()
    with process(hold_schema, str(tmp_path / "locks")) as other:
        assert answer(other) == "held"
        with pytest.raises(StorageLocked, match=r"held by another process for over 0\.05 s"):
            open_storage(url_of(tmp_path), patience=0.05)
        other.send("let go")
        open_storage(url_of(tmp_path)).close()


def die_upgrading(url: str) -> None:
    def at(point: str) -> None:
        if point == "upgrade:before-commit":
            os.kill(os.getpid(), signal.SIGKILL)

    open_storage(url, on_point=at)


def test_a_migration_that_is_killed_has_not_begun(tmp_path: Path) -> None:
    child = PROCESSES.Process(target=die_upgrading, args=(url_of(tmp_path),))
    child.start()
    child.join(60)
    assert child.exitcode == -9
    assert definitions(tmp_path / "newsmill.db") == {}
    with open_storage(url_of(tmp_path)) as storage:
        store(storage, article())
        assert_whole(storage)


def test_the_view_has_the_promised_columns(tmp_path: Path) -> None:
    with fresh(tmp_path) as storage:
        assert [row[1] for row in rows(storage, "PRAGMA table_info(records)")] == VIEW


def test_the_view_shows_the_current_version_of_each_record(tmp_path: Path) -> None:
    with fresh(tmp_path) as storage:
        old, new = (
            "旧的正文，长到可以认得出来的一段文字。",
            "新的正文，长到可以认得出来的一段文字。",
        )
        store(storage, article("1", old, language="zh"))
        store(storage, article("1", new, language="zh", updated_at=later(hours=1)))
        store(storage, article("2", headimg=f"{SITE}/a.jpg"))
        storage.frontier.gone(lease(storage, "2"), 1, NOW)
        columns = [one for one in VIEW if one != "content_hash"]
        shown = rows(storage, f"SELECT {', '.join(columns)} FROM records ORDER BY id")  # noqa: S608 - constants
    moment, hour_later = "2026-05-01 12:00:00.000000", "2026-05-01 13:00:00.000000"
    site = ("每经网", '["金融", "每经网", "要闻"]', moment)
    other = "2：这篇文章的正文足够长，可以与别的文章区分开来。"
    first = (1, "news", f"{SITE}/1", "题目1", *site, hour_later, moment, "zh", "")
    second = (2, "news", f"{SITE}/2", "题目2", *site, None, moment, None, f"{SITE}/a.jpg")
    assert shown == [
        (*first, f"<p>{new}</p>", new, 2, "current"),
        (*second, f"<p>{other}</p>", other, 1, "withdrawn"),
    ]


def write_on(pipe: Connection, url: str) -> None:
    """Store articles until the reader has enough."""
    with open_storage(url) as storage:
        number = 0
        while not pipe.poll():
            for _ in range(20):
                number += 1
                storage.writer.submit(storage.records.save, article(str(number)), None, 1, NOW)
            if number == 20:
                pipe.send("writing")


def test_another_program_reads_the_view_while_a_crawl_writes(tmp_path: Path) -> None:
    fresh(tmp_path).close()
    with (
        process(write_on, url_of(tmp_path)) as writer,
        closing(sqlite3.connect(f"file:{tmp_path}/newsmill.db?mode=ro", uri=True, timeout=0)) as db,
    ):
        assert answer(writer) == "writing"
        counts = [0]
        while counts[-1] < 200:
            found = db.execute("SELECT count(*), count(body_text), max(id) FROM records").fetchone()
            assert found[0] == found[1] == (found[2] or 0)
            counts.append(found[0])
        writer.send("enough")
    assert counts == sorted(counts)


DOCUMENT = Path(__file__).parent.parent / "docs" / "schema.md"


def documented() -> dict[str, list[str]]:
    """Return the columns that docs/schema.md lists, by table."""
    sections = DOCUMENT.read_text(encoding="utf-8").split("\n## ")[1:]
    found = {}
    for section in sections:
        if name := re.match(r"`(\w+)`", section):
            found[name[1]] = re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)
    return found


def test_the_document_lists_every_table_and_column_in_order() -> None:
    tables = {name: [one.name for one in table.columns] for name, table in metadata.tables.items()}
    assert documented() == {"records": VIEW} | tables


def test_the_document_says_which_columns_may_be_null() -> None:
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    section = ""
    for one in lines:
        if heading := re.match(r"## `(\w+)`", one):
            section = heading[1]
        elif section in metadata.tables and (row := re.match(r"\| `(\w+)` \| (.*) \|$", one)):
            column = metadata.tables[section].c[row[1]]
            assert column.nullable == ("null" in row[2]), f"{section}.{row[1]}"


def test_the_queries_of_the_document_run(tmp_path: Path) -> None:
    blocks = re.findall(r"```sql\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) >= 3
    with fresh(tmp_path) as storage:
        store(storage, article())
        for block in blocks:
            for statement in filter(str.strip, block.split(";")):
                assert rows(storage, statement), statement


def test_every_time_is_stored_as_utc_and_a_time_without_a_zone_is_refused(tmp_path: Path) -> None:
    with fresh(tmp_path) as storage:
        beijing = NOW.astimezone(timezone(timedelta(hours=8)))
        store(storage, article(published_at=beijing))
        assert rows(storage, "SELECT published_at FROM records") == [
            ("2026-05-01 12:00:00.000000",)
        ]
        assert storage.records.get(1).article.published_at == NOW
        with pytest.raises(Exception, match="a time without a zone"):
            storage.records.save(article("2", published_at=NOW.replace(tzinfo=None)), None, 1, NOW)


def test_a_storage_closes_with_its_block(tmp_path: Path) -> None:
    with open_storage(url_of(tmp_path)) as storage:
        assert isinstance(storage, Storage)
    assert not (tmp_path / "newsmill.db-wal").exists()
