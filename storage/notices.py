"""What the outbox holds, as its callers see it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from articles.types import Decision
from storage.types import RecordSummary


class NoticeState(StrEnum):
    """How a message to one channel stands."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"
    """Given up; ``newsmill notify retry`` tries it again."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message to one channel, to be put into the outbox.

    ``event`` names it for the receiver: the same on every try. One event is told to a channel once.
    """

    event: str
    channel: str
    topic: str
    title: str
    body: str
    """The JSON document of a webhook; it also holds the text for people."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A message in the outbox."""

    id: int
    letter: Letter
    state: NoticeState
    created_at: datetime
    due_at: datetime | None
    attempts: int
    error: str | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a channel's messages stand. ``oldest``: when its oldest pending one was written."""

    channel: str
    pending: int
    failed: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class News:
    """An article that was stored and that nobody has been told of yet."""

    id: int
    decision: Decision
    record: RecordSummary
    stored_at: datetime
    live: bool
    """Whether a live crawl brought it, and no backfill."""


@dataclass(frozen=True, slots=True)
class Incident:
    """A trouble of one subject, from when it is worth telling until it is over."""

    id: int
    subject: str
    """A source's name, or ``newsmill:…`` for a trouble of the daemon's own."""
    state: str
    since: datetime
    why: str
    usual: str
    """What was to be expected; may be empty."""
    opened_at: datetime
    told_at: datetime | None
    """When somebody was told; None: not yet, it is muted."""
    mended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a subject now: an incident before it has a row."""

    subject: str
    state: str
    since: datetime
    why: str
    usual: str = ""


@dataclass(frozen=True, slots=True)
class Mute:
    """A source of which nobody is to be told; ``until`` None: until it is unmuted."""

    source: str
    since: datetime
    until: datetime | None
