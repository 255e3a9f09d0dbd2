"""The index of words kept in step with the records, in the transaction that changes them.

Records are noted in ``search_pending`` by triggers and indexed at the end of the transaction, in
the order of their places: out of order FTS5 writes each document by itself. Their words are at
hand then, so that is when they are compared with other sources' (``storage.stories``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection

from articles.signature import signature
from storage.copies import Signed
from storage.database import Database
from storage.documents import Document, document
from storage.pending import ProgressListener, catch_up
from storage.places import FreePlaces, second_of
from storage.plain import insert_each, plain, plain_each
from storage.rows import AnyRow
from storage.stories import compare, forget_signature
from storage.word_index import index_of

_ALL = 2**62
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
_EMPTY = (
    "DELETE FROM search_document",
    "DELETE FROM article_band",
    "DELETE FROM article_signature",
    "DELETE FROM article_story",
    "INSERT INTO search_pending SELECT id FROM article WHERE true ON CONFLICT DO NOTHING",
)
_NOTES = "search_document (article_id, place, version)"
_INSTEAD = """
ON CONFLICT (article_id) DO UPDATE SET place = excluded.place, version = excluded.version
"""
_DONE = "DELETE FROM search_pending WHERE article_id = ?"
_GONE = "DELETE FROM search_document WHERE article_id = ?"


def index_pending(connection: Connection, limit: int = _ALL) -> int:
    """Index what is noted as pending, at most ``limit`` records; return how many there were."""
    rows = plain(connection, _PENDING, (limit,)).all()
    if not rows:
        return 0
    rows = sorted(rows, key=lambda row: row.published_at)
    documents = _documents(connection, rows)
    _put(connection, rows, documents)
    for row in rows:
        if row.place is not None:
            forget_signature(connection, row.id)
    compare(connection, [*_signed(rows, documents)])
    plain_each(connection, _DONE, [(row.id,) for row in rows])
    return len(rows)


def _documents(connection: Connection, rows: Sequence[AnyRow]) -> list[Document]:
    """Return what is to be indexed of each record, at the place that it has or gets."""
    moving = [_second(row.published_at) for row in rows if not _stays(row)]
    free = FreePlaces(connection, moving)
    places = (row.place if _stays(row) else free.next_of(_second(row.published_at)) for row in rows)
    return [
        document(place, row.title, row.body_text, row.source)
        for row, place in zip(rows, places, strict=True)
    ]


def _put(connection: Connection, rows: Sequence[AnyRow], documents: Sequence[Document]) -> None:
    """Put documents in, instead of what the index holds of another version."""
    index = index_of(connection)
    stale = sorted(filter(_is_stale, rows), key=lambda row: row.place)
    index.take(
        connection,
        [document(row.place, row.old_title, row.old_text, row.source) for row in stale],
    )
    new = [
        (one, (row.id, one.place, row.number))
        for row, one in zip(rows, documents, strict=True)
        if row.indexed != row.number
    ]
    index.add(connection, sorted((one for one, _ in new), key=lambda one: one.place))
    insert_each(connection, _NOTES, ["BIGINT"] * 3, [note for _, note in new], _INSTEAD)


def _signed(rows: Sequence[AnyRow], documents: Sequence[Document]) -> Iterator[Signed]:
    """Yield what texts are like, where they are long enough to tell."""
    for row, one in zip(rows, documents, strict=True):
        own = signature(one.body.split())
        if own is not None:
            yield Signed(row.id, row.source, own)


def forget(connection: Connection, record_ids: Sequence[int]) -> None:
    """Take records out of the index, before they are deleted."""
    index = index_of(connection)
    for record_id in record_ids:
        row = plain(connection, _INDEXED, (record_id,)).one_or_none()
        if row is not None:
            index.take(connection, [document(row.place, row.title, row.body_text, row.source)])
            plain(connection, _GONE, (record_id,))


def rebuild(database: Database, on_progress: ProgressListener | None = None) -> None:
    """Make the index and the stories anew from the texts."""
    with database.write("rebuild") as connection:
        index_of(connection).clear(connection)
        for statement in _EMPTY:
            plain(connection, statement)
    catch_up(database, on_progress)


def _is_stale(row: AnyRow) -> bool:
    """Tell whether the index holds another version of a record."""
    return row.place is not None and row.indexed != row.number


def _stays(row: AnyRow) -> bool:
    """Tell whether a record keeps its place."""
    if row.place is None:
        return False
    return _second(row.old_published_at) == _second(row.published_at)


def _second(stored: str | datetime) -> int:
    moment = datetime.fromisoformat(stored) if isinstance(stored, str) else stored
    return second_of(moment.replace(tzinfo=UTC))
