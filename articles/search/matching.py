"""Whether a text is what was asked for: for an index that finds too much."""

from __future__ import annotations

from articles.search.query import Phrase, Query
from articles.search.tokens import spaced


def matches(query: Query, title: str, body: str) -> bool:
    """Tell whether a text holds all that is wanted and nothing that is unwanted; times aside."""
    texts = f" {spaced(title)} ", f" {spaced(body)} "
    return all(_holds(texts, one) for one in query.wanted) and not any(
        _holds(texts, one) for one in query.unwanted
    )


def _holds(texts: tuple[str, str], phrase: Phrase) -> bool:
    looked_for = f" {' '.join(phrase.tokens)}" + ("" if phrase.prefix else " ")
    return any(looked_for in text for text in (texts[:1] if phrase.in_title else texts))
