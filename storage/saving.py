"""Storing one article: decided, written, aliased and its entry settled, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, insert, update

from articles.decide import decide
from articles.recheck import next_look
from articles.types import Article, Decision, RejectReason
from storage.at_once import stored_at_once
from storage.claims import believed
from storage.deciding import Decided, decided
from storage.finding import is_known
from storage.leases import settle
from storage.rows import AnyRow
from storage.tables import article, article_category, article_url, article_version
from storage.types import EntryState, Lease, Saved
from storage.upserts import upsert
from storage.values import FIRST_CHANNEL, article_values, new_id, version_values

# built once: a statement is known again by what it is, which takes as long as to run it
_NEW_RECORD, _NEW_VERSION = insert(article), insert(article_version)
_RECORD = update(article).where(article.c.id == bindparam("_id"))
_CATEGORIES = upsert(article_category).on_conflict_do_nothing()
_OTHER_ADDRESS = upsert(article_url).on_conflict_do_nothing()
_ADDRESS = upsert(article_url)
_ADDRESS = _ADDRESS.on_conflict_do_update(
    index_elements=["key", "source"],
    set_={"article_id": _ADDRESS.excluded.article_id},
    where=article_url.c.article_id != _ADDRESS.excluded.article_id,
)


@dataclass(frozen=True, slots=True)
class Visit:
    """When and by which run an article was fetched, and how to ask for it again."""

    now: datetime
    run_id: int | None
    etag: str | None = None
    last_modified: str | None = None
    recheck: Sequence[timedelta] = ()
    """Ages at which to look at the article again."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a record is after a write."""

    record_id: int
    version: int
    published_at: datetime


def save(connection: Connection, new: Article, lease: Lease | None, visit: Visit) -> Saved:
    """Store an article by what is stored already."""
    places = _places_of(new, lease.channels if lease else ())
    number = stored_at_once(connection, new, places, visit.now, visit.run_id)
    if number is not None:
        record = Written(number, 1, new.published_at)
        _finish(connection, record, new, lease, visit)
        return Saved(Decision.NEW, number, 1)
    if is_known(connection, new):
        new = believed(connection, new, lease, visit.now)
        how = decided(connection, new, lease)
    else:
        how = Decided(decide(None, None, new))
    if how.decision is Decision.DELETED:
        _bury_entry(connection, lease, visit)
        return Saved(how.decision, 0, 0)
    if how.row is not None and how.decision is Decision.WORSE:
        return _keep(connection, how.row, lease, visit, how.why)
    record = _write(connection, how.decision, how.row, new, visit)
    connection.execute(
        _ADDRESS, _address(new.source, new.key, new.url, record.record_id, visit.now)
    )
    _categorise(connection, record, new.source, places)
    _finish(connection, record, new, lease, visit)
    return Saved(how.decision, record.record_id, record.version)


def _finish(
    connection: Connection, record: Written, new: Article, lease: Lease | None, visit: Visit
) -> None:
    """Note a further address, which a listing showed, and how the entry ended.

    The page's own address may have been another record's further one before.
    """
    if lease is not None:
        if lease.key not in {"", new.key}:
            further = _address(new.source, lease.key, lease.url, record.record_id, visit.now)
            connection.execute(_OTHER_ADDRESS, further)
        settle(
            connection,
            lease,
            visit.run_id,
            EntryState.STORED,
            visit.now,
            article_id=record.record_id,
            etag=visit.etag,
            last_modified=visit.last_modified,
            due_at=next_look(record.published_at, visit.now, visit.recheck),
        )


def _keep(
    connection: Connection, row: AnyRow, lease: Lease | None, visit: Visit, why: str
) -> Saved:
    """Leave a record as it is. The entry keeps its validators: they go with the text we have."""
    if lease is not None:
        settle(
            connection,
            lease,
            visit.run_id,
            EntryState.STORED,
            visit.now,
            error_kind=Decision.WORSE.value,
            error=why,
            due_at=next_look(row.published_at, visit.now, visit.recheck),
        )
    return Saved(Decision.WORSE, row.id, row.version, why)


def _write(
    connection: Connection, decision: Decision, row: AnyRow | None, new: Article, visit: Visit
) -> Written:
    if row is None:
        return _insert(connection, new, visit)
    if decision is Decision.CHANGED:
        return change(connection, row, new, visit)
    seen: dict[str, object] = {"_id": row.id, "withdrawn_at": None}
    if decision is Decision.UNCHANGED:
        # a further address says nothing of when the record's own was fetched
        seen["fetched_at"] = new.fetched_at
    connection.execute(_RECORD, seen)
    return Written(row.id, row.version, row.published_at)


def _insert(connection: Connection, new: Article, visit: Visit) -> Written:
    done = connection.execute(
        _NEW_RECORD,
        article_values(new) | {"version": 1, "first_fetched_at": new.fetched_at},
    )
    record = Written(new_id(done), 1, new.published_at)
    _add_version(connection, record, new, visit)
    return record


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
    _add_version(connection, record, new, visit)
    return record


def _add_version(connection: Connection, record: Written, new: Article, visit: Visit) -> None:
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


def _address(source: str, key: str, url: str, record_id: int, now: datetime) -> dict[str, object]:
    return {
        "source": source,
        "key": key,
        "url": url,
        "article_id": record_id,
        "first_seen_at": now,
    }


def _places_of(new: Article, channels: Sequence[str]) -> dict[str, int]:
    """Return the categories with their positions: the article's own, and where listings show it."""
    positions: dict[str, int] = {}
    for position, name in (*enumerate(new.categories), *enumerate(channels, FIRST_CHANNEL)):
        positions.setdefault(name, position)
    return positions


def _categorise(
    connection: Connection, record: Written, source: str, places: Mapping[str, int]
) -> None:
    connection.execute(
        _CATEGORIES,
        [
            {
                "article_id": record.record_id,
                "category": name,
                "position": position,
                "source": source,
                "published_at": record.published_at,
            }
            for name, position in places.items()
        ],
    )


def _bury_entry(connection: Connection, lease: Lease | None, visit: Visit) -> None:
    if lease is not None:
        settle(
            connection,
            lease,
            visit.run_id,
            EntryState.REJECTED,
            visit.now,
            **BURIED,
        )


BURIED = {
    "article_id": None,
    "etag": None,
    "last_modified": None,
    "error_kind": RejectReason.DELETED.value,
    "error": "its record was deleted",
}
"""The columns of an entry whose record was deleted: without validators, as nothing is stored."""
