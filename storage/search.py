"""Records found by words: newest first, or by relevance; each page by its cursor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    select,
    true,
)

from articles.errors import QueryError
from articles.search.excerpt import excerpt, marked
from articles.search.matching import matches
from articles.search.query import Query
from storage import cursors
from storage.hit_steps import (
    Found,
    Narrowed,
    Step,
    best_hits,
    filtered_hits,
    newest_hits,
    next_hits,
    search,
)
from storage.places import ROOM, second_of
from storage.queries import SUMMARY, conditions, is_in, summary_of
from storage.rows import AnyRow
from storage.tables import article, article_version, search_document
from storage.types import Hit, RecordFilter
from storage.word_index import WordIndex, index_of

_CHUNK = 500
_SPILL = 86_400
"""How many seconds later than its second a document's place can be, where a second was full."""


_WITH_TEXT = (
    select(*SUMMARY, search_document.c.place, article_version.c.body_text)
    .join(search_document, search_document.c.article_id == article.c.id)
    .join(
        article_version,
        (article_version.c.article_id == article.c.id)
        & (article_version.c.number == article.c.version),
    )
    .where(search_document.c.place.in_(bindparam("places", expanding=True)))
)


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
    begin = Found(*cursors.read_place(after, ranked=ranked)) if after is not None else None
    index = index_of(connection)
    narrowed = _narrowed(query, chosen)
    asked = _step(connection, index, query, narrowed, ranked=ranked)
    found = list(islice(_all(connection, index, query, asked, begin, limit + 1), limit + 1))
    page = found[:limit]
    cursor = cursors.written_place(page[-1].place, page[-1].score) if len(found) > limit else None
    return list(_hits(connection, query, page)), cursor


def _step(
    connection: Connection, index: WordIndex, query: Query, chosen: RecordFilter, *, ranked: bool
) -> Step:
    """Return what asks for the next hits."""
    words, having = index.asked(query, chosen.source), _having(index, query, chosen)
    if index.is_exact or not words:
        statement = having.where(_let_through(chosen, search.c.rowid))
        if ranked:
            statement = statement.add_columns(index.score(query).label("score"))
        return partial(next_hits, connection, statement)
    narrowed = Narrowed(words, having, partial(_let_through, chosen))
    if ranked:
        return partial(best_hits, connection, narrowed, index.score(query))
    if _outside(chosen):
        return partial(filtered_hits, connection, narrowed)
    return partial(newest_hits, connection, words)


def _all(
    connection: Connection,
    index: WordIndex,
    query: Query,
    asked: Step,
    after: Found | None,
    step: int,
) -> Iterator[Found]:
    """Yield what is found, in order; what an index finds too much is left out here."""
    while True:
        found = asked(after, step)
        yield from found if index.is_exact else _true(connection, query, found)
        if len(found) < step:
            return
        after, step = found[-1], min(step * 2, _CHUNK)


def _true(connection: Connection, query: Query, found: Sequence[Found]) -> Iterator[Found]:
    rows = _rows(connection, [one.place for one in found])
    for one in found:
        # a server may have deleted it since: the two statements see a state each
        row = rows.get(one.place)
        if row is not None and matches(query, row.title, row.body_text):
            yield replace(one, row=row)


def _outside(chosen: RecordFilter) -> bool:
    """Tell whether a filter asks for more than words and source: then each hit is asked in turn."""
    return replace(chosen, source=None) != RecordFilter()


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


def _having(index: WordIndex, query: Query, chosen: RecordFilter) -> Select[Any]:
    """Select the places of what has the words, from the source and within the times."""
    return select(search.c.rowid.label("place")).where(
        index.matching(query, chosen.source), *_within(chosen, search.c.rowid)
    )


def _let_through(
    chosen: RecordFilter, place: ColumnElement[int], *, in_turn: bool = False
) -> ColumnElement[bool]:
    """Demand of a place's record what the index cannot tell."""
    if not _outside(chosen):
        return true()
    wanted = conditions(replace(chosen, source=None))
    if chosen.category is not None:
        wanted.append(is_in(chosen.category))
    found = (
        select(search_document.c.article_id)
        .join(article, article.c.id == search_document.c.article_id)
        .where(
            search_document.c.place == place,
            # said again: PostgreSQL's planner does not conclude it, and passes over the others
            *_within(chosen, search_document.c.place),
            *wanted,
        )
    )
    return (found.offset(0) if in_turn else found).exists()


def _within(chosen: RecordFilter, place: ColumnElement[int]) -> Iterator[ColumnElement[bool]]:
    """Yield the bounds of a filter's times, to the second and not too narrow."""
    if chosen.since is not None:
        yield place >= second_of(chosen.since) * ROOM
    if chosen.until is not None:
        yield place <= (second_of(chosen.until) + _SPILL) * ROOM


def _hits(connection: Connection, query: Query, page: Sequence[Found]) -> Iterator[Hit]:
    everywhere = [one for one in query.wanted if not one.in_title]
    rows = _rows(connection, [one.place for one in page if one.row is None])
    for one in page:
        row = rows[one.place] if one.row is None else one.row
        yield Hit(
            summary_of(row), marked(row.title, query.wanted), excerpt(row.body_text, everywhere)
        )


def _rows(connection: Connection, places: Sequence[int]) -> dict[int, AnyRow]:
    return {
        row.place: row
        for start in range(0, len(places), _CHUNK)
        for row in connection.execute(_WITH_TEXT, {"places": places[start : start + _CHUNK]})
    }
