"""How long a page will keep the parsers and cleaners busy: told from its bytes, without parsing.

A bound for choosing where to read a page, not a limit on what may be read. Tags and bytes cost
what the slowest of them were measured to cost (images with ``srcset``, long attributes). Two
things multiply: nesting, and formatting elements that stay open (``<p><b></p>`` again and again),
which the HTML standard has every later block open anew (13.2.4.3); 500 of those in 5 KB take
seconds.
"""

from __future__ import annotations

import re
from collections import Counter

from articles.html.tokens import VOID

_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})")
_FORMATTING = frozenset(b"a b big code em font i nobr s small strike strong tt u".split())
_VOID = frozenset(name.encode() for name in VOID)
_PER_BYTE = 0.8
_PER_TAG = 40.0
_PER_LEVEL = 0.1
_PER_OPEN_FORMATTING = 10.0


def burden(body: bytes, most: float) -> float:
    """Return an upper bound in microseconds of one core; counting stops above ``most``."""
    total = len(body) * _PER_BYTE
    opened: Counter[bytes] = Counter()
    level = formatting = 0
    for slash, written in _TAG.findall(body):
        if total > most:
            break
        name = written.lower()
        if name not in _VOID:
            step = -1 if slash else 1
            if step > 0 or opened[name]:
                opened[name] += step
                level += step
                formatting += step * (name in _FORMATTING)
        total += _PER_TAG + _PER_LEVEL * level + _PER_OPEN_FORMATTING * formatting
    return total
