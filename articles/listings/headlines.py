"""The headline beside a link that has no words of its own, such as a linked picture. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_FARTHEST = 6
"""Elements out from the link; cards nest their picture that deep."""


@dataclass(frozen=True, slots=True)
class Around:
    """What an element around a link holds. ``row``: it is a list item, an article, a table row."""

    row: bool
    headlines: tuple[str, ...]
    links: frozenset[str]


def headline(around: Iterable[Around]) -> str | None:
    """Return the headline that belongs to a link, going outwards from it.

    An element with one headline tells it, if it is a row, or leads nowhere else. What holds several
    headlines, or other links and no headline, is more than this link's own place.
    """
    for one in islice(around, _FARTHEST):
        alone = len(one.links) <= 1
        if one.headlines:
            return one.headlines[0] if len(one.headlines) == 1 and (one.row or alone) else None
        if one.row or not alone:
            return None
    return None
