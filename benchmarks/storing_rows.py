"""Our saving without words and copies beside sqlite3 with the very rows that it wrote.

What decides which record an article is, the savepoint of each call and SQLAlchemy are left.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from articles.types import Article
from storage import Storage, open_storage

_TABLES = {
    "article": "id",
    "article_version": "article_id",
    "article_url": "article_id",
    "article_category": "article_id",
}
"""What a save fills, with the column that tells of which article a row is."""
_WITHOUT = ("DROP TRIGGER search_new", "DROP TRIGGER search_changed")
_SETTINGS = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON")

Rows = dict[str, list[tuple[object, ...]]]


def ours_and_plain(
    folder: Path,
    articles: Sequence[Article],
    batch: int,
    save_all: Callable[[Storage, Sequence[Article]], None],
) -> tuple[float, float]:
    """Return how many articles a second of CPU time each stores, ``batch`` a transaction."""
    file, other = _empty(folder / "rows-ours.db"), _empty(folder / "rows-plain.db")
    ours = _ours(file, articles, save_all)
    plain = _plain(other, [*_batches(file, len(articles), batch)])
    return len(articles) / ours, len(articles) / plain


def _empty(file: Path) -> Path:
    """Make a database of our schema, without what notes texts for the index of words."""
    open_storage(f"sqlite:///{file}").close()
    with closing(sqlite3.connect(file)) as connection:
        for statement in _WITHOUT:
            connection.execute(statement)
    return file


def _ours(
    file: Path, articles: Sequence[Article], save_all: Callable[[Storage, Sequence[Article]], None]
) -> float:
    with open_storage(f"sqlite:///{file}") as storage:
        storage.database.at_end = None
        started = time.process_time()
        save_all(storage, articles)
        return time.process_time() - started


def _batches(file: Path, count: int, batch: int) -> Iterator[Rows]:
    """Yield what was written, a transaction at a time."""
    with closing(sqlite3.connect(file)) as connection:
        for first in range(0, count, batch):
            yield {
                table: connection.execute(
                    f"SELECT * FROM {table} WHERE {number} > ? AND {number} <= ?",  # noqa: S608 - our own names
                    (first, first + batch),
                ).fetchall()
                for table, number in _TABLES.items()
            }


def _plain(file: Path, batches: Sequence[Rows]) -> float:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for setting in _SETTINGS:
            connection.execute(f"PRAGMA {setting}")
        started = time.process_time()
        for batch in batches:
            connection.execute("BEGIN IMMEDIATE")
            for table, rows in batch.items():
                marks = ", ".join("?" * len(rows[0]))
                connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - our own names
            connection.execute("COMMIT")
        return time.process_time() - started
