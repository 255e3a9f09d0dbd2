"""Storing what one page of a listing shows, and telling new from known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from articles.types import ListingEntry
from storage.rows import AnyRow
from storage.tables import entry, entry_listing
from storage.types import Discovery, EntryState

_DONE = frozenset({"stored", "rejected", "failed", "gone"})


@dataclass(frozen=True, slots=True)
class Seen:
    """Where and when a page of a listing was seen."""

    source: str
    listing_url: str
    order: int
    run_id: int
    now: datetime
    walk_started: datetime


def insert_seen(
    connection: Connection,
    seen: Seen,
    entries: Mapping[str, ListingEntry],
    *,
    keep_claims: bool = False,
) -> Discovery:
    """Store entries and count them. ``keep_claims``: nothing new is said of those known."""
    known = _known(connection, seen.source, list(entries))
    unknown = {key: one for key, one in entries.items() if key not in known}
    if unknown:
        connection.execute(insert(entry), [_row(seen, key, one) for key, one in unknown.items()])
    claimed = [] if keep_claims else [row for row in known.values() if _claims(row, entries)]
    _refresh(connection, seen, known, entries, claimed)
    fresh = _link(connection, seen, entries)
    return _count(seen, known, len(unknown), {row.key for row in claimed}, fresh)


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
        select(entry.c.id, entry.c.key, entry.c.claim, entry.c.state, entry.c.seen_run_id).where(
            entry.c.source == source, entry.c.key.in_(keys)
        )
    )
    return {str(row.key): row for row in rows}


def _claims(row: AnyRow, entries: Mapping[str, ListingEntry]) -> bool:
    """Tell whether a listing says something new of an entry that has its outcome."""
    claim = entries[row.key].claim
    return bool(claim) and row.claim != claim and row.state in _DONE


def _row(seen: Seen, key: str, one: ListingEntry) -> dict[str, object]:
    return {
        "source": seen.source,
        "key": key,
        "url": one.url,
        "title": one.title,
        "published_at": one.published,
        "claim": one.claim,
        "state": EntryState.PENDING.value,
        "sort_at": one.published or seen.now,
        "due_at": seen.now,
        "attempts": 0,
        "seen_run_id": seen.run_id,
        "first_seen_at": seen.now,
        "last_seen_at": seen.now,
    }


def _refresh(
    connection: Connection,
    seen: Seen,
    known: Mapping[str, AnyRow],
    entries: Mapping[str, ListingEntry],
    claimed: list[AnyRow],
) -> None:
    if known:
        connection.execute(
            update(entry).where(entry.c.id == bindparam("_id")),
            [{"_id": row.id, "seen_run_id": seen.run_id, "last_seen_at": seen.now}
             for row in known.values()],
        )  # fmt: skip
    if claimed:
        connection.execute(
            update(entry).where(entry.c.id == bindparam("_id")),
            [_claimed(row.id, entries[row.key], seen.now) for row in claimed],
        )


def _claimed(entry_id: int, one: ListingEntry, now: datetime) -> dict[str, object]:
    return {
        "_id": entry_id,
        "claim": one.claim,
        "title": one.title,
        "published_at": one.published,
        "sort_at": one.published or now,
        "state": EntryState.PENDING.value,
        "due_at": now,
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


def _count(
    seen: Seen,
    known: Mapping[str, AnyRow],
    unknown: int,
    claimed: set[str],
    fresh: int,
) -> Discovery:
    repeated = [row for row in known.values() if row.seen_run_id == seen.run_id]
    once = [row for row in known.values() if row.seen_run_id != seen.run_id]
    again = sum(row.state not in _DONE or row.key in claimed for row in once)
    return Discovery(
        found=unknown + len(once),
        new=unknown + again,
        known=len(once) - again,
        fresh=fresh,
        repeated=len(repeated),
    )
