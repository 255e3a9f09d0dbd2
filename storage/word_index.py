"""What an index of words must do; which one it is follows from the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy import ColumnElement, Connection

from articles.search.query import Query
from storage.documents import Document
from storage.fts5 import FTS5
from storage.tsvector import TSVector


class WordIndex(Protocol):
    """An index whose row numbers are the places of documents."""

    documents: str
    """A subquery of ``id``, the places of all documents that it holds."""
    is_exact: bool
    """Whether all that it finds is a hit; else each is to be compared with the query."""

    def clear(self, connection: Connection) -> None:
        """Take all documents out."""
        ...

    def add(self, connection: Connection, documents: Sequence[Document]) -> None:
        """Put documents in; cheapest in the order of places."""
        ...

    def take(self, connection: Connection, documents: Sequence[Document]) -> None:
        """Take documents out; each is given as it was put in."""
        ...

    def out_of_step(self, connection: Connection) -> int:
        """Return how many records have other words than the index holds of them."""
        ...

    def asked(self, query: Query, source: str | None) -> str:
        """Return a query in the index's own language; nothing where that asks for nothing."""
        ...

    def matching(self, query: Query, source: str | None) -> ColumnElement[bool]:
        """Demand a document of a source that holds what is wanted and not what is unwanted."""
        ...

    def score(self, query: Query) -> ColumnElement[float]:
        """Return how well a document fits: the lower, the better."""
        ...


_FTS5, _TSVECTOR = FTS5(), TSVector()


def index_of(connection: Connection) -> WordIndex:
    """Return the index that a connection's database has."""
    return _FTS5 if connection.dialect.name == "sqlite" else _TSVECTOR
