"""What to do with the parts of an index of sitemaps. Pure: the part, and what is remembered.

A part that was read is remembered by the listing's rules and the ``lastmod`` that the index gave
it, so that either's change means to read it again. A part that the index's first crawl did not
reach is remembered as passed over, so that its entries are never taken for new ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import Enum

from articles.listings.order import latest_named
from crawler.spiders.listing import ListingPart
from storage.types import ListingState

_PASSED = "-"
_LATE = timedelta(days=2)
MOST = 10_000
"""Parts of one index that are looked at: an index may name itself, or others without end."""
_OLDEST = datetime.min.replace(tzinfo=UTC)


class Standing(Enum):
    """How far a part is known."""

    NEW = "new"
    """The index did not name it before."""
    KNOWN = "known"
    PASSED_OVER = "passed-over"
    """Named before and never read, or read by other rules."""


def newest_first(parts: Iterable[ListingPart]) -> list[ListingPart]:
    """Order parts by their last change; those that do not tell it come first.

    Of these, the ones whose address names a month or day follow the others, the latest first.
    """
    given = list(parts)
    days = latest_named([part.url for part in given])

    def age(part: ListingPart) -> tuple[bool, datetime, bool, tuple[int, ...]]:
        day = days.get(part.url) if part.changed is None else None
        return part.changed is None, part.changed or _OLDEST, day is None, day or ()

    return sorted(given, key=age, reverse=True)


def rules_of(part: ListingPart, rules: str) -> str:
    """Return the fingerprint by which a part that was read is remembered."""
    return f"{rules} {part.lastmod}".strip()


def passed_over(part: ListingPart, rules: str) -> str:
    """Return the fingerprint by which a part that was not read is remembered."""
    return _PASSED + rules_of(part, rules)


def standing(state: ListingState, rules: str) -> Standing:
    """Tell how far a part is known by what is remembered of it."""
    if state.rules is None or state.read_at is None:
        return Standing.NEW
    known = state.rules == rules or state.rules.startswith(f"{rules} ")
    return Standing.KNOWN if known else Standing.PASSED_OVER


def is_settled(part: ListingPart, state: ListingState, rules: str) -> bool:
    """Tell whether a part has not changed since it was read or passed over.

    A ``lastmod`` without a time of day leaves open what came later that day, somewhere.
    """
    if state.walking or state.read_at is None or state.rules is None:
        return False
    if state.rules == passed_over(part, rules):
        return True
    if state.rules != rules_of(part, rules) or part.changed is None:
        return False
    return ":" in part.lastmod or state.read_at > part.changed + _LATE


def is_past(part: ListingPart, index_read_at: datetime | None) -> bool:
    """Tell whether a part last changed well before its index was read to the end."""
    if part.changed is None or index_read_at is None:
        return False
    return part.changed + _LATE < index_read_at
