"""Addresses that pages claim as their own (canonical links), checked against what is stored.

The form of an address tells much (``articles.canonical``), but not that every article of a site
claims the same one. Where two that have nothing in common do, neither is believed, then or later:
each is kept under the address at which it was found.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select, update

from articles.likeness import strangers
from articles.types import Article
from storage.rows import AnyRow
from storage.tables import article, article_url, article_version, entry, shared_address
from storage.types import Lease
from storage.upserts import upsert

_SHARED = select(shared_address.c.key).where(
    shared_address.c.source == bindparam("source"), shared_address.c.key == bindparam("key")
)
_HOLDER = (
    select(article.c.id, article.c.key, article.c.text_hash, article_version.c.body_text)
    .join(article_url, article_url.c.article_id == article.c.id)
    .join(
        article_version,
        (article_version.c.article_id == article.c.id)
        & (article_version.c.number == article.c.version),
    )
    .where(article_url.c.source == bindparam("source"), article_url.c.key == bindparam("key"))
)


def believed(connection: Connection, new: Article, lease: Lease | None, now: datetime) -> Article:
    """Return an article under the address that is believed: the claimed one or that of its page."""
    if new.found_at is None:
        return _unclaimed(connection, new, lease, now)
    marks = {"source": new.source, "key": new.key}
    if connection.execute(_SHARED, marks).first() is not None:
        return _as_found(new)
    holder = _stranger(connection, new, lease)
    if holder is None:
        return new
    _distrust(connection, new, holder, now)
    return _as_found(new)


def _unclaimed(connection: Connection, new: Article, lease: Lease | None, now: datetime) -> Article:
    """Free the address of an article from a stranger that has claimed it before."""
    holder = _stranger(connection, new, lease)
    if holder is not None and not _is_own(connection, holder, new.source):
        _distrust(connection, new, holder, now)
    return new


def _stranger(connection: Connection, new: Article, lease: Lease | None) -> AnyRow | None:
    """Return the record that has the address, if its text has nothing in common with the new one.

    Not the record that the same page was stored as before: that may say anything new.
    """
    found = connection.execute(_HOLDER, {"source": new.source, "key": new.key}).one_or_none()
    if found is None or found.text_hash == new.text_hash:
        return None
    if lease is None or lease.record_id == found.id:
        return None
    return found if strangers(found.body_text, new.body_text) else None


def _is_own(connection: Connection, holder: AnyRow, source: str) -> bool:
    """Tell whether a record was found at its address, and does not only claim it."""
    own = select(entry.c.id).where(
        entry.c.source == source, entry.c.key == holder.key, entry.c.article_id == holder.id
    )
    return connection.execute(own).first() is not None


def _as_found(new: Article) -> Article:
    if new.found_at is None:
        return new
    key, url = new.found_at
    return replace(new, key=key, url=url, found_at=None)


def _distrust(connection: Connection, new: Article, holder: AnyRow, now: datetime) -> None:
    """Note that an address is claimed by strangers; give the first its own back."""
    row = {"source": new.source, "key": new.key, "seen_at": now}
    connection.execute(upsert(shared_address).on_conflict_do_nothing(), row)
    if holder.key != new.key or _is_own(connection, holder, new.source):
        return
    own = connection.execute(
        select(entry.c.key, entry.c.url)
        .where(entry.c.source == new.source, entry.c.article_id == holder.id)
        .order_by(entry.c.id)
        .limit(1)
    ).one_or_none()
    taken = select(article.c.id).where(
        article.c.source == new.source, article.c.key == (own.key if own else None)
    )
    if own is None or connection.execute(taken).first() is not None:
        return
    connection.execute(
        update(article).where(article.c.id == holder.id).values(key=own.key, url=own.url)
    )
    connection.execute(
        delete(article_url).where(article_url.c.source == new.source, article_url.c.key == new.key)
    )
