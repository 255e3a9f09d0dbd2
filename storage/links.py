"""Which listing shows which entries, and what it says of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from articles.types import ListingEntry
from storage.columns import FIRST_CHANNEL
from storage.rows import AnyRow
from storage.tables import article, article_category, entry_listing
from storage.types import EntryState
from storage.upserts import upsert


@dataclass(frozen=True, slots=True)
class Seen:
    """Where and when a page of a listing was seen."""

    source: str
    listing_url: str
    order: int
    run_id: int
    now: datetime
    walk_started: datetime
    backfill: bool = False
    """Whether a backfill sees it: what is to be fetched is fetched in its slices."""


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


def links_of(connection: Connection, listing_url: str, ids: Sequence[int]) -> dict[int, AnyRow]:
    """Return what a listing said before of those of the entries that it showed before."""
    rows = connection.execute(
        select(
            entry_listing.c.entry_id, entry_listing.c.claim, entry_listing.c.first_seen_at
        ).where(
            entry_listing.c.listing_url == listing_url,
            entry_listing.c.entry_id.in_(ids),
        )
    )
    return {row.entry_id: row for row in rows}


def tells_news(row: AnyRow, link: AnyRow | None, one: ListingEntry) -> bool:
    """Tell whether a listing says something new of a known entry.

    A listing is compared with itself only: another one shows the same article in other words.
    What is being fetched is left alone: the page that comes may be older than these words. That
    one more listing shows an article is news only of one that was gone.
    """
    if row.state == EntryState.LEASED:
        return False
    if link is None:
        return bool(row.state == EntryState.GONE)
    return _says_anew(link.claim, one.claim)


def _says_anew(before: str, now: str) -> bool:
    """Compare two claims: only those of one kind of listing can contradict each other."""
    if not now or before == now:
        return False
    return not before or before.rpartition(":")[0] == now.rpartition(":")[0]


def link(connection: Connection, seen: Seen, shown: Sequence[tuple[int, ListingEntry]]) -> None:
    """Note that a listing shows these entries, and what it says of them now."""
    if not shown:
        return
    statement = upsert(entry_listing)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["entry_id", "listing_url"],
            set_={"claim": statement.excluded.claim},
        ),
        [
            {
                "entry_id": entry_id,
                "listing_url": seen.listing_url,
                "position": seen.order,
                "channel": one.channel,
                "claim": one.claim,
                # a clock that was set back must not hide an entry from its own walk
                "first_seen_at": max(seen.now, seen.walk_started),
            }
            for entry_id, one in shown
        ],
    )


def categorise(
    connection: Connection,
    seen: Seen,
    unlinked: Sequence[AnyRow],
    entries: Mapping[str, ListingEntry],
) -> None:
    """Add a channel to the records of known entries that it shows for the first time."""
    channels = {row.article_id: entries[row.key].channel for row in unlinked if row.article_id}
    if not channels:
        return
    records = connection.execute(
        select(article.c.id, article.c.source, article.c.published_at).where(
            article.c.id.in_(list(channels))
        )
    ).all()
    connection.execute(
        upsert(article_category).on_conflict_do_nothing(),
        [
            {
                "article_id": row.id,
                "category": channels[row.id],
                "position": FIRST_CHANNEL + seen.order,
                "source": row.source,
                "published_at": row.published_at,
            }
            for row in records
        ],
    )
