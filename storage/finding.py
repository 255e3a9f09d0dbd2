"""Which record an article belongs to: by its address, then by its text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, and_, bindparam, or_, select

from articles.decide import recognisable
from articles.types import Article, ContentHash, StoredState
from storage.plain import plain
from storage.rows import AnyRow
from storage.tables import article, article_url, entry, tombstone
from storage.types import EntryState, Lease
from storage.values import fit


@dataclass(frozen=True, slots=True)
class Found:
    """What is stored of an article: the record it belongs to, or another with the same text."""

    stored: StoredState | None = None
    twin: StoredState | None = None
    row: AnyRow | None = None


# Statements that each save runs are built once: building one costs more than running it.
_BURIED = select(tombstone.c.kind).where(
    tombstone.c.source == bindparam("source"),
    or_(
        and_(tombstone.c.kind == "url", tombstone.c.value == bindparam("key")),
        and_(tombstone.c.kind == "text", tombstone.c.value == bindparam("text_hash")),
    ),
)
_FACTS = select(
    article.c.id,
    article.c.key,
    article.c.content_hash,
    article.c.text_hash,
    article.c.version,
    article.c.published_at,
    article.c.withdrawn_at,
)
_BY_ADDRESS = _FACTS.join(article_url, article_url.c.article_id == article.c.id).where(
    article_url.c.key == bindparam("key"), article_url.c.source == bindparam("source")
)
_BY_TEXT = (
    _FACTS.where(
        article.c.source == bindparam("source"), article.c.text_hash == bindparam("text_hash")
    )
    .order_by(article.c.id)
    .limit(1)
)

_KNOWN = """
SELECT column1 FROM (VALUES {asked}) AS asked
WHERE EXISTS (SELECT 1 FROM article_url WHERE key = column3 AND source = column2)
   OR EXISTS (SELECT 1 FROM article WHERE source = column2 AND text_hash = column4)
   OR EXISTS (SELECT 1 FROM shared_address WHERE source = column2 AND key = column3)
   OR EXISTS (SELECT 1 FROM tombstone WHERE source = column2
              AND (kind = 'url' AND value = column3 OR kind = 'text' AND value = column4))
"""
_ASKED = "({place}, ?, ?, ?)"


def known_among(connection: Connection, arrived: Sequence[Article]) -> set[int]:
    """Return which of some articles, from 0, have an address or a text that is stored.

    Of most that are fetched nothing is: then this one look-up saves all others.
    """
    asked = ", ".join([_ASKED.format(place=place) for place in range(len(arrived))])
    marks = [fit(mark) for one in arrived for mark in (one.source, one.key, one.text_hash)]
    return {*plain(connection, _KNOWN.format(asked=asked), tuple(marks)).scalars()}


def find(connection: Connection, new: Article, lease: Lease | None) -> Found:
    """Look for an article by its address, then by its text."""
    marks = {"source": new.source, "key": new.key, "text_hash": new.text_hash}
    buried = set(connection.execute(_BURIED, marks).scalars())
    deleted = StoredState(0, new.content_hash, deleted=True)
    if "url" in buried:
        return Found(stored=deleted)
    row = connection.execute(_BY_ADDRESS, marks).one_or_none()
    if row is not None and (row.key == new.key or _moved(connection, row, lease)):
        return Found(stored=_state(row), row=row)
    if not recognisable(new.body_text):
        return Found()
    if "text" in buried:
        return Found(twin=deleted)
    if row is None or row.text_hash != new.text_hash:
        row = connection.execute(_BY_TEXT, marks).one_or_none()
    return Found(twin=_state(row), row=row) if row is not None else Found()


def _moved(connection: Connection, row: AnyRow, lease: Lease | None) -> bool:
    """Tell whether a further address of a record is where its page stands now.

    It is when the record's own address led there, or when no other address shows it any more.
    Else the two are pages of their own that once had the same text.
    """
    if lease is None:
        return False
    others = connection.execute(
        select(entry.c.id)
        .where(
            entry.c.article_id == row.id,
            entry.c.id != lease.entry_id,
            entry.c.state != EntryState.GONE,
        )
        .limit(1)
    )
    return bool(lease.key == row.key) or others.first() is None


def _state(row: AnyRow) -> StoredState:
    return StoredState(
        row.id, ContentHash(row.content_hash), withdrawn=row.withdrawn_at is not None
    )
