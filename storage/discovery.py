"""Storing what one page of a listing shows, and telling new from known."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, bindparam, insert, select, update

from articles.types import ListingEntry
from articles.urls import article_key
from storage.leases import DONE, due
from storage.links import Seen, categorise, link, links_of, tells_news
from storage.rows import AnyRow
from storage.tables import entry
from storage.types import Discovery, EntryState

T = TypeVar("T")

_CHUNK = 1_000


def keyed(entries: Iterable[ListingEntry], keep_query: Collection[str]) -> dict[str, ListingEntry]:
    """Return entries by their identity; the first of two that mean one article counts."""
    found: dict[str, ListingEntry] = {}
    for one in entries:
        found.setdefault(article_key(one.url, keep_query=keep_query), one)
    return found


def in_chunks(entries: Mapping[str, T]) -> Iterator[dict[str, T]]:
    """Yield a part at a time: a site map shows 50,000 entries, a statement names 32,766 at most."""
    keys = list(entries)
    for start in range(0, len(keys), _CHUNK):
        yield {key: entries[key] for key in keys[start : start + _CHUNK]}


def insert_seen(
    connection: Connection, seen: Seen, entries: Mapping[str, ListingEntry]
) -> Discovery:
    """Store entries and count them."""
    found = Discovery(0, 0, 0, 0)
    for some in in_chunks(entries):
        found += _insert_some(connection, seen, some)
    return found


def insert_unknown(connection: Connection, seen: Seen, entries: Mapping[str, ListingEntry]) -> None:
    """Store entries that are new, top first, and which listing shows them."""
    if not entries:
        return
    rows = connection.execute(
        insert(entry).returning(entry.c.id, entry.c.key),
        [_row(seen, key, one) for key, one in entries.items()],
    ).all()
    link(connection, seen, [(row.id, entries[row.key]) for row in rows])


def known_entries(connection: Connection, source: str, keys: Collection[str]) -> dict[str, AnyRow]:
    """Return what is stored of entries, by their identity."""
    rows = connection.execute(
        select(
            entry.c.id, entry.c.key, entry.c.state, entry.c.seen_run_id, entry.c.article_id
        ).where(entry.c.source == source, entry.c.key.in_(keys))
    )
    return {str(row.key): row for row in rows}


def _insert_some(
    connection: Connection, seen: Seen, entries: Mapping[str, ListingEntry]
) -> Discovery:
    known = known_entries(connection, seen.source, entries.keys())
    links = links_of(connection, seen.listing_url, [row.id for row in known.values()])
    unlinked = [row for row in known.values() if row.id not in links]
    told = [row for row in known.values() if tells_news(row, links.get(row.id), entries[row.key])]
    again = [row for row in told if row.state in DONE]
    unknown = {key: one for key, one in entries.items() if key not in known}
    insert_unknown(connection, seen, unknown)
    link(connection, seen, [(row.id, entries[row.key]) for row in (*unlinked, *told)])
    categorise(connection, seen, unlinked, entries)
    _refresh(connection, seen, known, entries, again)
    fresh = sum(one.first_seen_at >= seen.walk_started for one in links.values())
    return _count(
        seen, known, len(unknown), {row.key for row in again}, fresh + len(unknown) + len(unlinked)
    )


def _row(seen: Seen, key: str, one: ListingEntry) -> dict[str, object]:
    return {
        "source": seen.source,
        "key": key,
        "url": one.url,
        "title": one.title,
        "published_at": one.published,
        "state": EntryState.PENDING,
        "sort_at": _sort_at(seen, one),
        "due_at": seen.now,
        "attempts": 0,
        "crashes": 0,
        "seen_run_id": seen.run_id,
        "first_seen_at": seen.now,
        "last_seen_at": seen.now,
    }


def _sort_at(seen: Seen, one: ListingEntry) -> datetime:
    # one moment for a whole walk: entries without a date stay in the listing's own order
    return one.published or seen.walk_started


def _refresh(
    connection: Connection,
    seen: Seen,
    known: Mapping[str, AnyRow],
    entries: Mapping[str, ListingEntry],
    again: Sequence[AnyRow],
) -> None:
    if known:
        connection.execute(
            update(entry)
            .where(entry.c.id.in_([row.id for row in known.values()]))
            .values(seen_run_id=seen.run_id, last_seen_at=seen.now)
        )
    if again:
        connection.execute(
            update(entry).where(entry.c.id == bindparam("_id")),
            [_claimed(row.id, seen, entries[row.key]) for row in again],
        )


def _claimed(entry_id: int, seen: Seen, one: ListingEntry) -> dict[str, object]:
    return {
        "_id": entry_id,
        "title": one.title,
        "published_at": one.published,
        "sort_at": _sort_at(seen, one),
        **due(seen.now),
    }


def _count(
    seen: Seen, known: Mapping[str, AnyRow], unknown: int, again: Collection[str], fresh: int
) -> Discovery:
    once = [row for row in known.values() if row.seen_run_id != seen.run_id]
    new = sum(row.state not in DONE or row.key in again for row in once)
    return Discovery(
        found=unknown + len(once),
        new=unknown + new,
        known=len(once) - new,
        fresh=fresh,
        repeated=len(known) - len(once),
    )
