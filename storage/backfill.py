"""What a backfill is: a source's past, read in slices beside its live crawling. Pure.

Every slice is a crawl of its own (a run with the trigger ``backfill``); between two slices anything
may happen: a live crawl, a kill, a year. What is here says where it stands and what comes next.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from storage.types import Failure, RunCounts

TRIGGER = "backfill"
"""The trigger of a slice's run: live crawling is planned and judged without these runs."""
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=5), timedelta(days=1)
_TRIES = 5
"""Slices that fail one after the other before a person has to look."""


class BackfillState(StrEnum):
    """How a backfill stands."""

    RUNNING = "running"
    """It goes on, a slice at a time."""
    PAUSED = "paused"
    FAILED = "failed"
    """Five slices in a row failed; it goes on when a person resumes it."""
    DONE = "done"
    CANCELLED = "cancelled"


OPEN = frozenset({BackfillState.RUNNING, BackfillState.PAUSED, BackfillState.FAILED})
"""The states of a backfill that may still go on. A source has at most one of them."""


@dataclass(frozen=True, slots=True)
class Goal:
    """How far a backfill reads: ``pages`` of each listing, back to ``since``, whichever is first.

    A page is a page of a list, a feed, or a sitemap of an index. Without either: all there is.
    """

    pages: int | None = None
    since: datetime | None = None

    def __str__(self) -> str:
        told = []
        if self.pages is not None:
            told.append(f"{self.pages} page{'s' * (self.pages != 1)} of each listing")
        if self.since is not None:
            told.append(f"back to {self.since:%Y-%m-%d}")
        return ", ".join(told) or "all that its listings show"


@dataclass(frozen=True, slots=True)
class Place:
    """How far one listing was read."""

    listing_url: str
    url: str
    """The page that was read last. A slice begins with it: what has moved since is not missed."""
    number: int = 0
    """Pages, or sitemaps of an index, that were read."""
    ended: bool = False
    """The listing has no further page."""
    latest: datetime | None = None
    """The latest time on the page that was read last; None where it shows none."""

    def reached(self, goal: Goal) -> bool:
        """Tell whether nothing of the listing is left to read."""
        if self.ended or (goal.pages is not None and self.number >= goal.pages):
            return True
        return goal.since is not None and self.latest is not None and self.latest < goal.since


@dataclass(frozen=True, slots=True)
class Backfill:
    """A backfill of one source. ``per_day``: articles it may look at in a day (UTC); None: any."""

    id: int
    source: str
    state: BackfillState
    goal: Goal
    created_at: datetime
    updated_at: datetime
    per_day: int | None = None
    next_at: datetime | None = None
    """Before then no slice is begun by itself: the one before failed."""
    failures: int = 0
    error_kind: str | None = None
    error: str | None = None
    finished_at: datetime | None = None
    places: tuple[Place, ...] = ()
    counts: RunCounts = field(default_factory=RunCounts)
    """The sums of its slices."""
    waiting: int = 0
    """Entries that it has found and not looked at yet."""
    today: int = 0
    """Articles that it has looked at since midnight (UTC)."""

    @property
    def pages(self) -> int:
        """How many pages of listings it has read."""
        return sum(place.number for place in self.places)

    def place(self, listing_url: str) -> Place:
        """Return how far a listing was read; the start of one that was not."""
        found = (one for one in self.places if one.listing_url == listing_url)
        return next(found, Place(listing_url, listing_url))

    def allowance(self, slice_size: int, per_day: int, now: datetime) -> int:
        """Return how many articles its next slice may look at; 0: none at this time."""
        if self.state is not BackfillState.RUNNING or (self.next_at and now < self.next_at):
            return 0
        most = self.per_day if self.per_day is not None else per_day
        return max(0, min(slice_size, most - self.today))


@dataclass(frozen=True, slots=True)
class SliceEnd:
    """How a slice ended: whether all listings are read, what waits, and what failed it."""

    read: bool
    waiting: int
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a backfill stands after a slice."""

    state: BackfillState
    failures: int = 0
    next_at: datetime | None = None
    failure: Failure | None = None


def after_slice(failures: int, ended: SliceEnd, now: datetime) -> Standing:
    """Decide what comes after a slice. ``failures``: slices before it that failed in a row."""
    if ended.failure is None:
        over = ended.read and not ended.waiting
        return Standing(BackfillState.DONE if over else BackfillState.RUNNING)
    tries = failures + 1
    if tries >= _TRIES:
        return Standing(BackfillState.FAILED, tries, failure=ended.failure)
    wait = min(_FIRST_WAIT * (1 << (tries - 1)), _LONGEST_WAIT)
    return Standing(BackfillState.RUNNING, tries, now + wait, ended.failure)
