"""How the next hits of a search are asked for: in the order of places, or by relevance.

PostgreSQL's planner takes every word that is not among the most common for one in two hundred
texts, and reads all texts in order for one that hardly any has. So it is shown few at first, which
tell whether a word is common; what is rarer is looked up by its words. Those statements are
PostgreSQL's own and stand as they are: to compose them takes longer than to run them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Connection, Select, column, select, table, tuple_

from storage.rows import AnyRow
from storage.tsvector import DEAR

search = table("search", column("rowid"))
"""The index, whose row numbers are places."""
_FIRST = 200
"""Documents that are looked through for any word. One that none of them has is hardly in one of a
hundred, and soonest found by its words: to look through a document takes 2.5 µs."""
_FEW = 1_000
"""Documents that are looked through for a word that may be common."""
_FURTHER, _SOME = 5_000, 5
"""Documents that are looked through for a word that some of the few have: to fetch all that its
index knows, one in two hundred and more, takes longer."""
_RANKED = 10_000
"""The newest hits, of which the best are looked for: weighing a million takes a minute."""
_COMMON = 20
"""So many of them with the words: then all texts in order soon show what a filter wants, too."""
_MANY = 60
"""So many of the first with the words: then ten thousand are sooner found in order than sorted."""
_BEHIND_ALL = 2**63 - 1
_LOOKED = """(
    SELECT rowid, words FROM search WHERE rowid < %(before)s ORDER BY rowid DESC {part}
) AS looked WHERE words @@ CAST(%(words)s AS tsquery)"""
# each part is asked only if those before it tell so; materialised, or the order of places would
# lead where the index of words is to
_NEWEST = """
WITH newest AS MATERIALIZED (
    SELECT rowid FROM {newest} ORDER BY rowid DESC LIMIT %(step)s
), others AS MATERIALIZED (
    SELECT rowid FROM {others} AND (SELECT count(*) FROM newest) BETWEEN 1 AND %(step)s - 1
    ORDER BY rowid DESC LIMIT %(step)s
), few AS MATERIALIZED (
    SELECT rowid FROM newest UNION ALL SELECT rowid FROM others
), further AS MATERIALIZED (
    SELECT rowid FROM {further} AND (SELECT count(*) FROM few) BETWEEN {some} AND %(step)s - 1
    ORDER BY rowid DESC LIMIT %(step)s
), found AS MATERIALIZED (
    SELECT rowid FROM few UNION ALL SELECT rowid FROM further
), older AS MATERIALIZED (
    SELECT rowid FROM search WHERE words @@ CAST(%(words)s AS tsquery) AND {dear}
    AND rowid < (
        SELECT rowid FROM search WHERE rowid < %(before)s ORDER BY rowid DESC LIMIT 1
        OFFSET CASE WHEN NOT EXISTS (SELECT FROM few) THEN {first}
            WHEN (SELECT count(*) FROM few) < {some} THEN {all} ELSE {most} END - 1
    )
    AND (SELECT count(*) FROM found) < %(step)s
)
SELECT rowid FROM (SELECT rowid FROM found UNION ALL SELECT rowid FROM older) AS hits
ORDER BY rowid DESC LIMIT %(step)s
"""
_ARE_COMMON = """
SELECT {most} = CASE WHEN found IN (0, {most}) THEN found
    ELSE (SELECT count(*) FROM (SELECT FROM {few} LIMIT {most}) AS among) END
FROM (SELECT count(*) AS found FROM (SELECT FROM {first} LIMIT {most}) AS among) AS newest
"""


@dataclass(frozen=True, slots=True)
class Found:
    """A hit's place, and its relevance where that is the order."""

    place: int
    score: float | None = None
    row: AnyRow | None = None
    """Its record and text, where they were read to compare them."""


class Condition(Protocol):
    """Demands that a filter lets the record of a place through."""

    def __call__(self, place: ColumnElement[int], *, in_turn: bool = False) -> ColumnElement[bool]:
        """``in_turn``: asked of one after the other; a planner would rather join them all."""
        ...


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A search for some words with a filter, if only one that lets all through."""

    words: str
    """In PostgreSQL's language."""
    having: Select[Any]
    """The places of all that has them."""
    let_through: Condition


Step = Callable[["Found | None", int], Sequence[Found]]
"""Returns the next after one that was found, at most so many."""


def next_hits(
    connection: Connection, statement: Select[Any], after: Found | None, step: int
) -> Sequence[Found]:
    """Return the next of a statement, in its order."""
    ordered = _by_relevance if "score" in statement.selected_columns else _newest_first
    return _found(connection, ordered(statement, after).limit(step))


def newest_hits(
    connection: Connection, words: str, after: Found | None, step: int
) -> Sequence[Found]:
    """Return the next, newest first, of all that has some words, in PostgreSQL's language."""
    asked = _newest(_FIRST, _FEW, _FURTHER, _SOME)
    places = connection.exec_driver_sql(asked, _values(words, after) | {"step": step}).scalars()
    return [Found(place) for place in places]


def filtered_hits(
    connection: Connection, narrowed: Narrowed, after: Found | None, step: int
) -> Sequence[Found]:
    """Return the next, newest first, of what has some words and is asked for more in turn."""
    asked = _are_common(_FIRST, _FEW, _COMMON)
    if connection.exec_driver_sql(asked, _values(narrowed.words, after)).scalar_one():
        statement = narrowed.having.where(narrowed.let_through(search.c.rowid))
        return next_hits(connection, statement, after, step)
    hits = _before(narrowed.having, after).cte("hits").prefix_with("MATERIALIZED")
    newest = select(hits.c.place).order_by(hits.c.place.desc()).subquery()
    found = select(newest.c.place).where(narrowed.let_through(newest.c.place, in_turn=True))
    return _found(connection, found.order_by(newest.c.place.desc()).limit(step))


def best_hits(
    connection: Connection,
    narrowed: Narrowed,
    score: ColumnElement[float],
    after: Found | None,
    step: int,
) -> Sequence[Found]:
    """Return the next by relevance of what has some words."""
    asked = _are_common(_FIRST, _FIRST, _MANY)
    hits = narrowed.having
    if not connection.exec_driver_sql(asked, _values(narrowed.words, None)).scalar_one():
        by_words = hits.cte("hits").prefix_with("MATERIALIZED")
        hits = select(by_words.c.place)
    (place,) = hits.selected_columns
    let_through = hits.where(narrowed.let_through(place))
    newest = let_through.order_by(place.desc()).limit(_RANKED).subquery()
    # weighed once they are chosen: a planner would rather weigh all of them first
    scored = select(newest.c.place, score.label("score")).join_from(
        newest, search, search.c.rowid == newest.c.place
    )
    return _found(connection, _best(scored, after).limit(step))


@cache
def _newest(first: int, few: int, further: int, some: int) -> str:
    return _NEWEST.format(
        newest=_LOOKED.format(part=f"LIMIT {first}"),
        others=_LOOKED.format(part=f"OFFSET {first} LIMIT {few - first}"),
        further=_LOOKED.format(part=f"OFFSET {few} LIMIT {further - few}"),
        dear=DEAR,
        first=first,
        all=few,
        most=further,
        some=some,
    )


@cache
def _are_common(first: int, few: int, most: int) -> str:
    """Ask whether many of the few have some words: of the first, or if some have, of all."""
    looked = (_LOOKED.format(part=f"LIMIT {count}") for count in (first, few))
    return _ARE_COMMON.format(first=next(looked), few=next(looked), most=most)


def _values(words: str, after: Found | None) -> dict[str, object]:
    return {"words": words, "before": _BEHIND_ALL if after is None else after.place}


def _found(connection: Connection, statement: Select[Any]) -> Sequence[Found]:
    return [Found(*row) for row in connection.execute(statement)]


def _before(statement: Select[Any], after: Found | None) -> Select[Any]:
    return statement if after is None else statement.where(search.c.rowid < after.place)


def _newest_first(statement: Select[Any], after: Found | None) -> Select[Any]:
    return _before(statement, after).order_by(search.c.rowid.desc())


def _by_relevance(statement: Select[Any], after: Found | None) -> Select[Any]:
    return _best(statement.order_by(search.c.rowid.desc()).limit(_RANKED), after)


def _best(weighed: Select[Any], after: Found | None) -> Select[Any]:
    scored = weighed.subquery()
    ranked: Select[Any] = select(scored.c.place, scored.c.score)
    if after is not None:
        ranked = ranked.where(tuple_(scored.c.score, -scored.c.place) > (after.score, -after.place))
    return ranked.order_by(scored.c.score, scored.c.place.desc())
