"""What the storage's tests share: a database that is quickly there, articles, and other processes."""

from __future__ import annotations

import atexit
import json
import multiprocessing
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, ClassVar

import psycopg
import pytest
from servers import drop_database, make_database
from sqlalchemy import event

from articles.identity import content_hash, text_hash
from articles.types import Article, DateSource, ListingEntry
from articles.urls import article_key, canonical_url
from storage import Storage, open_storage
from storage.day_counts import out_of_step
from storage.tables import metadata
from storage.types import Lease

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
SITE = "https://news.example.com"
LISTING = f"{SITE}/latest"

sqlite_only = pytest.mark.parametrize("each_database", ["sqlite"], indirect=True)
"""What is asked of a file, or of how SQLite means to answer."""
postgresql_only = pytest.mark.parametrize("each_database", ["postgresql"], indirect=True)

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["alembic.command", "alembic.config", "pytest", "storage.facade"])


@contextmanager
def process(target: Callable[..., None], *args: Any) -> Iterator[Connection]:
    """Run ``target(pipe, *args)`` in a process of its own, killed at the end; yield our pipe end."""
    ours, theirs = PROCESSES.Pipe()
    child = PROCESSES.Process(target=target, args=(theirs, *args))
    child.start()
    theirs.close()
    try:
        yield ours
    finally:
        child.kill()
        child.join()
        child.close()
        ours.close()


def answer(pipe: Connection) -> Any:
    """Return what the other process says next."""
    assert pipe.poll(60), "the other process says nothing"
    return pipe.recv()


def later(**named: int) -> datetime:
    return NOW + timedelta(**named)


class _World:
    """Which kind of database is made, and those that are there: by the folder they stand for."""

    kind = "sqlite"
    made: ClassVar[dict[Path, str]] = {}
    spare: ClassVar[list[str]] = []
    """Databases of our schema that a test before has left: to empty one is quicker."""
    whole: ClassVar[set[str]] = set()


@contextmanager
def databases(kind: str) -> Iterator[None]:
    """Make databases of a kind; drop those of a server at the end."""
    _World.kind = kind
    try:
        yield
    finally:
        _World.kind = "sqlite"
        for folder in list(_World.made):
            _leave(folder)


def _leave(folder: Path) -> None:
    url = _World.made.pop(folder)
    if url in _World.whole:
        _World.spare.append(url)
    else:
        drop_database(url)


def on_sqlite() -> bool:
    return _World.kind == "sqlite"


@cache
def _template() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="newsmill-template-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    open_storage(f"sqlite:///{folder}/newsmill.db").close()
    return folder / "newsmill.db"


def _empty() -> str:
    """Return a database of our schema on the server that has no rows."""
    if not _World.spare:
        url = make_database()
        atexit.register(drop_database, url)
        open_storage(url).close()
        _World.whole.add(url)
        return url
    url = _World.spare.pop()
    tables = [*(table.name for table in reversed(metadata.sorted_tables)), "search"]
    with closing(psycopg.connect(url, autocommit=True)) as connection:
        connection.execute(_ALONE)
        connection.execute("; ".join(f"DELETE FROM {name}" for name in tables).encode())  # noqa: S608 - our own names
        connection.execute(_FROM_ONE)
    return url


_ALONE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_FROM_ONE = """
SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'
"""


def url_of(folder: Path) -> str:
    """Return the URL of a folder's database; on a server, an empty one is made."""
    if on_sqlite():
        return f"sqlite:///{folder}/newsmill.db"
    if folder not in _World.made:
        _World.made[folder] = make_database()
    return _World.made[folder]


def fresh(folder: Path, **named: Any) -> Storage:
    """Open a database of its own in a folder, made by the migrations once a test process."""
    if on_sqlite():
        shutil.copy(_template(), folder / "newsmill.db")
    else:
        if folder in _World.made:
            _leave(folder)
        _World.made[folder] = _empty()
    return opened(url_of(folder), **named)


def opened(url: str, **named: Any) -> Storage:
    """Open a database that does not wait for the disk: only a power cut could tell."""
    storage = open_storage(url, **named)
    if storage.database.engine.dialect.name == "sqlite":
        event.listen(storage.database.engine, "connect", _do_not_wait_for_the_disk)
        storage.database.engine.dispose()
    return storage


def _do_not_wait_for_the_disk(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA synchronous = OFF")


def article(path: str = "1", text: str | None = None, **changes: Any) -> Article:
    """Make an article as ``normalize`` would: its keys and hashes follow from what is given."""
    text = f"{path}：这篇文章的正文足够长，可以与别的文章区分开来。" if text is None else text
    url = canonical_url(changes.pop("url", f"{SITE}/{path}"))
    made = Article(
        key=article_key(url),
        source="news",
        url=url,
        title=f"题目{path}",
        categories=("金融", "每经网", "要闻"),
        published_at=NOW,
        date_source=DateSource.PAGE,
        body_html=f"<p>{text}</p>",
        body_text=text,
        content_hash=content_hash(title="", body_html="", headimg="", byline=None),
        text_hash=text_hash(text),
        author="每经网",
        fetched_at=NOW,
    )
    made = replace(made, **changes)
    return replace(
        made,
        content_hash=content_hash(
            title=made.title, body_html=made.body_html, headimg=made.headimg, byline=made.byline
        ),
    )


def line(path: str = "1", **named: Any) -> ListingEntry:
    """Make one line of a listing."""
    return ListingEntry(**({"url": f"{SITE}/{path}", "channel": "要闻", "claim": "a"} | named))


def discover(
    storage: Storage,
    lines: Sequence[ListingEntry],
    *,
    listing: str = LISTING,
    order: int = 0,
    run: int = 1,
    now: datetime = NOW,
) -> Any:
    return storage.frontier.discover("news", listing, order, lines, run, now)


def lease(storage: Storage, path: str = "1", *, run: int = 1, now: datetime = NOW) -> Lease:
    """Make one address due and take it."""
    storage.frontier.queue("news", [f"{SITE}/{path}"], "要闻", run, now)
    (taken,) = storage.frontier.lease("news", run, 1, now)
    return taken


def store(storage: Storage, made: Article, path: str | None = None, **named: Any) -> Any:
    """Store an article as a crawl does: its address due, leased, saved."""
    held = lease(storage, made.url.removeprefix(f"{SITE}/") if path is None else path)
    return storage.records.save(made, held, 1, NOW, **named)


def rows(storage: Storage, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """Ask the database itself, as another program would; its answers as SQLite gives them."""
    url = storage.database.engine.url
    if url.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(url.database or "")) as connection:
            return connection.execute(query, values).fetchall()
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with closing(psycopg.connect(plain)) as connection:
        found = connection.execute(query.replace("?", "%s").encode(), values)
        return [tuple(map(_as_sqlite, row)) for row in found]


def _as_sqlite(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(" ", "microseconds")
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return value


@contextmanager
def listened(storage: Storage, listener: Callable[..., None]) -> Iterator[None]:
    """Let a listener hear of each statement before it is executed."""
    engine = storage.database.engine
    event.listen(engine, "before_cursor_execute", listener)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", listener)


def plans(storage: Storage, call: Callable[[], object]) -> list[str]:
    """Return how SQLite means to answer each statement of a call."""
    found: list[str] = []

    def explain(_connection: Any, cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE")):
            values = values[0] if isinstance(values, list) else values
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", values)
            found.extend(row[3] for row in cursor.fetchall())

    with listened(storage, explain):
        call()
    return found


def statements(storage: Storage, call: Callable[[], object]) -> list[str]:
    """Return what a call asks the database, in its order."""
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        found.append(statement)

    with listened(storage, note):
        call()
    return found


def state_of(storage: Storage, path: str = "1") -> str:
    ((state,),) = rows(storage, "SELECT state FROM entry WHERE url = ?", f"{SITE}/{path}")
    return str(state)


def assert_whole(storage: Storage) -> None:
    """Demand what must hold of every database at any time."""
    if storage.database.engine.dialect.name == "sqlite":
        assert rows(storage, "PRAGMA integrity_check") == [("ok",)]
        assert rows(storage, "PRAGMA foreign_key_check") == []
    assert not rows(storage, "SELECT source, key FROM article GROUP BY 1, 2 HAVING count(*) > 1")
    assert not rows(
        storage,
        """SELECT article.id FROM article LEFT JOIN article_version ON article_id = article.id
           GROUP BY article.id, version
           HAVING count(*) <> max(number) - min(number) + 1 OR max(number) <> version""",
    )
    assert not rows(
        storage,
        """SELECT article.key FROM article LEFT JOIN article_url
             ON article_url.source = article.source AND article_url.key = article.key
           WHERE article_url.article_id IS DISTINCT FROM article.id""",
    )
    assert rows(storage, "SELECT count(*) FROM records") == rows(
        storage, "SELECT count(*) FROM article"
    )
    with storage.database.read() as connection:
        assert out_of_step(connection) == 0
