"""What is loaded into a server for a benchmark is what newsmill itself would have put there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from servers import drop_database, make_database, server_url

from benchmarks.filled import fill
from benchmarks.filled_server import load
from benchmarks.plan import Plan
from benchmarks.queries_server import queries_server
from storage import open_storage
from storage.tables import metadata
from storage.types import RecordFilter

DRAWN = {"article_signature", "article_band"}
"""Not what the texts are like, but drawn by lot."""
DEFINED = (
    "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace""",
    "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT sequencename, last_value FROM pg_sequences",
)
RECORDS = 300


@pytest.fixture
def another_server() -> Iterator[str]:
    url = make_database()
    yield url
    drop_database(url)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "records.db"
    fill(made, RECORDS)
    return made


def content(url: str) -> dict[str, list[tuple[object, ...]]]:
    names = {*metadata.tables, "search"} - DRAWN
    asked = {one: one for one in (*DEFINED, *(f"TABLE {name}" for name in names))}
    with closing(psycopg.connect(url)) as connection:
        return {
            name: sorted(connection.execute(one.encode()).fetchall(), key=str)
            for name, one in asked.items()
        }


def test_what_is_loaded_is_what_is_moved(file: Path, server: str, another_server: str) -> None:
    load(file, server)
    with open_storage(f"sqlite:///{file}") as storage:
        storage.move(another_server)
    ours, theirs = content(server), content(another_server)
    assert {
        name: {*ours[name]} ^ {*theirs[name]} for name in ours if ours[name] != theirs[name]
    } == {}
    with open_storage(server) as loaded:
        assert loaded.inspect().faults == ()
        assert len(loaded.records.list(RecordFilter(), limit=RECORDS + 1).rows) == RECORDS


def test_a_server_is_measured_beside_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = server_url().set(drivername="postgresql")
    monkeypatch.setenv("NEWSMILL_TEST_PG_URL", url.render_as_string(hide_password=False))
    plan = Plan(tmp_path, 16, 1, RECORDS, 60, 2, references=False)
    lines = {line.name: line for line in queries_server(plan)}
    assert all(line.figure > 0 for line in lines.values())
    assert lines["PostgreSQL: search, newest 20"].unit == "ms"
    assert lines["PostgreSQL: storing"].unit == "×"
