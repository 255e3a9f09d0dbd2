"""Storing one article: decided, written, aliased and its entry settled, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from articles.decide import decide
from articles.types import Article, ContentHash, Decision, StoredState
from articles.worse import loss
from storage.frontier import settle
from storage.tables import article, article_category, article_url, article_version, tombstone
from storage.types import EntryState, Lease, Saved
from storage.values import article_values, new_id, version_values


@dataclass(frozen=True, slots=True)
class Visit:
    """When and by which run an article was fetched, and how to ask for it again."""

    now: datetime
    run_id: int | None
    etag: str | None = None
    last_modified: str | None = None


def save(connection: Connection, new: Article, lease: Lease | None, visit: Visit) -> Saved:
    """Store an article by what is stored already."""
    decision, known, why = decided(connection, new)
    if decision is Decision.DELETED or (known is None and decision is not Decision.NEW):
        _settle(connection, lease, visit, None)
        return Saved(decision, 0, 0)
    if known is not None and decision is Decision.WORSE:
        return _keep(connection, known.record_id, lease, visit, why)
    record_id, version = _write(connection, decision, known, new, visit)
    channels = lease.channels if lease else new.categories[2:3]
    _alias(connection, record_id, new, lease, visit.now)
    _categorise(connection, record_id, new, channels)
    _settle(connection, lease, visit, record_id)
    return Saved(decision, record_id, version)


def decided(connection: Connection, new: Article) -> tuple[Decision, StoredState | None, str]:
    """Decide what storing ``new`` means, with the record that it is about, and why not."""
    stored, twin = find(connection, new)
    decision = decide(stored, twin, new)
    if stored is not None and decision is Decision.CHANGED:
        why = loss(_text(connection, stored.record_id), new.body_text)
        if why is not None:
            return Decision.WORSE, stored, why
    return decision, stored or twin, ""


def _text(connection: Connection, record_id: int) -> str:
    found = connection.execute(
        select(article_version.c.body_text)
        .join(article, article.c.id == article_version.c.article_id)
        .where(article.c.id == record_id, article_version.c.number == article.c.version)
    )
    return str(found.scalar_one())


def _keep(
    connection: Connection, record_id: int, lease: Lease | None, visit: Visit, why: str
) -> Saved:
    """Leave a record as it is. The entry keeps its validators: they go with the text we have."""
    if lease is not None:
        said = {"error_kind": Decision.WORSE.value, "error": why}
        settle(connection, lease, visit.run_id, EntryState.STORED, visit.now, **said)
    number = select(article.c.version).where(article.c.id == record_id)
    return Saved(Decision.WORSE, record_id, connection.execute(number).scalar_one(), why)


def find(connection: Connection, new: Article) -> tuple[StoredState | None, StoredState | None]:
    """Return the record under the article's key, and another one with the same text."""
    if _buried(connection, new):
        return StoredState(0, new.content_hash, deleted=True), None
    columns = (article.c.id, article.c.content_hash, article.c.withdrawn_at)
    row = connection.execute(
        select(*columns)
        .join(article_url, article_url.c.article_id == article.c.id)
        .where(article_url.c.source == new.source, article_url.c.key == new.key)
    ).one_or_none()
    if row is not None:
        return _state(row.id, row.content_hash, row.withdrawn_at), None
    twin = connection.execute(
        select(*columns)
        .where(article.c.source == new.source, article.c.text_hash == new.text_hash)
        .order_by(article.c.id)
        .limit(1)
    ).one_or_none()
    return None, twin and _state(twin.id, twin.content_hash, twin.withdrawn_at)


def _buried(connection: Connection, new: Article) -> bool:
    found = connection.execute(
        select(tombstone.c.key)
        .where(
            tombstone.c.source == new.source,
            (tombstone.c.key == new.key) | (tombstone.c.text_hash == new.text_hash),
        )
        .limit(1)
    )
    return found.first() is not None


def _state(record_id: int, content: str, withdrawn: datetime | None) -> StoredState:
    return StoredState(record_id, ContentHash(content), withdrawn=withdrawn is not None)


def _write(
    connection: Connection,
    decision: Decision,
    known: StoredState | None,
    new: Article,
    visit: Visit,
) -> tuple[int, int]:
    if known is None:
        return _insert(connection, new, visit), 1
    if decision is Decision.CHANGED:
        return known.record_id, _change(connection, known.record_id, new, visit)
    seen = {"fetched_at": new.fetched_at, "withdrawn_at": None}
    if decision is Decision.DUPLICATE:
        seen = {"withdrawn_at": None}
    connection.execute(update(article).where(article.c.id == known.record_id).values(seen))
    version = select(article.c.version).where(article.c.id == known.record_id)
    return known.record_id, connection.execute(version).scalar_one()


def _insert(connection: Connection, new: Article, visit: Visit) -> int:
    done = connection.execute(
        insert(article).values(**article_values(new), version=1, first_fetched_at=new.fetched_at)
    )
    record_id = new_id(done)
    _add_version(connection, record_id, 1, new, visit)
    return record_id


def _change(connection: Connection, record_id: int, new: Article, visit: Visit) -> int:
    """Add a version. The record keeps its first categories: the later channels are further ones."""
    number: int = connection.execute(
        select(article.c.version).where(article.c.id == record_id)
    ).scalar_one()
    values = article_values(new)
    for first in ("categories", "key", "url"):
        del values[first]
    connection.execute(
        update(article)
        .where(article.c.id == record_id)
        .values(**values, version=number + 1, withdrawn_at=None)
    )
    connection.execute(
        update(article_category)
        .where(article_category.c.article_id == record_id)
        .values(published_at=new.published_at)
    )
    _add_version(connection, record_id, number + 1, new, visit)
    return number + 1


def _add_version(
    connection: Connection, record_id: int, number: int, new: Article, visit: Visit
) -> None:
    connection.execute(
        insert(article_version).values(
            article_id=record_id,
            number=number,
            stored_at=visit.now,
            run_id=visit.run_id,
            **version_values(new),
        )
    )


def _alias(
    connection: Connection, record_id: int, new: Article, lease: Lease | None, now: datetime
) -> None:
    """Note under which addresses the record is known: its own, and the listing's if it differs."""
    rows: dict[str, str] = {new.key: new.url}
    if lease is not None and lease.key:
        rows.setdefault(lease.key, lease.url)
    connection.execute(
        upsert(article_url).on_conflict_do_nothing(),
        [
            {
                "source": new.source,
                "key": key,
                "url": url,
                "article_id": record_id,
                "first_seen_at": now,
            }
            for key, url in rows.items()
        ],
    )


def _categorise(
    connection: Connection, record_id: int, new: Article, channels: tuple[str, ...]
) -> None:
    names = dict.fromkeys((*new.categories, *channels))
    published = connection.execute(
        select(article.c.published_at).where(article.c.id == record_id)
    ).scalar_one()
    connection.execute(
        upsert(article_category).on_conflict_do_nothing(),
        [
            {
                "article_id": record_id,
                "category": name,
                "position": position,
                "published_at": published,
            }
            for position, name in enumerate(names)
        ],
    )


def _settle(
    connection: Connection, lease: Lease | None, visit: Visit, record_id: int | None
) -> None:
    if lease is None:
        return
    if record_id is None:
        settle(
            connection,
            lease,
            visit.run_id,
            EntryState.REJECTED,
            visit.now,
            error_kind="deleted",
            error="its record was deleted by hand",
        )
        return
    settle(
        connection,
        lease,
        visit.run_id,
        EntryState.STORED,
        visit.now,
        article_id=record_id,
        etag=visit.etag,
        last_modified=visit.last_modified,
    )
