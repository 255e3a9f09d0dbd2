"""The index of words kept in step with the records, in the transaction that changes them.

FTS5 without a copy of the texts: what goes in is the tokens of ``articles.search.tokens``, and what
goes out again must be told the same tokens, which the versions still have. The number of a document
is its *place*: seconds since 1970 of its publication, times 64, and the next free one from there.
So FTS5's own order is newest first, and 64 articles of one second have room before they borrow of
the next.

Records are noted in ``search_pending`` by triggers and indexed at the end of the transaction, in
the order of their places: out of order FTS5 writes each document by itself. Their words are at
hand then, so that is when they are compared with other sources' (``storage.stories``).
"""

from __future__ import annotations

import string
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from articles.search.tokens import BREAK, spaced
from storage.database import Database
from storage.rows import AnyRow
from storage.stories import compare, forget_signature

ROOM = 64
"""Places to a second."""

ProgressListener = Callable[[int, int], None]

_CHUNK = 200
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
EVERY = BREAK
"""A token of each document's source: what is asked for besides words is looked up by it."""
_PLAIN = frozenset(string.ascii_lowercase + string.digits)

_PENDING = """
SELECT article.id, article.source, place, search_document.version AS indexed,
       new.number, new.title, new.body_text, new.published_at,
       old.title AS old_title, old.body_text AS old_text, old.published_at AS old_published_at
FROM search_pending
JOIN article ON article.id = search_pending.article_id
JOIN article_version AS new ON new.article_id = article.id AND new.number = article.version
LEFT JOIN search_document ON search_document.article_id = article.id
LEFT JOIN article_version AS old
  ON old.article_id = article.id AND old.number = search_document.version
ORDER BY search_pending.article_id LIMIT ?
"""
_INDEXED = """
SELECT article.source, place, article_version.title, body_text FROM search_document
JOIN article ON article.id = search_document.article_id
JOIN article_version
  ON article_version.article_id = article.id AND number = search_document.version
WHERE article.id = ?
"""
_SIZES = """
SELECT sz, title, body_text FROM search_document
JOIN search_docsize ON search_docsize.id = place
JOIN article_version
  ON article_version.article_id = search_document.article_id
 AND number = search_document.version
"""
_EMPTY = (
    "INSERT INTO search (search) VALUES ('delete-all')",
    "DELETE FROM search_document",
    "DELETE FROM article_band",
    "DELETE FROM article_signature",
    "DELETE FROM article_story",
    "INSERT OR IGNORE INTO search_pending SELECT id FROM article",
)
_GOES_ON = 0x80
_LAST = "SELECT max(place) FROM search_document WHERE place >= ? AND place < ?"
_ADD = "INSERT INTO search (rowid, title, body, source) VALUES (?, ?, ?, ?)"
_TAKE = "INSERT INTO search (search, rowid, title, body, source) VALUES ('delete', ?, ?, ?, ?)"
_NOTE = "INSERT OR REPLACE INTO search_document (article_id, place, version) VALUES (?, ?, ?)"
_DONE = "DELETE FROM search_pending WHERE article_id = ?"
_GONE = "DELETE FROM search_document WHERE article_id = ?"


def second_of(moment: datetime) -> int:
    """Return the whole seconds from 1970 to a moment."""
    return (moment - _EPOCH) // _SECOND


def source_token(source: str) -> str:
    """Return a source's name as the one token that stands for it in the index."""
    return "".join(one if one in _PLAIN else f"{BREAK}{ord(one):x}{BREAK}" for one in source)


def index_pending(connection: Connection, limit: int = -1) -> int:
    """Index what is noted as pending, at most ``limit`` records; return how many there were."""
    rows = connection.exec_driver_sql(_PENDING, (limit,)).all()
    if not rows:
        return 0
    for row in sorted(filter(_is_stale, rows), key=lambda row: row.place):
        connection.exec_driver_sql(
            _TAKE, document(row.place, row.old_title, row.old_text, row.source)
        )
    for row in sorted(rows, key=lambda row: row.published_at):
        place = row.place if _stays(row) else _free(connection, _second(row.published_at))
        words = document(place, row.title, row.body_text, row.source)
        if row.indexed != row.number:
            connection.exec_driver_sql(_ADD, words)
            connection.exec_driver_sql(_NOTE, (row.id, place, row.number))
        if row.place is not None:
            forget_signature(connection, row.id)
        _, _, body, _ = words
        compare(connection, row.id, row.source, body.split())
    connection.exec_driver_sql(_DONE, [(row.id,) for row in rows])
    return len(rows)


def catch_up(database: Database, on_progress: ProgressListener | None = None) -> None:
    """Index all that is pending, a transaction for each few hundred; whoever is killed goes on.

    That is what a database of an older schema has, and one that another program wrote into.
    ``on_progress`` hears how many are done, of how many.
    """
    with database.read() as connection:
        total = connection.exec_driver_sql("SELECT count(*) FROM search_pending").scalar_one()
    done = 0
    while done < total:
        with database.write("index") as connection:
            step = index_pending(connection, _CHUNK)
        if not step:
            return
        done += step
        if on_progress is not None:
            on_progress(min(done, total), total)


def forget(connection: Connection, record_ids: Sequence[int]) -> None:
    """Take records out of the index, before they are deleted."""
    for record_id in record_ids:
        row = connection.exec_driver_sql(_INDEXED, (record_id,)).one_or_none()
        if row is not None:
            connection.exec_driver_sql(
                _TAKE, document(row.place, row.title, row.body_text, row.source)
            )
            connection.exec_driver_sql(_GONE, (record_id,))


def rebuild(database: Database, on_progress: ProgressListener | None = None) -> None:
    """Make the index and the stories anew from the texts."""
    with database.write("rebuild") as connection:
        for statement in _EMPTY:
            connection.exec_driver_sql(statement)
    catch_up(database, on_progress)


def out_of_step(connection: Connection) -> int:
    """Return how many records have another number of words than the index holds of them."""
    rows = connection.exec_driver_sql(_SIZES)
    return sum(_sizes(row.sz)[:2] != _counts(row.title, row.body_text) for row in rows)


def _counts(title: str, body: str) -> list[int]:
    return [len(spaced(title).split()), len(spaced(body).split())]


def _sizes(stored: bytes) -> list[int]:
    """Read FTS5's record of a document: a varint a column, seven bits a byte, high ones first."""
    sizes, value = [], 0
    for byte in stored:
        value = value << 7 | byte & 0x7F
        if byte < _GOES_ON:
            sizes.append(value)
            value = 0
    return sizes


def document(place: int, title: str, body: str, source: str) -> tuple[int, str, str, str]:
    """Return a row of the index."""
    return place, spaced(title), spaced(body), f"{EVERY} {source_token(source)}"


def _is_stale(row: AnyRow) -> bool:
    """Tell whether the index holds another version of a record."""
    return row.place is not None and row.indexed != row.number


def _stays(row: AnyRow) -> bool:
    """Tell whether a record keeps its place."""
    if row.place is None:
        return False
    return _second(row.old_published_at) == _second(row.published_at)


def _second(stored: str) -> int:
    return second_of(datetime.fromisoformat(stored).replace(tzinfo=UTC))


def _free(connection: Connection, second: int) -> int:
    """Return the next free place of a second; of one soon after, where it is full."""
    ahead = 0
    while True:
        first = (second + ahead) * ROOM
        last = connection.exec_driver_sql(_LAST, (first, first + ROOM)).scalar()
        if last is None:
            return first
        if last < first + ROOM - 1:
            return int(last) + 1
        ahead = ahead * 2 or 1
