"""How the next hits of a search are asked for: in the order of places, or by relevance.

PostgreSQL's planner takes every word that is not among the most common for one in two hundred
texts, and reads all texts in order for one that hardly any has. So it is shown few at first, which
tell whether a word is common; what is rarer is looked up by its words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    column,
    func,
    select,
    table,
    tuple_,
    union_all,
)

from storage.rows import AnyRow

search = table("search", column("rowid"))
"""The index, whose row numbers are places."""
_FEW = 1_000
"""Documents that are looked through for a word that may be common."""
_RANKED = 10_000
"""The newest hits, of which the best are looked for: weighing a million takes a minute."""
_COMMON = 20
"""So many of them with the words: then all texts in order soon show what a filter wants, too."""


@dataclass(frozen=True, slots=True)
class Found:
    """A hit's place, and its relevance where that is the order."""

    place: int
    score: float | None = None
    row: AnyRow | None = None
    """Its record and text, where they were read to compare them."""


Step = Callable[["Found | None", int], Select[Any]]
"""Selects the places (and scores) of the next after one that was found, at most so many."""


def next_hits(statement: Select[Any], after: Found | None, step: int) -> Select[Any]:
    """Select the next of a statement, in its order."""
    ordered = _by_relevance if "score" in statement.selected_columns else _newest_first
    return ordered(statement, after).limit(step)


def newest_hits(
    connection: Connection,
    statement: Select[Any],
    after: Found | None,
    step: int,
) -> Select[Any]:
    """Select the next, newest first, of all that has some words."""
    edge = _edge(connection, after)
    if edge is None:
        return next_hits(statement, after, step)
    among_few = statement.where(search.c.rowid >= edge)
    newest = _newest_first(among_few, after).limit(step).cte("newest").prefix_with("MATERIALIZED")
    found = select(func.count()).select_from(newest).scalar_subquery()
    # asked only if the newest are not enough; materialised, or the order of places would lead again
    behind = statement.where(search.c.rowid < edge, found < step)
    older = behind.cte("older").prefix_with("MATERIALIZED")
    both = union_all(select(newest.c.place), select(older.c.place))
    places = both.subquery()
    return select(places.c.place).order_by(places.c.place.desc()).limit(step)


def filtered_hits(
    connection: Connection,
    statement: Select[Any],
    words: ColumnElement[bool],
    after: Found | None,
    step: int,
) -> Select[Any]:
    """Select the next, newest first, of what has some words and is asked for more in turn."""
    edge = _edge(connection, after)
    if edge is None or _are_common(connection, words, edge, after):
        return next_hits(statement, after, step)
    hits = _before(statement, after).cte("hits").prefix_with("MATERIALIZED")
    return select(hits.c.place).order_by(hits.c.place.desc()).limit(step)


def _edge(connection: Connection, after: Found | None) -> int | None:
    """Return the last place of the few; None where there are no more than those."""
    few = _newest_first(select(search.c.rowid), after).offset(_FEW).limit(1)
    edge: int | None = connection.execute(few).scalar_one_or_none()
    return edge


def _are_common(
    connection: Connection, words: ColumnElement[bool], edge: int, after: Found | None
) -> bool:
    few = _newest_first(select(search.c.rowid).where(words, search.c.rowid >= edge), after)
    few = few.limit(_COMMON)
    count: int = connection.execute(select(func.count()).select_from(few.subquery())).scalar_one()
    return count == _COMMON


def _before(statement: Select[Any], after: Found | None) -> Select[Any]:
    return statement if after is None else statement.where(search.c.rowid < after.place)


def _newest_first(statement: Select[Any], after: Found | None) -> Select[Any]:
    return _before(statement, after).order_by(search.c.rowid.desc())


def _by_relevance(statement: Select[Any], after: Found | None) -> Select[Any]:
    scored = statement.order_by(search.c.rowid.desc()).limit(_RANKED).subquery()
    ranked: Select[Any] = select(scored.c.place, scored.c.score)
    if after is not None:
        ranked = ranked.where(tuple_(scored.c.score, -scored.c.place) > (after.score, -after.place))
    return ranked.order_by(scored.c.score, scored.c.place.desc())
