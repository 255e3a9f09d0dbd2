"""The index of words in PostgreSQL: a text search vector of each document, indexed by GIN.

PostgreSQL's own positions end at 16,383, far too early for a token a character. So the vector holds
every token and every two that stand together, and no phrase of more is told from it alone: what it
finds is compared with the text (``articles.search.matching``). Its positions only say how often
something stands there, for the order by relevance.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    Float,
    bindparam,
    cast,
    func,
    literal_column,
    true,
)

from articles.search.query import Phrase, Query
from storage.documents import Document, document
from storage.plain import plain, plain_each

SCHEMA = (
    """
CREATE TABLE search (rowid BIGINT NOT NULL, words TSVECTOR NOT NULL,
    CONSTRAINT pk_search PRIMARY KEY (rowid))
""",
    # many short words pack badly: to try costs more than it saves
    "ALTER TABLE search ALTER COLUMN words SET STORAGE EXTERNAL",
    "CREATE INDEX ix_search_words ON search USING gin (words)",
    """
CREATE FUNCTION search_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_pending VALUES (NEW.id) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$
""",
    """
CREATE TRIGGER search_new AFTER INSERT ON article
FOR EACH ROW EXECUTE FUNCTION search_note()
""",
    """
CREATE TRIGGER search_changed AFTER UPDATE OF version ON article
FOR EACH ROW WHEN (OLD.version <> NEW.version) EXECUTE FUNCTION search_note()
""",
)
"""The index, and what notes the records that are not in it yet."""

_ONE, _TWO, _TITLE_ONE, _TITLE_TWO, _SOURCE = "1:", "2:", "3:", "4:", "5:"
_INCOMPLETE = "!"
"""Stands in a vector that does not hold all there is: such a document is always compared."""
_LONGEST = 500
"""Bytes of a token or two; PostgreSQL takes 2,046."""
_MOST = 800_000
"""Bytes of a vector; PostgreSQL takes 1,048,575."""
_COUNTED = 6
_BY_LENGTH = 16
"""Divides a rank by the logarithm of how many different lexemes there are."""
_OVERHEAD = 16
_BYTES = 4
"""Of one character, at most."""
_EXACT = 2
_CHUNK = 200

_ADD = "INSERT INTO search (rowid, words) VALUES (?, CAST(? AS tsvector))"
_TAKE = "DELETE FROM search WHERE rowid = ?"
_SAME = "SELECT words = CAST(? AS tsvector) FROM search WHERE rowid = ?"
_TEXTS = """
SELECT place, article_version.title, body_text, source FROM search_document
JOIN article ON article.id = search_document.article_id
JOIN article_version
  ON article_version.article_id = search_document.article_id
 AND number = search_document.version
WHERE place > ? ORDER BY place LIMIT ?
"""
_BEFORE_ALL = -(2**63)
_WEIGHTS: ColumnElement[object] = literal_column("CAST('{0.125, 0.125, 0.125, 1.0}' AS real[])")
_words: ColumnElement[object] = literal_column("search.words")
DEAR = "(rowid > -9223372036854775808 OR to_tsvector('simple', CAST(rowid AS text)) IS NULL)"
"""Always true, told by its first half. PostgreSQL's planner takes a look into a vector for one more
comparison, and would rather look into twenty thousand than ask an index with some words waiting;
the second half makes it believe that each costs a hundred."""
_dear: ColumnElement[bool] = literal_column(DEAR, Boolean)


class TSVector:
    """The index of a PostgreSQL database."""

    documents = "(SELECT rowid AS id FROM search)"
    is_exact = False

    def clear(self, connection: Connection) -> None:
        """Take all documents out."""
        plain(connection, "DELETE FROM search")

    def add(self, connection: Connection, documents: Sequence[Document]) -> None:
        """Put documents in."""
        plain_each(connection, _ADD, [(one.place, vector(one)) for one in documents])

    def take(self, connection: Connection, documents: Sequence[Document]) -> None:
        """Take documents out."""
        plain_each(connection, _TAKE, [(one.place,) for one in documents])

    def out_of_step(self, connection: Connection) -> int:
        """Return how many records have other words than the index holds of them."""
        return sum(
            not plain(connection, _SAME, (vector(one), one.place)).scalar()
            for one in _documents(connection)
        )

    def asked(self, query: Query, source: str | None) -> str:
        """Return a query in PostgreSQL's own language, each word of it quoted."""
        wanted = [] if source is None else [_quoted(_SOURCE + source)]
        wanted += [f"(({_lexemes(one)}) | {_quoted(_INCOMPLETE)})" for one in query.wanted]
        unwanted = [f"!({_lexemes(one)})" for one in query.unwanted if len(one.tokens) <= _EXACT]
        return " & ".join(wanted + unwanted)

    def matching(self, query: Query, source: str | None) -> ColumnElement[bool]:
        """Ask for what may be a hit: never too little."""
        asked = self.asked(query, source)
        return _words.op("@@", is_comparison=True)(_tsquery(asked)) & _dear if asked else true()

    def score(self, query: Query) -> ColumnElement[float]:
        """Return how often it is there, in titles eight times as much; long texts weigh less."""
        any_of = " | ".join(_lexemes(one) for one in query.wanted)
        rank = func.ts_rank(_WEIGHTS, _words, _tsquery(any_of), _BY_LENGTH)
        return -cast(rank, Float)


def vector(document: Document) -> str:
    """Return what is indexed of a document, as PostgreSQL reads it."""
    titles, bodies = document.title.split(), document.body.split()
    in_title, in_body = _counts(titles), _counts(bodies)
    places = {lexeme: _PLACES[0][count] for lexeme, count in in_body.items()}
    for lexeme, count in in_title.items():
        places[lexeme] = _PLACES[count][in_body.get(lexeme, 0)]
    kept = {_SOURCE + document.source: "", **_of_the_title(titles)}
    return _written(kept | (places if _surely_fits(document) else _fitting(places)))


def _surely_fits(document: Document) -> bool:
    """Tell whether there is room, without a look at each lexeme: three hold the same token."""
    tokens = len(document.title) + len(document.body)
    return 3 * tokens * (_BYTES + _OVERHEAD) < _MOST


def _fitting(places: dict[str, str]) -> dict[str, str]:
    """Return as much as there is room for, and a mark if that is not all."""
    kept: dict[str, str] = {}
    size = 0
    for lexeme in sorted(places):
        size += len(lexeme.encode()) + _OVERHEAD
        if size > _MOST:
            return kept | {_INCOMPLETE: ""}
        kept[lexeme] = places[lexeme]
    return kept


def _tsquery(asked: str) -> ColumnElement[object]:
    """Write a query into the statement: a planner that does not see it takes any word for rare."""
    written: ColumnElement[object] = bindparam(None, asked, literal_execute=True)
    return written.op("::")(literal_column("tsquery"))


def _counts(tokens: list[str]) -> dict[str, int]:
    """Return how often each token and each two stand there, up to ``_COUNTED``."""
    counted = Counter(tokens).items(), Counter(pairwise(tokens)).items()
    found = {_ONE + one: min(count, _COUNTED) for one, count in counted[0]}
    found |= {f"{_TWO}{one} {other}": min(count, _COUNTED) for (one, other), count in counted[1]}
    if max(map(len, tokens), default=0) * _BYTES < _LONGEST // 3:
        return found
    return {_fit(lexeme): count for lexeme, count in found.items()}


def _of_the_title(tokens: list[str]) -> dict[str, str]:
    """Return what is looked up in titles alone: as much of it as there is room for."""
    found = dict.fromkeys(
        (*(_fit(_TITLE_ONE + one) for one in tokens), *_pairs(_TITLE_TWO, tokens))
    )
    return dict.fromkeys(found, "")


def _pairs(kind: str, tokens: list[str]) -> Iterator[str]:
    return (_fit(f"{kind}{one} {other}") for one, other in pairwise(tokens))


def _fit(lexeme: str) -> str:
    """Return a lexeme; what is too long for one by its hash."""
    if len(lexeme) * 4 <= _LONGEST or len(lexeme.encode()) <= _LONGEST:
        return lexeme
    return lexeme[:2] + hashlib.sha256(lexeme.encode()).hexdigest()


def _lexemes(phrase: Phrase) -> str:
    """Return what any text with the phrase holds."""
    one, two = (_TITLE_ONE, _TITLE_TWO) if phrase.in_title else (_ONE, _TWO)
    tokens = [*phrase.tokens]
    lexemes = [*_pairs(two, tokens)] or [_fit(one + tokens[0])]
    quoted = [_quoted(lexeme) for lexeme in lexemes]
    if phrase.prefix:
        quoted[-1] += ":*"
    return " & ".join(quoted)


def _places(title: int, body: int) -> str:
    """Return as many positions as something stands there: in the title ``A``, and some few."""
    if not title and body == 1:
        return ""
    marks = ["A"] * title + [""] * body
    return ":" + ",".join(f"{at}{mark}" for at, mark in enumerate(marks, 1))


_PLACES = [[_places(title, body) for body in range(_COUNTED + 1)] for title in range(_COUNTED + 1)]


def _written(lexemes: dict[str, str]) -> str:
    plain = "".join(lexemes)
    if "'" in plain or "\\" in plain:
        return " ".join([_quoted(lexeme) + places for lexeme, places in lexemes.items()])
    return " ".join([f"'{lexeme}'{places}" for lexeme, places in lexemes.items()])


def _quoted(lexeme: str) -> str:
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def _documents(connection: Connection) -> Iterator[Document]:
    last = _BEFORE_ALL
    while rows := plain(connection, _TEXTS, (last, _CHUNK)).all():
        for row in rows:
            yield document(row.place, row.title, row.body_text, row.source)
        last = rows[-1].place
