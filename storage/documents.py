"""What is indexed of a record."""

from __future__ import annotations

from dataclasses import dataclass

from articles.search.tokens import spaced


@dataclass(frozen=True, slots=True)
class Document:
    """Where it stands in the index, its tokens with spaces between them, its source."""

    place: int
    title: str
    body: str
    source: str


def document(place: int, title: str, body: str, source: str) -> Document:
    """Return what is indexed of a record."""
    return Document(place, spaced(title), spaced(body), source)
