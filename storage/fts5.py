"""The index of words in SQLite: FTS5 without a copy of the texts.

What goes in is the tokens of ``articles.search.tokens``; what goes out again must be told the same
tokens, which the versions still have.
"""

from __future__ import annotations

import string
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, func, literal_column

from articles.search.query import Phrase, Query
from articles.search.tokens import BREAK, spaced
from storage.documents import Document
from storage.plain import plain, plain_each

SCHEMA = (
    """
CREATE VIRTUAL TABLE search USING fts5(title, body, source, content='', tokenize='ascii')
""",
    # few merges: half as fast again to write
    "INSERT INTO search (search, rank) VALUES ('automerge', 16)",
    """
CREATE TRIGGER search_new AFTER INSERT ON article BEGIN
    INSERT OR IGNORE INTO search_pending VALUES (new.id);
END
""",
    """
CREATE TRIGGER search_changed AFTER UPDATE OF version ON article
WHEN old.version <> new.version BEGIN
    INSERT OR IGNORE INTO search_pending VALUES (new.id);
END
""",
)
"""The index, and what notes the records that are not in it yet: plain SQL, so that any program may
still read and even write the tables; ``storage.search_index`` does the rest."""

EVERY = BREAK
"""A token of each document's source: what is asked for besides words is looked up by it."""
_PLAIN = frozenset(string.ascii_lowercase + string.digits)
_TITLE_WEIGHT, _BODY_WEIGHT = 8.0, 1.0
_GOES_ON = 0x80
_ADD = "INSERT INTO search (rowid, title, body, source) VALUES (?, ?, ?, ?)"
_TAKE = "INSERT INTO search (search, rowid, title, body, source) VALUES ('delete', ?, ?, ?, ?)"
_SIZES = """
SELECT sz, title, body_text FROM search_document
JOIN search_docsize ON search_docsize.id = place
JOIN article_version
  ON article_version.article_id = search_document.article_id
 AND number = search_document.version
"""
_search: ColumnElement[object] = literal_column("search")


class FTS5:
    """The index of an SQLite file."""

    documents = "(SELECT id FROM search_docsize)"
    is_exact = True

    def clear(self, connection: Connection) -> None:
        """Take all documents out."""
        plain(connection, "INSERT INTO search (search) VALUES ('delete-all')")

    def add(self, connection: Connection, documents: Sequence[Document]) -> None:
        """Put documents in."""
        plain_each(connection, _ADD, [*map(_row, documents)])

    def take(self, connection: Connection, documents: Sequence[Document]) -> None:
        """Take documents out: a row for each that says so, with all its words."""
        plain_each(connection, _TAKE, [*map(_row, documents)])

    def out_of_step(self, connection: Connection) -> int:
        """Return how many records have another number of words than the index holds of them."""
        rows = plain(connection, _SIZES)
        return sum(_sizes(row.sz)[:2] != _counts(row.title, row.body_text) for row in rows)

    def asked(self, query: Query, source: str | None) -> str:
        """Return a query in FTS5's own language; each word quoted, so that it is nothing else."""
        wanted = [f'source : "{EVERY if source is None else source_token(source)}"']
        wanted = [] if query.wanted and source is None else wanted
        wanted += [_phrase(one) for one in query.wanted]
        unwanted = [_phrase(one) for one in query.unwanted]
        asked = " AND ".join(f"({one})" for one in wanted)
        return f"({asked}) NOT ({' OR '.join(unwanted)})" if unwanted else asked

    def matching(self, query: Query, source: str | None) -> ColumnElement[bool]:
        """Ask in FTS5's own language."""
        return _search.op("MATCH", is_comparison=True)(self.asked(query, source))

    def score(self, _query: Query) -> ColumnElement[float]:
        """Return BM25, which FTS5 makes negative."""
        return func.bm25(_search, _TITLE_WEIGHT, _BODY_WEIGHT, 0.0)


def source_token(source: str) -> str:
    """Return a source's name as the one token that stands for it in the index."""
    return "".join(one if one in _PLAIN else f"{BREAK}{ord(one):x}{BREAK}" for one in source)


def _phrase(phrase: Phrase) -> str:
    columns = "title" if phrase.in_title else "{title body}"
    words = " ".join(phrase.tokens).replace('"', "")
    return f'{columns} : "{words}"{" *" if phrase.prefix else ""}'


def _counts(title: str, body: str) -> list[int]:
    return [len(spaced(title).split()), len(spaced(body).split())]


def _sizes(stored: bytes) -> list[int]:
    """Read FTS5's record of a document: a varint a column, seven bits a byte, high ones first."""
    sizes, value = [], 0
    for byte in stored:
        value = value << 7 | byte & 0x7F
        if byte < _GOES_ON:
            sizes.append(value)
            value = 0
    return sizes


def _row(document: Document) -> tuple[int, str, str, str]:
    source = f"{EVERY} {source_token(document.source)}"
    return document.place, document.title, document.body, source
