"""Records found by words: newest first, or by relevance; each page by its cursor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    column,
    func,
    literal_column,
    select,
    table,
    tuple_,
)

from articles.errors import QueryError
from articles.search.excerpt import excerpt, marked
from articles.search.query import Phrase, Query
from storage import cursors
from storage.queries import conditions, is_in, summary_of
from storage.rows import AnyRow
from storage.search_index import EVERY, ROOM, second_of, source_token
from storage.tables import article, article_version, search_document
from storage.types import Hit, RecordFilter

_search = table("search", column("search"), column("rowid"))
_TITLE_WEIGHT, _BODY_WEIGHT = 8.0, 1.0
_CHUNK = 500
_SPILL = 86_400
"""How many seconds later than its second a document's place can be, where a second was full."""


@dataclass(frozen=True, slots=True)
class _Found:
    place: int
    score: float | None = None


def hits(
    connection: Connection,
    query: Query,
    chosen: RecordFilter,
    after: str | None,
    limit: int,
    *,
    ranked: bool,
) -> tuple[list[Hit], str | None]:
    """Return a page of what a query finds, and the cursor of the next.

    Raises CursorError for a foreign cursor, QueryError for a query that a filter contradicts,
    ValueError for a limit under 1.
    """
    if limit < 1:
        raise ValueError(f"a page of {limit} rows")
    ranked = ranked and bool(query.wanted)
    statement = _statement(query, _narrowed(query, chosen))
    ordered = _by_relevance if ranked else _newest_first
    rows = connection.execute(ordered(statement, after).limit(limit + 1)).all()
    found = [_Found(*row) for row in rows]
    page = found[:limit]
    cursor = cursors.written_place(page[-1].place, page[-1].score) if len(found) > limit else None
    return list(_hits(connection, query, page)), cursor


def expression(query: Query, source: str | None) -> str:
    """Return a query in FTS5's own language; each word of it quoted, so that it is nothing else."""
    wanted = [f'source : "{EVERY if source is None else source_token(source)}"']
    wanted = [] if query.wanted and source is None else wanted
    wanted += [_phrase(one) for one in query.wanted]
    unwanted = [_phrase(one) for one in query.unwanted]
    asked = " AND ".join(f"({one})" for one in wanted)
    return f"({asked}) NOT ({' OR '.join(unwanted)})" if unwanted else asked


def _phrase(phrase: Phrase) -> str:
    columns = "title" if phrase.in_title else "{title body}"
    words = " ".join(phrase.tokens).replace('"', "")
    return f'{columns} : "{words}"{" *" if phrase.prefix else ""}'


def _narrowed(query: Query, chosen: RecordFilter) -> RecordFilter:
    for name in ("source", "category"):
        asked, given = getattr(query, name), getattr(chosen, name)
        if asked is not None and given is not None and asked != given:
            raise QueryError(f"{name}:{asked}", f"the {name} is to be {given} at the same time")
    later = [one for one in (query.since, chosen.since) if one]
    earlier = [one for one in (query.until, chosen.until) if one]
    return replace(
        chosen,
        source=query.source or chosen.source,
        category=query.category or chosen.category,
        since=max(later, default=None),
        until=min(earlier, default=None),
    )


def _statement(query: Query, chosen: RecordFilter) -> Select[Any]:
    """Select places. What the index cannot tell is asked of each hit in turn, so FTS5 leads."""
    statement = select(_search.c.rowid.label("place")).where(
        _search.c.search.op("MATCH")(expression(query, chosen.source))
    )
    if chosen.since is not None:
        statement = statement.where(_search.c.rowid >= second_of(chosen.since) * ROOM)
    if chosen.until is not None:
        last = second_of(chosen.until) + _SPILL
        statement = statement.where(_search.c.rowid <= last * ROOM)
    wanted = conditions(replace(chosen, source=None))
    if chosen.category is not None:
        wanted.append(is_in(chosen.category))
    if wanted:
        statement = statement.where(
            select(search_document.c.article_id)
            .join(article, article.c.id == search_document.c.article_id)
            .where(search_document.c.place == _search.c.rowid, *wanted)
            .exists()
        )
    return statement


def _newest_first(statement: Select[Any], after: str | None) -> Select[Any]:
    if after is not None:
        place, _ = cursors.read_place(after, ranked=False)
        statement = statement.where(_search.c.rowid < place)
    return statement.order_by(_search.c.rowid.desc())


def _by_relevance(statement: Select[Any], after: str | None) -> Select[Any]:
    score = func.bm25(literal_column("search"), _TITLE_WEIGHT, _BODY_WEIGHT, 0.0)
    scored = statement.add_columns(score.label("score")).subquery()
    ranked: Select[Any] = select(scored.c.place, scored.c.score)
    if after is not None:
        place, least = cursors.read_place(after, ranked=True)
        ranked = ranked.where(tuple_(scored.c.score, -scored.c.place) > (least, -place))
    return ranked.order_by(scored.c.score, scored.c.place.desc())


def _hits(connection: Connection, query: Query, page: Sequence[_Found]) -> Iterator[Hit]:
    everywhere = [one for one in query.wanted if not one.in_title]
    rows = _rows(connection, [one.place for one in page])
    for one in page:
        row = rows[one.place]
        yield Hit(
            summary_of(row), marked(row.title, query.wanted), excerpt(row.body_text, everywhere)
        )


def _rows(connection: Connection, places: Sequence[int]) -> dict[int, AnyRow]:
    statement = (
        select(article, search_document.c.place, article_version.c.body_text)
        .join(search_document, search_document.c.article_id == article.c.id)
        .join(
            article_version,
            (article_version.c.article_id == article.c.id)
            & (article_version.c.number == article.c.version),
        )
    )
    return {
        row.place: row
        for start in range(0, len(places), _CHUNK)
        for row in connection.execute(
            statement.where(search_document.c.place.in_(places[start : start + _CHUNK]))
        )
    }
