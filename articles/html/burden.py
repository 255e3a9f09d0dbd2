"""How long a page will keep the parsers and cleaners busy: told from its bytes, without parsing.

A bound for choosing where to read a page, not a limit on what may be read. Tags, values and
bytes cost what the slowest of them were measured to cost (images with ``srcset``, lone ``<``). Two
things multiply: nesting, and formatting elements that stay open (``<p><b></p>`` again and again),
which the HTML standard has every later block open anew (13.2.4.3); 500 of those in 5 KB take
seconds.
"""

from __future__ import annotations

import re
from functools import lru_cache

from articles.html.tokens import VOID

_TAG = re.compile(rb"<(/?[a-z][a-z0-9]{0,15})")
_KINDS = 1_000
"""Sorts of tags to remember: pages have a few dozen."""
_FORMATTING = frozenset(b"a b big code em font i nobr s small strike strong tt u".split())
_VOID = frozenset(name.encode() for name in VOID)
_PER_BYTE = 0.55
_PER_BRACKET = 12.0
"""Of ``<``, whether it begins a tag, a comment or nothing."""
_PER_VALUE = 4.0
_PER_IMAGE = 80.0
_PER_LEVEL = 0.1
_PER_OPEN_FORMATTING = 10.0


def burden(body: bytes, most: float) -> float:
    """Return an upper bound in microseconds of one core; counting stops above ``most``."""
    lower = body.lower()
    total = _flat(lower)
    opened: dict[bytes, int] = {}
    each = 0.0
    for tag in _TAG.findall(lower) if total <= most else ():
        name, cost = _told(tag)
        if cost > 0:
            opened[name] = opened.get(name, 0) + 1
            each += cost
        elif cost < 0 and opened.get(name):
            opened[name] -= 1
            each += cost
        total += each
        if total > most:
            break
    return total


@lru_cache(maxsize=_KINDS)
def _told(tag: bytes) -> tuple[bytes, float]:
    """Return a tag's name, and what it adds to the cost of each tag after it."""
    name = tag.lstrip(b"/")
    if name in _VOID:
        return name, 0.0
    cost = _PER_LEVEL + (_PER_OPEN_FORMATTING if name in _FORMATTING else 0.0)
    return name, cost if name == tag else -cost


def _flat(body: bytes) -> float:
    """Return what a page costs however its tags nest."""
    images = body.count(b"<img") + body.count(b"<source")
    return (
        len(body) * _PER_BYTE
        + body.count(b"<") * _PER_BRACKET
        + body.count(b"=") * _PER_VALUE
        + images * _PER_IMAGE
    )
