"""How deep markup nests and how crowded its tags are, told without building a tree.

Conforming parsers and sanitisers take quadratic time on deep nesting (100,000 nested elements:
20 to 40 s) and on the attributes of one tag (100,000: over a minute), so the caps come before them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice

from articles.html.tokens import VOID, Kind, Token, attributes, tokens

DEEPEST = 2_000
"""Real pages nest under 100 levels; 2,000 still parse and sanitise in about 10 ms."""

MOST_ATTRIBUTES = 1_000
"""Of one tag. Real tags have under 50; 1,000 still parse in under 5 ms."""

_LONG_TAG = re.compile(rf"<[a-zA-Z][^>]{{{2 * MOST_ATTRIBUTES - 3}}}")
_QUOTED_END = re.compile(r"""=\s*+(?:"[^">]*+>|'[^'>]*+>)""")

_OPTIONAL_END = frozenset("p li dt dd option tr td th thead tbody tfoot colgroup".split())
_UNCOUNTED = VOID | _OPTIONAL_END


def depth(markup: Iterable[Token]) -> int:
    """Return how deep tags nest that are closed by their own end tags.

    Elements whose end tag may be left out don't count. What a parser makes of mis-nested tags may
    be deeper: there, the time limit of the worker that reads the page is the guard.
    """
    opened: Counter[str] = Counter()
    deepest = level = 0
    for token in markup:
        kind, name, _, _ = token
        if name in _UNCOUNTED:
            continue
        if kind is Kind.START:
            opened[name] += 1
            level += 1
            if level > deepest:  # noqa: PLR1730 - in a loop over every tag of every page
                deepest = level
        elif kind is Kind.END and opened[name]:
            opened[name] -= 1
            level -= 1
    return deepest


def unsafe_to_parse(text: str, markup: Sequence[Token] | None = None) -> str | None:
    """Return what makes markup too costly for a parser, as a clause about it; None if nothing.

    ``markup`` are the text's tokens, if they are known already.
    """
    if markup is None:
        if _surely_safe(text):
            return None
        markup = list(tokens(text))
    if (nesting := depth(markup)) > DEEPEST:
        return f"nests {nesting} elements deep"
    long = (token for token in markup if token.end - token.start >= 2 * MOST_ATTRIBUTES)
    if any(_is_crowded(text, token) for token in long):
        return f"has a tag of over {MOST_ATTRIBUTES} attributes"
    return None


def _surely_safe(text: str) -> bool:
    """Tell without tokens that markup is safe: true of most pages, and linear in all.

    Nothing nests deeper than there are start tags. A crowded tag is long; it ends at the first
    ``>`` unless one stands in a quoted value.
    """
    starts = text.count("<") - text.count("</")
    return starts <= DEEPEST and not _LONG_TAG.search(text) and not _QUOTED_END.search(text)


def _is_crowded(text: str, token: Token) -> bool:
    if token.kind is not Kind.START:
        return False
    found = attributes(text[token.start : token.end])
    return next(islice(found, MOST_ATTRIBUTES, None), None) is not None
