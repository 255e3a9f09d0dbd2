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

_TAG = re.compile(rb"<(/?)([a-z][a-z0-9]{0,15})")
_FORMATTING = frozenset(b"a b big code em font i nobr s small strike strong tt u".split())
_VOID = frozenset(name.encode() for name in VOID)
_PER_BYTE = 0.55
_PER_BRACKET = 12.0
"""Of ``<``, whether it begins a tag, a comment or nothing."""
_PER_VALUE = 4.0
_PER_IMAGE = 80.0
_PER_LEVEL = 0.1
_PER_OPEN_FORMATTING = 10.0


# A crawl asks for one page twice on end: before it is read, and before its links are.
@lru_cache(maxsize=2)
def burden(body: bytes, most: float) -> float:
    """Return an upper bound in microseconds of one core; counting stops above ``most``."""
    lower = body.lower()
    total = _flat(lower)
    opened: dict[bytes, int] = {}
    level = formatting = 0
    for slash, name in _TAG.findall(lower) if total <= most else ():
        if name in _VOID:
            continue
        before = opened.get(name, 0)
        if not slash:
            step = 1
        elif before:
            step = -1
        else:
            step = 0
        opened[name] = before + step
        level += step
        if name in _FORMATTING:
            formatting += step
        total += _PER_LEVEL * level + _PER_OPEN_FORMATTING * formatting
        if total > most:
            break
    return total


def _flat(body: bytes) -> float:
    """Return what a page costs however its tags nest."""
    images = body.count(b"<img") + body.count(b"<source")
    return (
        len(body) * _PER_BYTE
        + body.count(b"<") * _PER_BRACKET
        + body.count(b"=") * _PER_VALUE
        + images * _PER_IMAGE
    )
