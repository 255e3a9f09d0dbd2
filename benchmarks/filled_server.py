"""The database that ``benchmarks.filled`` makes, on a PostgreSQL server, as fast as it takes it.

Tables, triggers and indexes are made by newsmill's own migrations. Then the file's rows go in by
COPY, past the triggers, and the words are what newsmill makes of the same texts. ``Storage.move``
leads to the same, but for the signatures, which stay those drawn by lot; it reads and indexes each
record as one that is new, some hundreds a second.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from storage import open_storage
from storage.documents import document
from storage.tables import metadata
from storage.tsvector import vector

_TABLES = (
    "article",
    "article_version",
    "article_url",
    "article_category",
    "article_day",
    "article_signature",
    "article_band",
    "search_document",
)
"""Those that ``fill`` writes into, but for the index of words."""
_FAST = "SET synchronous_commit = off", "SET maintenance_work_mem = '1GB'"
_TEXTS = """SELECT place, article.title, body_text, source FROM search_document
JOIN article ON article.id = search_document.article_id
JOIN article_version ON article_version.article_id = article.id AND number = article.version
ORDER BY place"""
_KEYS = """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = ANY(%(kinds)s) AND CASE WHEN contype = 'f' THEN confrelid ELSE conrelid END
    = ANY(CAST(%(tables)s AS regclass[]))"""
_INDEXES = """SELECT indexname, indexdef FROM pg_indexes
WHERE schemaname = current_schema() AND tablename = ANY(%(tables)s)
    AND indexname NOT IN (SELECT conname FROM pg_constraint)"""
_LAST = "SELECT setval(pg_get_serial_sequence('article', 'id'), max(id)) FROM article"

_Row = tuple[object, ...]


def load(file: Path, url: str) -> None:
    """Put all that a filled file holds into an empty database of a server."""
    open_storage(url).close()
    with closing(sqlite3.connect(file)) as here, psycopg.connect(url, autocommit=True) as there:
        for setting in _FAST:
            there.execute(setting)
        with _bare(there):
            for table in _TABLES:
                columns = [column.name for column in metadata.tables[table].columns]
                _copy(there, table, columns, here.execute(_rows(table, columns)))
            _copy(there, "search", ("rowid", "words"), _words(here))
        there.execute(_LAST)
        # what a server does by itself after a while
        there.execute("VACUUM ANALYZE")


def _rows(table: str, columns: Sequence[str]) -> str:
    return f"SELECT {', '.join(columns)} FROM {table}"  # noqa: S608 - our own names


def _words(here: sqlite3.Connection) -> Iterator[_Row]:
    for place, title, body, source in here.execute(_TEXTS):
        yield place, vector(document(place, title, body, source))


def _copy(
    there: psycopg.Connection, table: str, columns: Sequence[str], rows: Iterable[_Row]
) -> None:
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
    with there.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


@contextmanager
def _bare(there: psycopg.Connection) -> Iterator[None]:
    """Take indexes, keys and triggers away meanwhile: built at once they take a tenth the time."""
    filled = {"tables": [*_TABLES, "search"]}
    references = there.execute(_KEYS, filled | {"kinds": ["f"]}).fetchall()
    keys = there.execute(_KEYS, filled | {"kinds": ["p", "u"]}).fetchall()
    indexes = there.execute(_INDEXES, filled).fetchall()
    there.execute("ALTER TABLE article DISABLE TRIGGER USER")
    for table, name, _ in (*references, *keys):
        there.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for name, _ in indexes:
        there.execute(f"DROP INDEX {name}")
    yield
    for table, name, definition in (*keys, *references):
        there.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
    for _, definition in indexes:
        there.execute(definition)
    there.execute("ALTER TABLE article ENABLE TRIGGER USER")


if __name__ == "__main__":
    import sys

    load(Path(sys.argv[1]), sys.argv[2])
