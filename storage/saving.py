"""Storing articles: decided, written, aliased and their entries settled, in one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, update

from articles.types import Article, Decision
from storage.arrivals import Arrival, Visit
from storage.claims import believed
from storage.columns import address_values, article_values, category_values, version_values
from storage.deciding import Decided, decided
from storage.ends import Written, bury, finish, keep
from storage.finding import known_among
from storage.new_records import insert_record, store_new
from storage.rows import AnyRow
from storage.tables import article, article_category, article_url, article_version
from storage.types import Saved
from storage.upserts import upsert

# built once: a statement is known again by what it is, which takes as long as to run it
_NEW_VERSION = insert(article_version)
_RECORD = update(article).where(article.c.id == bindparam("_id"))
_CATEGORIES = upsert(article_category).on_conflict_do_nothing()
_ADDRESS = upsert(article_url)
_ADDRESS = _ADDRESS.on_conflict_do_update(
    index_elements=["key", "source"],
    set_={"article_id": _ADDRESS.excluded.article_id},
    where=article_url.c.article_id != _ADDRESS.excluded.article_id,
)


def save(connection: Connection, one: Arrival) -> Saved:
    """Store an article by what is stored already."""
    if not known_among(connection, [one.article]):
        return store_new(connection, [one])[0]
    return save_known(connection, one)


def save_known(connection: Connection, one: Arrival) -> Saved:
    """Store an article of which something may be stored."""
    new = believed(connection, one.article, one.lease, one.visit.now)
    one = replace(one, article=new)
    how = decided(connection, new, one.lease)
    if how.decision is Decision.DELETED:
        bury(connection, one)
        return Saved(how.decision, 0, 0)
    if how.row is not None and how.decision is Decision.WORSE:
        keep(connection, one, how.row, how.why)
        return Saved(how.decision, how.row.id, how.row.version, how.why)
    record = _write(connection, how, one)
    owner = {"article_id": record.record_id}
    address = address_values(new.source, new.key, new.url, one.visit.now)
    connection.execute(_ADDRESS, address | owner)
    categories = category_values(new, one.channels, record.published_at)
    connection.execute(_CATEGORIES, [row | owner for row in categories])
    finish(connection, [(one, record)])
    return Saved(how.decision, record.record_id, record.version)


def _write(connection: Connection, how: Decided, one: Arrival) -> Written:
    row = how.row
    if row is None:
        return insert_record(connection, one)
    if how.decision is Decision.CHANGED:
        return change(connection, row, one.article, one.visit)
    seen: dict[str, object] = {"_id": row.id, "withdrawn_at": None}
    if how.decision is Decision.UNCHANGED:
        # a further address says nothing of when the record's own was fetched
        seen["fetched_at"] = one.article.fetched_at
    connection.execute(_RECORD, seen)
    return Written(row.id, row.version, row.published_at)


def change(
    connection: Connection,
    row: AnyRow,
    new: Article,
    visit: Visit,
    withdrawn_at: datetime | None = None,
) -> Written:
    """Add a version. The record keeps its first categories: the later channels are further ones.

    ``withdrawn_at``: since when it is withdrawn; a page that a site has sent is not.
    """
    record = Written(row.id, row.version + 1, new.published_at)
    values = article_values(new)
    for first in ("categories", "key", "url"):
        del values[first]
    connection.execute(
        _RECORD, values | {"_id": row.id, "version": record.version, "withdrawn_at": withdrawn_at}
    )
    if row.published_at != new.published_at:
        connection.execute(
            update(article_category)
            .where(article_category.c.article_id == row.id)
            .values(published_at=new.published_at)
        )
    connection.execute(
        _NEW_VERSION,
        version_values(new)
        | {
            "article_id": record.record_id,
            "number": record.version,
            "stored_at": visit.now,
            "run_id": visit.run_id,
        },
    )
    return record
