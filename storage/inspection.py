"""Is the database sound: what SQLite says of its file, and what our own rules say of the rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, text

from storage.database import Database
from storage.schema import HEAD, revision
from storage.search_index import out_of_step

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
           HAVING count(*) <> max(number) - min(number) + 1)""",
    ),
    (
        "records whose current text is not in the search index",
        """SELECT count(*) FROM article LEFT JOIN search_document
           ON article_id = id AND search_document.version = article.version
           WHERE article_id IS NULL""",
    ),
    (
        "records that the search index has lost",
        """SELECT count(*) FROM search_document LEFT JOIN search_docsize
           ON search_docsize.id = place WHERE search_docsize.id IS NULL""",
    ),
    (
        "entries of the search index without a record",
        """SELECT count(*) FROM search_docsize LEFT JOIN search_document
           ON search_docsize.id = place WHERE place IS NULL""",
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

    ``size`` is in bytes, with what is still in the write-ahead log.
    """

    revision: str
    sqlite: str
    size: int
    records: int
    versions: int
    entries: int
    runs: int
    faults: tuple[str, ...]


def inspect_database(database: Database, *, quick: bool = False) -> Inspection:
    """Read the whole database and tell what is wrong with it; changes nothing.

    ``quick`` does not compare each record's words with those of the search index.
    """
    path = Path(database.engine.url.database or "")
    with database.read() as connection:
        return Inspection(
            revision=revision(connection) or HEAD,
            sqlite=_text(connection, "SELECT sqlite_version()"),
            size=_size(path) + _size(path.with_name(f"{path.name}-wal")),
            records=_count(connection, "article"),
            versions=_count(connection, "article_version"),
            entries=_count(connection, "entry"),
            runs=_count(connection, "run"),
            faults=(
                *_of_the_file(connection),
                *_of_the_rows(connection),
                *(() if quick else _of_the_index(connection)),
            ),
        )


def _of_the_file(connection: Connection) -> list[str]:
    said = connection.execute(text("PRAGMA integrity_check(20)")).scalars()
    broken = connection.execute(text("PRAGMA foreign_key_check")).all()
    found = [f"integrity: {line}" for line in said if line != "ok"]
    return found + ([f"{len(broken)} rows refer to rows that are not there"] if broken else [])


def _of_the_rows(connection: Connection) -> list[str]:
    counts = ((connection.execute(text(query)).scalar_one(), what) for what, query in _RULES)
    return [f"{count} {what}" for count, what in counts if count]


def _of_the_index(connection: Connection) -> list[str]:
    count = out_of_step(connection)
    return [f"{count} records whose words are not those of the search index"] if count else []


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _count(connection: Connection, table: str) -> int:
    return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())  # noqa: S608 - our own names


def _text(connection: Connection, query: str) -> str:
    return str(connection.execute(text(query)).scalar_one())
