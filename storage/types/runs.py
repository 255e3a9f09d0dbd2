"""Runs as callers see them: how a crawl of a source ended, its accounts and its problems."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


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
