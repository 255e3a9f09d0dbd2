"""Storing what one page of a listing shows, and telling new from known."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, bindparam, insert, select, update

from articles.types import ListingEntry
from articles.urls import article_key
from storage.leases import DONE, SETTLED, due
from storage.links import Seen, categorise, link, links_of, tells_news
from storage.rows import AnyRow
from storage.tables import entry
from storage.types import Discovery, EntryState

T = TypeVar("T")

_CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class Takes:
    """Which of the entries shown are to be fetched: none of the keys in ``older``.

    ``revive``: entries that an earlier first crawl left alone are taken now.
    """

    older: Collection[str] = ()
    revive: bool = False

    def again(self, row: AnyRow, before: AnyRow | None, one: ListingEntry) -> bool:
        """Tell whether a known entry is due again; ``before``: what its listing said last."""
        if row.state == EntryState.SKIPPED:
            return self.revive and row.key not in self.older
        return row.state in DONE and tells_news(row, before, one)


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
    connection: Connection, seen: Seen, entries: Mapping[str, ListingEntry], takes: Takes
) -> Discovery:
    """Store entries and count them."""
    found = Discovery(0, 0, 0, 0)
    for some in in_chunks(entries):
        found += _insert_some(connection, seen, some, takes)
    return found


def insert_unknown(
    connection: Connection,
    seen: Seen,
    entries: Mapping[str, ListingEntry],
    older: Collection[str] = (),
) -> None:
    """Store entries that are new, top first, and which listing shows them."""
    if not entries:
        return
    rows = connection.execute(
        insert(entry).returning(entry.c.id, entry.c.key),
        [
            _row(seen, key, one) | (_skipped(seen) if key in older else {})
            for key, one in entries.items()
        ],
    ).all()
    link(connection, seen, [(row.id, entries[row.key]) for row in rows])


def known_entries(connection: Connection, source: str, keys: Collection[str]) -> dict[str, AnyRow]:
    """Return what is stored of entries, by their identity."""
    rows = connection.execute(
        select(
            entry.c.id,
            entry.c.key,
            entry.c.state,
            entry.c.run_id,
            entry.c.seen_run_id,
            entry.c.article_id,
        ).where(entry.c.source == source, entry.c.key.in_(keys))
    )
    return {str(row.key): row for row in rows}


def _insert_some(
    connection: Connection, seen: Seen, entries: Mapping[str, ListingEntry], takes: Takes
) -> Discovery:
    known = known_entries(connection, seen.source, entries.keys())
    links = links_of(connection, seen.listing_url, [row.id for row in known.values()])
    unlinked = [row for row in known.values() if row.id not in links]
    told = [row for row in known.values() if tells_news(row, links.get(row.id), entries[row.key])]
    again = [row for row in known.values() if takes.again(row, links.get(row.id), entries[row.key])]
    unknown = {key: one for key, one in entries.items() if key not in known}
    older = unknown.keys() & set(takes.older)
    insert_unknown(connection, seen, unknown, older)
    link(connection, seen, [(row.id, entries[row.key]) for row in (*unlinked, *told)])
    categorise(connection, seen, unlinked, entries)
    _refresh(connection, seen, known, entries, again)
    fresh = sum(one.first_seen_at >= seen.walk_started for one in links.values())
    added = _Added(len(unknown), len(older), fresh + len(unknown) + len(unlinked))
    return _count(seen, known, added, {row.key for row in again})


def _row(seen: Seen, key: str, one: ListingEntry) -> dict[str, object]:
    return {
        "source": seen.source,
        "key": key,
        "url": one.url,
        "title": one.title,
        "published_at": one.published,
        "sort_at": _sort_at(seen, one),
        "attempts": 0,
        "crashes": 0,
        "run_id": None,
        **due(seen.now, backfill=seen.backfill),
        "seen_run_id": seen.run_id,
        "first_seen_at": seen.now,
        "last_seen_at": seen.now,
    }


def _skipped(seen: Seen) -> dict[str, object]:
    """Return what is different in the row of an entry that is not to be fetched, and why."""
    return {
        "state": EntryState.SKIPPED,
        "due_at": None,
        "run_id": seen.run_id,
        "error_kind": "older",
        "error": "older than the first crawl",
    }


def _sort_at(seen: Seen, one: ListingEntry) -> datetime:
    # one moment for a whole walk: entries without a date stay in the listing's own order
    return one.published or one.changed or seen.walk_started


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
        **due(seen.now, backfill=seen.backfill),
    }


@dataclass(frozen=True, slots=True)
class _Added:
    """How many entries were stored for the first time, how many of them only to be left alone.

    ``fresh``: how many of all are new to this walk.
    """

    entries: int
    older: int
    fresh: int


def _waits(row: AnyRow, seen: Seen) -> bool:
    """Tell whether a known entry has no outcome yet and is this crawl's to fetch."""
    if row.state == EntryState.BACKFILL:
        return seen.backfill
    return row.state not in SETTLED and not seen.backfill


def _count(
    seen: Seen, known: Mapping[str, AnyRow], added: _Added, again: Collection[str]
) -> Discovery:
    repeated = [row for row in known.values() if row.seen_run_id == seen.run_id]
    once = [row for row in known.values() if row.seen_run_id != seen.run_id]
    new = sum(_waits(row, seen) or row.key in again for row in once)
    revived = [row for row in repeated if row.state == EntryState.SKIPPED and row.key in again]
    by_this_run = sum(row.run_id == seen.run_id for row in revived)
    return Discovery(
        found=added.entries + len(once),
        new=added.entries - added.older + new + len(revived),
        known=len(once) - new - (len(revived) - by_this_run),
        fresh=added.fresh,
        repeated=len(repeated),
        older=added.older - by_this_run,
    )
