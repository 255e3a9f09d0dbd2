"""What is remembered of listings: validators, and whether the last walk came to its end."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from storage.database import Database
from storage.tables import listing
from storage.types import ListingState
from storage.upserts import upsert

_LISTING = select(listing).where(
    listing.c.source == bindparam("source"), listing.c.url == bindparam("url")
)


class Walks:
    """The listings' part of the work list."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def listing_state(self, source: str, listing_url: str, rules: str) -> ListingState:
        """Return what is remembered of a listing; no validators if its rules have changed."""
        with self._database.read() as connection:
            given = {"source": source, "url": listing_url}
            row = connection.execute(_LISTING, given).one_or_none()
        if row is None:
            return ListingState()
        if row.rules != rules:
            return ListingState(rules=row.rules, read_at=row.read_at)
        walking = row.walk_started_at is not None
        return ListingState(row.etag, row.last_modified, walking, row.rules, row.read_at)

    def begin_walk(self, source: str, listing_url: str, rules: str, now: datetime) -> None:
        """Note that a listing is being read; a walk that did not end goes on as the same."""
        started = upsert(listing).values(
            source=source, url=listing_url, rules=rules, walk_started_at=now
        )
        with self._database.write("begin-walk") as connection:
            connection.execute(
                update(listing)
                .where(
                    listing.c.source == source,
                    listing.c.url == listing_url,
                    listing.c.rules != rules,
                )
                .values(rules=rules, etag=None, last_modified=None, walk_started_at=now)
            )
            connection.execute(
                started.on_conflict_do_update(
                    index_elements=["source", "url"],
                    set_={"walk_started_at": now},
                    where=listing.c.walk_started_at.is_(None),
                )
            )

    def end_walk(
        self,
        source: str,
        listing_url: str,
        etag: str | None,
        last_modified: str | None,
        now: datetime,
    ) -> None:
        """Note that a listing was read to its end; only now may it be asked conditionally."""
        with self._database.write("end-walk") as connection:
            connection.execute(
                update(listing)
                .where(listing.c.source == source, listing.c.url == listing_url)
                .values(etag=etag, last_modified=last_modified, walk_started_at=None, read_at=now)
            )


def walk_started(connection: Connection, source: str, listing_url: str) -> datetime | None:
    """Return when the walk that goes on began."""
    found: datetime | None = connection.execute(
        select(listing.c.walk_started_at).where(
            listing.c.source == source, listing.c.url == listing_url
        )
    ).scalar_one_or_none()
    return found
