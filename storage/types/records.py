"""Records as callers see them: whole, a line of a list, a hit, a version, a page of any."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from datetime import datetime

    from articles.search.excerpt import Marked
    from articles.types import Article

T = TypeVar("T")


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
