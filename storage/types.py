"""What callers of the storage see: frozen values, never rows. Every datetime is aware UTC."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

from articles.search.excerpt import Marked
from articles.types import Article, Decision

T = TypeVar("T")


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


@dataclass(frozen=True, slots=True)
class Record:
    """A stored article as people query it."""

    id: int
    article: Article
    version: int
    channels: tuple[str, ...]
    first_fetched_at: datetime
    withdrawn_at: datetime | None = None
    aliases: tuple[str, ...] = ()

    @property
    def status(self) -> str:
        """``current`` or ``withdrawn``."""
        return "current" if self.withdrawn_at is None else "withdrawn"


@dataclass(frozen=True, slots=True)
class RecordSummary:
    """One line of a list: no body."""

    id: int
    source: str
    url: str
    title: str
    author: str
    categories: tuple[str, ...]
    published_at: datetime
    fetched_at: datetime
    version: int
    status: str
    byline: str | None = None
    headimg: str = ""
    language: str | None = None


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """Which records: every field narrows; times are of publication, ``until`` is exclusive."""

    source: str | None = None
    category: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    status: str | None = None
    unexported: str | None = None
    """Only what the export of this name has not written as it is now."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that a search found, and where it holds what was looked for."""

    record: RecordSummary
    title: Marked
    excerpt: Marked


@dataclass(frozen=True, slots=True)
class Story:
    """Copies of one text that several sources have, as they were published."""

    id: int
    """The number of the record that it began with; it stays when that record goes."""
    records: tuple[RecordSummary, ...]


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list and where the next begins (None: this was the last)."""

    rows: tuple[T, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Version:
    """One stored version of a record, newest has the highest number."""

    number: int
    article: Article
    stored_at: datetime
    run_id: int | None


class RunState(StrEnum):
    """How a run stands or ended."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    CRASHED = "crashed"
    """Found still running although nobody holds the source: its process died."""
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class RunCounts:
    """The accounts of a run: found = known + new + older; new + resumed = every outcome + left.

    ``found`` counts each article once, however many listings of the run show it.
    """

    listings: int = 0
    listings_unchanged: int = 0
    found: int = 0
    known: int = 0
    new: int = 0
    older: int = 0
    """Published before ``--since``, or beyond what a first crawl takes: seen, left alone."""
    resumed: int = 0
    """Due again, and not shown as new by a listing of this run: what earlier runs left, what
    failed, and stored articles whose time for another look has come."""
    stored_new: int = 0
    stored_changed: int = 0
    stored_unchanged: int = 0
    stored_duplicate: int = 0
    rejected: int = 0
    failed: int = 0
    gone: int = 0
    left: int = 0
    """Handed to a later run (``--limit``, an interrupt)."""
    requests: int = 0
    bytes: int = 0

    @property
    def stored(self) -> int:
        """All that ended in a record."""
        return self.stored_new + self.stored_changed + self.stored_unchanged + self.stored_duplicate


@dataclass(frozen=True, slots=True)
class Reading:
    """What a run's new articles were like, in sums over ``RunCounts.stored_new`` of them."""

    chars: int = 0
    """Characters of their texts."""
    undated: int = 0
    """Neither page nor listing gave a date."""
    unillustrated: int = 0
    unsigned: int = 0
    """Without byline and origin."""
    late: int = 0
    """Dated more than two days before they were fetched."""
    rest_until: datetime | None = None
    """Before when the site asks to be left alone."""


@dataclass(frozen=True, slots=True)
class RunProblem:
    """One reason with how often it was met and an example address."""

    stage: str
    """``listing``, ``rejected``, ``failed``, ``gone``, or ``carried``: stored from its listing,
    because the page could not be had; ``doubtful``: stored, but look at it; ``extractor``: one of
    several that read the page raised; ``archive``: stored, but its raw page is not kept."""
    kind: str
    count: int
    example_url: str
    message: str


@dataclass(frozen=True, slots=True)
class Run:
    """What happened in one crawl of one source: the truth that all views read."""

    id: int
    source: str
    state: RunState
    started_at: datetime
    finished_at: datetime | None
    counts: RunCounts = field(default_factory=RunCounts)
    problems: tuple[RunProblem, ...] = ()
    error_kind: str | None = None
    error: str | None = None
    holder: str = ""
    """Host and process that ran it."""
    trigger: str = "manual"
    reading: Reading = Reading()
