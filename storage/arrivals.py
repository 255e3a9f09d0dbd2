"""An article that has arrived, as a save is told of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from articles.types import Article
from storage.types import Lease


@dataclass(frozen=True, slots=True)
class Visit:
    """When and by which run an article was fetched, and how to ask for it again."""

    now: datetime
    run_id: int | None
    etag: str | None = None
    last_modified: str | None = None
    recheck: Sequence[timedelta] = ()
    """Ages at which to look at the article again."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """An article to be stored, the lease of its entry if it has one, and how it was fetched."""

    article: Article
    lease: Lease | None
    visit: Visit

    @property
    def channels(self) -> Sequence[str]:
        """The listings that show it."""
        return self.lease.channels if self.lease else ()
