"""In which order a sitemap without dates lists its articles: told by their addresses. Pure.

The protocol knows no order, and many sites write the oldest first. Without dates, or with one date
for all (that of the file), the days that the addresses name tell; else their numbers, which sites
count up. Without either, what stands above counts as newer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from urllib.parse import urlsplit

from articles.listings.line import Line

_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-/_.]?(0[1-9]|1[0-2])(?:[-/_.]?(0[1-9]|[12]\d|3[01]))?(?!\d{3})"
)
_NUMBER = re.compile(r"\d{3,15}")
_MOST_OF_ALL = 0.8
"""So large a share of the addresses must name what is compared."""
_CLEARLY = 3
"""So many times as often must it rise as it falls."""

_Value = tuple[int, ...]


def newest_first(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return lines in the order in which they were published, as far as it can be told."""
    if any(line.date for line in lines) or len({line.changed for line in lines}) > 1:
        return tuple(lines)
    links = [line.link for line in lines]
    named = next((one for one in (_values(links, _day), _values(links, _number)) if one), [])
    return tuple(reversed(lines)) if _rise(named) else tuple(lines)


def latest_named(links: Sequence[str]) -> dict[str, _Value]:
    """Return the days that addresses name, for those that do: ``2026-11``, ``2026/11/28``."""
    return {link: day for link in links if (day := _day(link))}


def _values(links: Sequence[str], value: Callable[[str], _Value | None]) -> list[_Value]:
    found = [one for link in links if (one := value(link))]
    telling = len(found) >= _MOST_OF_ALL * len(links) and len(set(found)) > 1
    return found if telling else []


def _rise(values: Sequence[_Value]) -> bool:
    pairs = list(pairwise(values))
    rises, falls = sum(a < b for a, b in pairs), sum(a > b for a, b in pairs)
    return rises > 0 and rises >= _CLEARLY * falls


def _day(link: str) -> _Value | None:
    found = _DAY.search(_tail(link))
    return tuple(int(part) for part in found.groups() if part) if found else None


def _number(link: str) -> _Value | None:
    path, _, query = _tail(link).partition("?")
    numbers = _NUMBER.findall(path.rstrip("/").rpartition("/")[2]) or _NUMBER.findall(query)
    return (int(numbers[-1]),) if numbers else None


def _tail(link: str) -> str:
    try:
        parts = urlsplit(link)
    except ValueError:
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
