"""How the next hits of a search are asked for: in the order of places, or by relevance.

PostgreSQL's planner takes every word that is not among the most common for one in two hundred
texts, and reads all texts in order for one that hardly any has. So it is shown few at first, which
tell whether a word is common; what is rarer is looked up by its words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Select,
    bindparam,
    case,
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
_FIRST = 200
"""Documents that are looked through for any word. One that none of them has is hardly in one of a
hundred, and soonest found by its words: to look through a document takes 2.5 µs."""
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
    few = _few(connection, after)
    if few is None:
        return next_hits(statement, after, step)
    first, second = _among_few(few, statement, after, step)
    # asked only if the newest are not enough; materialised, or the order of places would lead again
    edge = case((_count(first) == 0, few.first), else_=few.last)
    found = _count(first) + _count(second)
    behind = statement.where(search.c.rowid < edge, found < step)
    older = behind.cte("older").prefix_with("MATERIALIZED")
    places = union_all(*(select(one.c.place) for one in (first, second, older))).subquery()
    return select(places.c.place).order_by(places.c.place.desc()).limit(step)


def filtered_hits(
    connection: Connection,
    statement: Select[Any],
    words: ColumnElement[bool],
    after: Found | None,
    step: int,
) -> Select[Any]:
    """Select the next, newest first, of what has some words and is asked for more in turn."""
    few = _few(connection, after)
    if few is None or _are_common(connection, words, few, after):
        return next_hits(statement, after, step)
    hits = _before(statement, after).cte("hits").prefix_with("MATERIALIZED")
    return select(hits.c.place).order_by(hits.c.place.desc()).limit(step)


@dataclass(frozen=True, slots=True)
class _Few:
    """The places up to which the newest documents are looked through: the first, and all."""

    first: int
    last: int


def _few(connection: Connection, after: Found | None) -> _Few | None:
    """Return where the few end; None where there are no more than those."""
    before = {} if after is None else {"before": after.place}
    ends = _ends(_FIRST, _FEW, begun=after is not None)
    row = connection.execute(ends, before).one_or_none()
    return None if row is None or row[1] is None else _Few(*row)


@cache
def _ends(first: int, few: int, *, begun: bool) -> Select[Any]:
    places = select(search.c.rowid).order_by(search.c.rowid.desc()).limit(1)
    newest = places.where(search.c.rowid < bindparam("before")) if begun else places
    end = newest.offset(first).subquery("newest")
    last = places.where(search.c.rowid < end.c.rowid).offset(few - first - 1)
    return select(end.c.rowid, last.scalar_subquery())


def _are_common(
    connection: Connection, words: ColumnElement[bool], few: _Few, after: Found | None
) -> bool:
    """Tell whether many of the few have some words: of the first, or if those have some, of all."""
    for end in (few.first, few.last):
        among = select(search.c.rowid).where(words, search.c.rowid >= end)
        found = _newest_first(among, after).limit(_COMMON).subquery()
        count: int = connection.execute(select(func.count()).select_from(found)).scalar_one()
        if count in {0, _COMMON}:
            return count == _COMMON
    return False


def _among_few(
    few: _Few, statement: Select[Any], after: Found | None, step: int
) -> tuple[CTE, CTE]:
    """Select from the first of the few; from the others only if those have some, and too few."""
    among = statement.where(search.c.rowid >= few.first)
    first = _newest_first(among, after).limit(step).cte("first").prefix_with("MATERIALIZED")
    others = statement.where(
        search.c.rowid < few.first,
        search.c.rowid >= few.last,
        _count(first).between(1, step - 1),
    )
    newest = others.order_by(search.c.rowid.desc()).limit(step)
    return first, newest.cte("second").prefix_with("MATERIALIZED")


def _count(found: CTE) -> ColumnElement[int]:
    return select(func.count()).select_from(found).scalar_subquery()


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
