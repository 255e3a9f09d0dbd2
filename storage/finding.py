"""Which record an article belongs to: by its address, then by its text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Select,
    and_,
    bindparam,
    literal_column,
    or_,
    select,
    union_all,
)

from articles.decide import recognisable
from articles.types import Article, ContentHash, StoredState
from storage.rows import AnyRow
from storage.tables import article, article_url, entry, shared_address, tombstone
from storage.types import EntryState, Lease


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

_SOURCE: BindParameter[str] = bindparam("source")
_KEY: BindParameter[str] = bindparam("key")
_TEXT: BindParameter[str] = bindparam("text_hash")
_BURIED_AS: Select[Any] = select(literal_column("1")).where(tombstone.c.source == _SOURCE)
ANYTHING = union_all(
    select(literal_column("1")).where(article_url.c.key == _KEY, article_url.c.source == _SOURCE),
    select(literal_column("1")).where(article.c.source == _SOURCE, article.c.text_hash == _TEXT),
    select(literal_column("1")).where(
        shared_address.c.source == _SOURCE, shared_address.c.key == _KEY
    ),
    _BURIED_AS.where(tombstone.c.kind == "url", tombstone.c.value == _KEY),
    _BURIED_AS.where(tombstone.c.kind == "text", tombstone.c.value == _TEXT),
).limit(1)
"""Whether anything is stored under an article's address or with its text; by its bound names."""


def is_known(connection: Connection, new: Article) -> bool:
    """Tell whether anything is stored under an article's address or with its text.

    Of most articles that are fetched nothing is: then this one look-up saves all others.
    """
    marks = {"source": new.source, "key": new.key, "text_hash": new.text_hash}
    return connection.execute(ANYTHING, marks).first() is not None


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
