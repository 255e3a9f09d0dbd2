"""Storing what one page of a listing shows, and telling new from known."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from articles.types import ListingEntry
from storage.rows import AnyRow
from storage.tables import entry, entry_listing
from storage.types import Discovery, EntryState

_DONE = frozenset({"stored", "rejected", "failed", "gone"})
SETTLED = _DONE | {EntryState.SKIPPED.value}
"""States of entries that wait for nothing."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Where and when a page of a listing was seen."""

    source: str
    listing_url: str
    order: int
    run_id: int
    now: datetime
    walk_started: datetime


@dataclass(frozen=True, slots=True)
class Takes:
    """Which of the entries shown are to be fetched: none of the keys in ``older``.

    ``claims``: what a listing says anew makes a settled entry due again. ``revive``: entries that
    an earlier first crawl left alone are taken now.
    """

    older: Collection[str] = ()
    claims: bool = True
    revive: bool = False

    def again(self, row: AnyRow, entries: Mapping[str, ListingEntry]) -> bool:
        """Tell whether a known entry is due again."""
        if row.state == EntryState.SKIPPED:
            return self.revive and row.key not in self.older
        says = _says_anew(row.claim, entries[row.key].claim)
        return self.claims and says and row.state in _DONE


def _says_anew(before: str, now: str) -> bool:
    """Compare two claims: only those of one kind of listing can contradict each other."""
    if not now or before == now:
        return False
    return not before or before.rpartition(":")[0] == now.rpartition(":")[0]


def insert_seen(
    connection: Connection, seen: Seen, entries: Mapping[str, ListingEntry], takes: Takes
) -> Discovery:
    """Store entries and count them."""
    known = _known(connection, seen.source, list(entries))
    unknown = {key: one for key, one in entries.items() if key not in known}
    older = dict.fromkeys(key for key in unknown if key in takes.older)
    _insert(connection, [_row(seen, key, unknown[key]) for key in unknown if key not in older])
    _insert(connection, [_row(seen, key, unknown[key]) | _skipped(seen) for key in older])
    due = [row for row in known.values() if takes.again(row, entries)]
    _refresh(connection, seen, known, entries, due)
    fresh = _link(connection, seen, entries)
    added = _Added(len(unknown), len(older))
    return _count(seen, known, added, {row.key for row in due}, fresh)


def channels_of(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Return the listings' titles of each entry, in the order of the source's file."""
    rows = connection.execute(
        select(entry_listing.c.entry_id, entry_listing.c.channel)
        .where(entry_listing.c.entry_id.in_(ids))
        .order_by(entry_listing.c.position, entry_listing.c.first_seen_at)
    )
    channels: dict[int, tuple[str, ...]] = {}
    for row in rows:
        before = channels.get(row.entry_id, ())
        channels[row.entry_id] = before if row.channel in before else (*before, row.channel)
    return channels


def _known(connection: Connection, source: str, keys: list[str]) -> dict[str, AnyRow]:
    rows = connection.execute(
        select(
            entry.c.id,
            entry.c.key,
            entry.c.claim,
            entry.c.state,
            entry.c.seen_run_id,
            entry.c.run_id,
        ).where(entry.c.source == source, entry.c.key.in_(keys))
    )
    return {str(row.key): row for row in rows}


def _row(seen: Seen, key: str, one: ListingEntry) -> dict[str, object]:
    return {
        "source": seen.source,
        "key": key,
        "url": one.url,
        "title": one.title,
        "published_at": one.published,
        "claim": one.claim,
        "state": EntryState.PENDING.value,
        "sort_at": one.published or one.changed or seen.now,
        "due_at": seen.now,
        "attempts": 0,
        "seen_run_id": seen.run_id,
        "first_seen_at": seen.now,
        "last_seen_at": seen.now,
    }


def _skipped(seen: Seen) -> dict[str, object]:
    """Return what is different in the row of an entry that is not to be fetched, and why."""
    return {
        "state": EntryState.SKIPPED.value,
        "due_at": None,
        "run_id": seen.run_id,
        "error_kind": "older",
        "error": "older than the first crawl",
    }


def _insert(connection: Connection, rows: list[dict[str, object]]) -> None:
    if rows:
        connection.execute(insert(entry), rows)


def _refresh(
    connection: Connection,
    seen: Seen,
    known: Mapping[str, AnyRow],
    entries: Mapping[str, ListingEntry],
    due: list[AnyRow],
) -> None:
    if known:
        connection.execute(
            update(entry).where(entry.c.id == bindparam("_id")),
            [{"_id": row.id, "seen_run_id": seen.run_id, "last_seen_at": seen.now}
             for row in known.values()],
        )  # fmt: skip
    if due:
        connection.execute(
            update(entry).where(entry.c.id == bindparam("_id")),
            [_due_again(row.id, entries[row.key], seen.now) for row in due],
        )


def _due_again(entry_id: int, one: ListingEntry, now: datetime) -> dict[str, object]:
    return {
        "_id": entry_id,
        "claim": one.claim,
        "title": one.title,
        "published_at": one.published,
        "sort_at": one.published or one.changed or now,
        "state": EntryState.PENDING.value,
        "due_at": now,
        "error_kind": None,
        "error": None,
    }


def _link(connection: Connection, seen: Seen, entries: Mapping[str, ListingEntry]) -> int:
    """Note which listing shows which entries; return how many are new to this walk."""
    if not entries:
        return 0
    rows = connection.execute(
        select(entry.c.id, entry.c.key).where(
            entry.c.source == seen.source, entry.c.key.in_(list(entries))
        )
    ).all()
    connection.execute(
        upsert(entry_listing).on_conflict_do_nothing(),
        [
            {
                "entry_id": row.id,
                "listing_url": seen.listing_url,
                "position": seen.order,
                "channel": entries[row.key].channel,
                "first_seen_at": seen.now,
            }
            for row in rows
        ],
    )
    links = connection.execute(
        select(entry_listing.c.first_seen_at).where(
            entry_listing.c.listing_url == seen.listing_url,
            entry_listing.c.entry_id.in_([row.id for row in rows]),
        )
    ).scalars()
    return sum(moment >= seen.walk_started for moment in links)


@dataclass(frozen=True, slots=True)
class _Added:
    """How many entries were stored for the first time, and how many of them skipped."""

    entries: int
    older: int


def _count(
    seen: Seen, known: Mapping[str, AnyRow], added: _Added, due: set[str], fresh: int
) -> Discovery:
    repeated = [row for row in known.values() if row.seen_run_id == seen.run_id]
    once = [row for row in known.values() if row.seen_run_id != seen.run_id]
    again = sum(row.state not in SETTLED or row.key in due for row in once)
    revived = [row for row in repeated if row.state == EntryState.SKIPPED and row.key in due]
    by_this_run = sum(row.run_id == seen.run_id for row in revived)
    return Discovery(
        found=added.entries + len(once),
        new=added.entries - added.older + again + len(revived),
        known=len(once) - again - (len(revived) - by_this_run),
        fresh=fresh,
        repeated=len(repeated),
        older=added.older - by_this_run,
    )
