"""Where a text holds what was looked for, and the few words around it that tell people most."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from articles.search.query import Phrase
from articles.search.tokens import placed

_SPACE = re.compile(r"\s+")
_BEFORE = 0.3
"""The share of an excerpt that stands before the first match."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A text, and from where to where in it a match stands; in order, none over another."""

    text: str
    matches: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    phrase: int


def marked(text: str, phrases: Sequence[Phrase]) -> Marked:
    """Return a text whole, its matches marked."""
    return Marked(text, _merged(_matches(text, phrases)))


def excerpt(text: str, phrases: Sequence[Phrase], width: int = 90) -> Marked:
    """Return about ``width`` characters of a text: where most of the phrases stand together.

    White space becomes single spaces, ``…`` stands for what is left out. Without a match it is
    the beginning.
    """
    text = _SPACE.sub(" ", text).strip()
    found = _matches(text, phrases)
    start = _start(found, text, width)
    end = min(len(text), start + width)
    head, tail = "…" if start else "", "…" if end < len(text) else ""
    shift = len(head) - start
    inside = [
        (max(begin, start) + shift, min(stop, end) + shift)
        for begin, stop in _merged(found)
        if begin < end and stop > start
    ]
    return Marked(f"{head}{text[start:end]}{tail}", tuple(inside))


def _matches(text: str, phrases: Sequence[Phrase]) -> list[_Match]:
    tokens = list(placed(text))
    by_token: dict[str, list[int]] = {}
    for at, (token, _, _) in enumerate(tokens):
        by_token.setdefault(token, []).append(at)
    found = [
        _Match(tokens[at][1], tokens[at + len(phrase.tokens) - 1][2], number)
        for number, phrase in enumerate(phrases)
        for at in _starts(phrase, by_token)
        if _stands(phrase, tokens, at)
    ]
    return sorted(found, key=lambda one: one.start)


def _starts(phrase: Phrase, by_token: dict[str, list[int]]) -> list[int]:
    first = phrase.tokens[0]
    if len(phrase.tokens) > 1 or not phrase.prefix:
        return by_token.get(first, [])
    return [at for token, places in by_token.items() if token.startswith(first) for at in places]


def _stands(phrase: Phrase, tokens: Sequence[tuple[str, int, int]], at: int) -> bool:
    if at + len(phrase.tokens) > len(tokens):
        return False
    here = [token for token, _, _ in tokens[at : at + len(phrase.tokens)]]
    *before, last = phrase.tokens
    ends_so = here[-1].startswith(last) if phrase.prefix else here[-1] == last
    return ends_so and here[:-1] == before


def _merged(found: Sequence[_Match]) -> tuple[tuple[int, int], ...]:
    spans: list[tuple[int, int]] = []
    for one in found:
        if spans and one.start <= spans[-1][1]:
            spans[-1] = spans[-1][0], max(spans[-1][1], one.end)
        else:
            spans.append((one.start, one.end))
    return tuple(spans)


def _start(found: Sequence[_Match], text: str, width: int) -> int:
    """Return where the excerpt begins: before the match with the most other phrases after it."""
    if not found:
        return 0
    reach = int(width * (1 - _BEFORE))
    best = max(found, key=lambda one: (_variety(found, one.start, reach), -one.start))
    return max(0, min(best.start - int(width * _BEFORE), len(text) - width))


def _variety(found: Sequence[_Match], start: int, reach: int) -> int:
    return len({one.phrase for one in found if start <= one.start and one.end <= start + reach})
