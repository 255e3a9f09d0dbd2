"""Is the database sound: what SQLite says of its file, and what our own rules say of the rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, text

from storage.database import Database
from storage.day_counts import out_of_step
from storage.engine import is_sqlite
from storage.schema import HEAD, revision
from storage.word_index import index_of

_REPAIR = "newsmill db check --repair counts them anew"
_SERVER_SIZE = "SELECT pg_database_size(current_database())"
_RULES = (
    (
        "records without their current version",
        """SELECT count(*) FROM article LEFT JOIN article_version
           ON article_id = article.id AND number = version WHERE article_id IS NULL""",
    ),
    (
        "records that no address leads to",
        "SELECT count(*) FROM article WHERE id NOT IN (SELECT article_id FROM article_url)",
    ),
    (
        "records whose versions have gaps",
        """SELECT count(*) FROM (SELECT article_id FROM article_version GROUP BY article_id
           HAVING count(*) <> max(number) - min(number) + 1) AS gaps""",
    ),
    (
        "records whose current text is not in the search index",
        """SELECT count(*) FROM article LEFT JOIN search_document
           ON article_id = id AND search_document.version = article.version
           WHERE article_id IS NULL""",
    ),
    (
        "records that the search index has lost",
        """SELECT count(*) FROM search_document LEFT JOIN {documents} AS indexed
           ON indexed.id = place WHERE indexed.id IS NULL""",
    ),
    (
        "entries of the search index without a record",
        """SELECT count(*) FROM {documents} AS indexed LEFT JOIN search_document
           ON indexed.id = place WHERE place IS NULL""",
    ),
    (
        "bands of signatures without a signature",
        """SELECT count(*) FROM article_band
           WHERE article_id NOT IN (SELECT article_id FROM article_signature)""",
    ),
    (
        "entries stored without a record",
        "SELECT count(*) FROM entry WHERE state = 'stored' AND article_id IS NULL",
    ),
)


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found. ``faults`` is empty for a sound database.

    ``server``: the software and its version. ``size`` is in bytes, with what is still in the
    write-ahead log.
    """

    revision: str
    server: str
    size: int
    records: int
    versions: int
    entries: int
    runs: int
    faults: tuple[str, ...]


def inspect_database(database: Database, *, quick: bool = False) -> Inspection:
    """Read the whole database and tell what is wrong with it; changes nothing.

    ``quick`` does not compare each record's words with those of the search index, nor counts.
    """
    sqlite = is_sqlite(database.engine.url)
    with database.read() as connection:
        return Inspection(
            revision=revision(connection) or HEAD,
            server=_server(connection),
            size=_file_size(database) if sqlite else _number(connection, _SERVER_SIZE),
            records=_count(connection, "article"),
            versions=_count(connection, "article_version"),
            entries=_count(connection, "entry"),
            runs=_count(connection, "run"),
            faults=(
                *(_of_the_file(connection) if sqlite else ()),
                *_of_the_rows(connection),
                *(() if quick else (*_of_the_index(connection), *_of_the_counts(connection))),
            ),
        )


def _of_the_file(connection: Connection) -> list[str]:
    said = connection.execute(text("PRAGMA integrity_check(20)")).scalars()
    broken = connection.execute(text("PRAGMA foreign_key_check")).all()
    found = [f"integrity: {line}" for line in said if line != "ok"]
    return found + ([f"{len(broken)} rows refer to rows that are not there"] if broken else [])


def _of_the_rows(connection: Connection) -> list[str]:
    documents = index_of(connection).documents
    counts = (
        (_number(connection, query.format(documents=documents)), what) for what, query in _RULES
    )
    return [f"{count} {what}" for count, what in counts if count]


def _of_the_index(connection: Connection) -> list[str]:
    count = index_of(connection).out_of_step(connection)
    return [f"{count} records whose words are not those of the search index"] if count else []


def _of_the_counts(connection: Connection) -> list[str]:
    count = out_of_step(connection)
    return [f"{count} days of sources whose kept count is wrong: {_REPAIR}"] if count else []


def _file_size(database: Database) -> int:
    path = Path(database.engine.url.database or "")
    return _size(path) + _size(path.with_name(f"{path.name}-wal"))


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _count(connection: Connection, table: str) -> int:
    return _number(connection, f"SELECT count(*) FROM {table}")  # noqa: S608 - our own names


def _number(connection: Connection, query: str) -> int:
    return int(connection.execute(text(query)).scalar_one())


def _server(connection: Connection) -> str:
    if connection.dialect.name == "sqlite":
        return f"SQLite {connection.execute(text('SELECT sqlite_version()')).scalar_one()}"
    version = str(connection.execute(text("SHOW server_version")).scalar_one())
    return f"PostgreSQL {version.partition(' ')[0]}"
