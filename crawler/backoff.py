"""When a failed page is tried again. Pure: the class, the tries so far and the site's own wish.

Never for good and never in haste: each class has its first wait, doubled with each try to its
longest. The site's Retry-After is honoured up to a cap. Waits stray by a fifth, by the address,
so that a thousand pages that failed together do not come back together.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_LONGEST_ASKED = timedelta(hours=1)
_STRAY = 0.2
_DOUBLINGS = 20
_TRIES_OF_404 = 3


@dataclass(frozen=True, slots=True)
class Waits:
    """The first and the longest wait of a class of failures."""

    first: timedelta
    longest: timedelta


_USUAL = Waits(timedelta(minutes=5), timedelta(days=1))
_WAITS = {
    "http-404": Waits(timedelta(hours=1), timedelta(days=1)),
    "http-401": Waits(timedelta(hours=6), timedelta(days=7)),
    "http-403": Waits(timedelta(hours=1), timedelta(days=2)),
    "http-429": Waits(timedelta(minutes=15), timedelta(days=1)),
    "robots": Waits(timedelta(days=1), timedelta(days=7)),
    "robots-unavailable": Waits(timedelta(minutes=30), timedelta(days=1)),
    "blocked": Waits(timedelta(hours=1), timedelta(days=2)),
    "login": Waits(timedelta(hours=6), timedelta(days=7)),
    "consent": Waits(timedelta(hours=6), timedelta(days=7)),
    "soft-404": Waits(timedelta(hours=1), timedelta(days=1)),
    "parked": Waits(timedelta(hours=6), timedelta(days=7)),
    "maintenance": Waits(timedelta(minutes=15), timedelta(days=1)),
    "circuit-open": Waits(timedelta(minutes=1), timedelta(minutes=1)),
    "too-large": Waits(timedelta(days=1), timedelta(days=30)),
    "bad-coding": Waits(timedelta(days=1), timedelta(days=7)),
    "private-address": Waits(timedelta(days=1), timedelta(days=30)),
    "bad-url": Waits(timedelta(days=7), timedelta(days=30)),
    "redirects": Waits(timedelta(days=1), timedelta(days=7)),
    "extract-timeout": Waits(timedelta(days=1), timedelta(days=30)),
    "extract-memory": Waits(timedelta(days=1), timedelta(days=30)),
    "extract-crash": Waits(timedelta(days=1), timedelta(days=30)),
    "internal": Waits(timedelta(hours=1), timedelta(days=7)),
}


def next_try(
    kind: str, attempts: int, url: str, now: datetime, asked: timedelta | None = None
) -> datetime:
    """Return when to try ``url`` again after its ``attempts``-th try failed as ``kind``.

    ``asked`` is the site's Retry-After: the wait is at least as long, up to an hour of it.
    """
    waits = _WAITS.get(kind, _USUAL)
    doubled = waits.first * (1 << max(0, min(attempts - 1, _DOUBLINGS)))
    wait = min(doubled, waits.longest) * (1 + _stray(url, attempts))
    return now + max(wait, min(asked or timedelta(), _LONGEST_ASKED))


def is_final(status: int, attempts: int) -> bool:
    """Tell whether an answer means that a page never stored is no more: 410, or 404 thrice."""
    return status == 410 or (status == 404 and attempts >= _TRIES_OF_404)  # noqa: PLR2004


def retry_after(value: str | None, now: datetime) -> timedelta | None:
    """Read a Retry-After header (RFC 9110, 10.2.3); None for none and for nonsense."""
    text = (value or "").strip()
    if text.isascii() and text.isdecimal() and len(text) < 10:  # noqa: PLR2004
        return timedelta(seconds=int(text))
    try:
        moment = parsedate_to_datetime(text)
        return max(timedelta(), moment.replace(tzinfo=moment.tzinfo or UTC) - now)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _stray(url: str, attempts: int) -> float:
    digest = hashlib.sha256(f"{attempts} {url}".encode("utf-8", "replace")).digest()
    return (digest[0] / 255 * 2 - 1) * _STRAY
