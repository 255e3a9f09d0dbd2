"""One article of the demo newspaper, as its editors know it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")
OWN_SITE = "https://site.invalid"
"""Stands in a body for the address under which the newspaper is served."""


@dataclass(frozen=True, slots=True)
class DemoArticle:
    """An article in one version. Times are aware UTC; ``columns`` are ids, the main one first.

    ``body`` is the HTML inside the text container; ``OWN_SITE`` in it is replaced when it is
    served.
    """

    id: int
    columns: tuple[int, ...]
    title: str
    published: datetime
    source: str
    body: str
    byline: str = ""
    editor: str = ""
    updated: datetime | None = None
    summary: str = ""
    keywords: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    version: int = 1

    @property
    def path(self) -> str:
        """The article's path; it keeps the day of publication whatever happens later."""
        return f"/articles/{self.published.astimezone(BEIJING):%Y-%m-%d}/{self.id}.html"

    @property
    def shown(self) -> datetime:
        """The time that listings show, and by which they are sorted."""
        return self.updated or self.published

    @property
    def hash(self) -> str:
        """SHA-256 (hex) of what a reader sees of the article; times do not count."""
        seen = (self.title, self.source, self.byline, self.editor, self.body)
        return hashlib.sha256("\0".join(seen).encode()).hexdigest()


def beijing_time(moment: datetime) -> str:
    """Return ``moment`` as the site writes it: ``2021-05-10 06:56:09``."""
    return f"{moment.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"
