"""How deep markup nests, told without building a tree.

Conforming parsers and sanitisers take quadratic time on deep nesting (100,000 nested elements:
20 to 40 s), so the cap comes before them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from articles.html.tokens import VOID, Kind, Token

DEEPEST = 2_000
"""Real pages nest under 100 levels; 2,000 still parse and sanitise in about 10 ms."""

_OPTIONAL_END = frozenset("p li dt dd option tr td th thead tbody tfoot colgroup".split())


def depth(markup: Iterable[Token]) -> int:
    """Return how deep tags nest that are closed by their own end tags.

    Elements whose end tag may be left out don't count. What a parser makes of mis-nested tags may
    be deeper: there, the time limit of the worker that reads the page is the guard.
    """
    opened: Counter[str] = Counter()
    deepest = level = 0
    for token in markup:
        if token.name in VOID or token.name in _OPTIONAL_END:
            continue
        if token.kind is Kind.START:
            opened[token.name] += 1
            level += 1
            deepest = max(deepest, level)
        elif token.kind is Kind.END and opened[token.name]:
            opened[token.name] -= 1
            level -= 1
    return deepest
