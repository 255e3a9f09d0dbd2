"""Records found by words: newest first, or by relevance; each page by its cursor."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    bindparam,
    column,
    func,
    select,
    table,
    tuple_,
    union_all,
)

from articles.errors import QueryError
from articles.search.excerpt import excerpt, marked
from articles.search.matching import matches
from articles.search.query import Query
from storage import cursors
from storage.places import ROOM, second_of
from storage.queries import SUMMARY, conditions, is_in, summary_of
from storage.rows import AnyRow
from storage.tables import article, article_version, search_document
from storage.types import Hit, RecordFilter
from storage.word_index import WordIndex, index_of

_search = table("search", column("rowid"))
_CHUNK = 500
_FEW = 1_000
"""Documents that are looked through for a word that may be common."""
_RANKED = 10_000
"""The newest hits, of which the best are looked for: weighing a million takes a minute."""
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


@dataclass(frozen=True, slots=True)
class _Found:
    place: int
    score: float | None = None
    row: AnyRow | None = None
    """Its record and text, where they were read to compare them."""


_Step = Callable[["_Found | None", int], Sequence[AnyRow]]
"""Returns the next rows after one that was found, at most so many."""


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
    begin = _Found(*cursors.read_place(after, ranked=ranked)) if after is not None else None
    index = index_of(connection)
    narrowed = _narrowed(query, chosen)
    statement = _statement(index, query, narrowed)
    if ranked:
        statement = statement.add_columns(index.score(query).label("score"))
    step = _step if index.is_exact or ranked or _outside(narrowed) else _newest_step
    rows = partial(step, connection, statement)
    found = list(islice(_all(connection, index, query, rows, begin, limit + 1), limit + 1))
    page = found[:limit]
    cursor = cursors.written_place(page[-1].place, page[-1].score) if len(found) > limit else None
    return list(_hits(connection, query, page)), cursor


def _all(
    connection: Connection,
    index: WordIndex,
    query: Query,
    rows_after: _Step,
    after: _Found | None,
    step: int,
) -> Iterator[_Found]:
    """Yield what is found, in order; what an index finds too much is left out here."""
    while True:
        found = [_Found(*row) for row in rows_after(after, step)]
        yield from found if index.is_exact else _true(connection, query, found)
        if len(found) < step:
            return
        after, step = found[-1], min(step * 2, _CHUNK)


def _step(
    connection: Connection, statement: Select[Any], after: _Found | None, step: int
) -> Sequence[AnyRow]:
    """Return the next rows of a statement, in its order."""
    ordered = _by_relevance if "score" in statement.selected_columns else _newest_first
    return connection.execute(ordered(statement, after).limit(step)).all()


def _newest_step(
    connection: Connection, statement: Select[Any], after: _Found | None, step: int
) -> Sequence[AnyRow]:
    """Return the next rows, newest first, of an index whose planner cannot tell a rare word.

    PostgreSQL takes every word that is not among the most common for one in two hundred texts, and
    reads all texts in order for one that hardly any has. So it is shown few at first, among which
    a common word is soon found; what is rarer than that is looked up by its words.
    """
    edge = connection.execute(
        _newest_first(select(_search.c.rowid), after).offset(_FEW).limit(1)
    ).scalar_one_or_none()
    if edge is None:
        return _step(connection, statement, after, step)
    among_few = statement.where(_search.c.rowid >= edge)
    newest = _newest_first(among_few, after).limit(step).cte("newest").prefix_with("MATERIALIZED")
    found = select(func.count()).select_from(newest).scalar_subquery()
    # asked only if the newest are not enough; materialised, or the order of places would lead again
    behind = statement.where(_search.c.rowid < edge, found < step)
    older = behind.cte("older").prefix_with("MATERIALIZED")
    both = union_all(select(newest.c.place), select(older.c.place))
    return connection.execute(both.order_by(both.selected_columns.place.desc()).limit(step)).all()


def _outside(chosen: RecordFilter) -> bool:
    """Tell whether a filter asks for more than words and source: then each hit is asked in turn."""
    return replace(chosen, source=None) != RecordFilter()


def _true(connection: Connection, query: Query, found: Sequence[_Found]) -> Iterator[_Found]:
    rows = _rows(connection, [one.place for one in found])
    for one in found:
        row = rows[one.place]
        if matches(query, row.title, row.body_text):
            yield replace(one, row=row)


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


def _statement(index: WordIndex, query: Query, chosen: RecordFilter) -> Select[Any]:
    """Select places. What the index cannot tell is asked of each hit in turn, so FTS5 leads."""
    statement = select(_search.c.rowid.label("place")).where(index.matching(query, chosen.source))
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


def _newest_first(statement: Select[Any], after: _Found | None) -> Select[Any]:
    if after is not None:
        statement = statement.where(_search.c.rowid < after.place)
    return statement.order_by(_search.c.rowid.desc())


def _by_relevance(statement: Select[Any], after: _Found | None) -> Select[Any]:
    scored = statement.order_by(_search.c.rowid.desc()).limit(_RANKED).subquery()
    ranked: Select[Any] = select(scored.c.place, scored.c.score)
    if after is not None:
        ranked = ranked.where(tuple_(scored.c.score, -scored.c.place) > (after.score, -after.place))
    return ranked.order_by(scored.c.score, scored.c.place.desc())


def _hits(connection: Connection, query: Query, page: Sequence[_Found]) -> Iterator[Hit]:
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
