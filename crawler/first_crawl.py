"""Which entries of a listing that is read for the first time are not fetched. Pure.

A feed, a sitemap or an interface may reach back for years. What its first crawl does not take is
noted as known, so that no later one takes it for new.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from articles.types import ArticleKey, ListingEntry
from articles.urls import article_key

_NEWEST = datetime.max.replace(tzinfo=UTC)
_LATE = timedelta(days=2)
"""A site may be a day behind with its sitemap, and its dates may have no time."""


class Gathered:
    """The entries of all pages or parts that a first crawl has read, one an article."""

    def __init__(self, keep_query: Collection[str]) -> None:
        self._keep_query = keep_query
        self._entries: dict[ArticleKey, ListingEntry] = {}

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def entries(self) -> tuple[ListingEntry, ...]:
        """In the order in which they were seen first."""
        return tuple(self._entries.values())

    def add(self, entries: Iterable[ListingEntry]) -> None:
        """Add what a page shows; the first sight of an article counts."""
        for one in entries:
            self._entries.setdefault(article_key(one.url, keep_query=self._keep_query), one)


def left_alone(
    entries: Sequence[ListingEntry], *, limit: int, since: datetime | None
) -> frozenset[str]:
    """Return the addresses of all but the newest ``limit`` entries.

    With ``since``, what to take is told: all but those before it. An entry without a date is as
    old as the one above it.
    """
    if since is not None:
        return frozenset(one.url for one in entries if is_before(one, since))
    aged = zip(_ages(entries), entries, strict=True)
    newest_first = sorted(aged, key=lambda pair: pair[0], reverse=True)
    return frozenset(one.url for _, one in newest_first[limit:])


def is_before(entry: ListingEntry, since: datetime | None) -> bool:
    """Tell whether an entry is dated before ``since``, if that is given."""
    return since is not None and entry.moment is not None and entry.moment < since


def from_before(
    entries: Sequence[ListingEntry], read_at: datetime, *, undated: bool
) -> frozenset[str]:
    """Return the addresses of entries that were there when a listing was last read at ``read_at``.

    Told by their dates, with two days' grace; ``undated`` tells whether those without one are
    counted among them.
    """
    limit = read_at - _LATE
    return frozenset(one.url for one in entries if (one.moment < limit if one.moment else undated))


def _ages(entries: Sequence[ListingEntry]) -> Iterator[datetime]:
    above = _NEWEST
    for one in entries:
        above = one.moment or above
        yield above
