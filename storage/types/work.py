"""The work list as callers see it: entries, what comes of them, and the listings they are on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from articles.types import Decision


class EntryState(StrEnum):
    """Where an entry stands in the work list."""

    PENDING = "pending"
    LEASED = "leased"
    STORED = "stored"
    REJECTED = "rejected"
    FAILED = "failed"
    GONE = "gone"
    SKIPPED = "skipped"
    """Seen by the first crawl of its listing beyond what that takes; left alone since."""
    BACKFILL = "backfill"
    """Taken up by a backfill: fetched in its slices, and by no other crawl."""


@dataclass(frozen=True, slots=True)
class Discovery:
    """What one listing page added to the work list.

    ``fresh`` counts the entries that this walk of the listing is the first to see (also when an
    interrupted run of the same walk stored them): while it is over 0, paging goes on.
    ``repeated`` counts those that another listing of this run has shown before; they are in
    neither ``found`` nor ``new`` nor ``known``.
    """

    found: int
    new: int
    known: int
    fresh: int
    repeated: int = 0
    older: int = 0
    """Stored for the first time, and not to be fetched. This and ``known`` are less than 0 where
    a listing takes what another one of the run was told to leave alone."""

    def __add__(self, other: Discovery) -> Discovery:
        return Discovery(
            self.found + other.found,
            self.new + other.new,
            self.known + other.known,
            self.fresh + other.fresh,
            self.repeated + other.repeated,
            self.older + other.older,
        )


@dataclass(frozen=True, slots=True)
class Lease:
    """An entry handed out to one run, to be fetched."""

    entry_id: int
    source: str
    url: str
    channels: tuple[str, ...]
    """Titles of the listings that show it, in the order in which the source file names them."""
    title: str | None
    published: datetime | None
    first_seen: datetime
    attempts: int
    etag: str | None = None
    last_modified: str | None = None
    key: str = ""
    """The entry's identity; empty for one that is not stored."""
    record_id: int | None = None
    """The record that the page was stored as before; None: never stored."""
    run_id: int | None = None
    """The run that it was handed to; None for one that is not stored."""


@dataclass(frozen=True, slots=True)
class ListingState:
    """What is remembered of a listing between runs."""

    etag: str | None = None
    last_modified: str | None = None
    walking: bool = False
    """The last walk of this listing did not end: read it in full, whatever looks known."""
    rules: str | None = None
    """The rules by which it was last read; if they are not today's, what is above is empty."""
    read_at: datetime | None = None
    """When it was last read to its end, by whatever rules; None: never."""

    def is_first(self, rules: str) -> bool:
        """Tell whether a listing was never read to its end by these rules."""
        return self.read_at is None or self.rules != rules


@dataclass(frozen=True, slots=True)
class Failure:
    """An expected failure: its class from the documented list, its words, and what to do next."""

    kind: str
    message: str
    retry_at: datetime | None = None
    """When to try again; None means: not by itself."""
    counts: bool = True
    """Whether the page was asked for: only then is it a try."""


@dataclass(frozen=True, slots=True)
class LostPage:
    """A page that gave a run no article; ``due_at``: when it is tried again, if it is."""

    url: str
    title: str | None
    kind: str
    message: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Saved:
    """What storing an article did."""

    decision: Decision
    record_id: int
    version: int
    why: str = ""
    """Why the stored text was kept, when it was."""
