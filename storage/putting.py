"""Rows of many new articles put into their tables at once.

SQLAlchemy takes 40 µs to execute an insert and 10 to fit a row, several times what SQLite takes to
store it. So the driver is given whole columns here. What they are and how their values are written
is told by ``storage.tables``, as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, Dialect, Table

from storage.kinds import Binding
from storage.plain import plain, plain_each

_NEXT = "SELECT coalesce(max(id), 0) + 1 FROM article"
_NUMBERS = """number AS MATERIALIZED (
SELECT place, nextval(pg_get_serial_sequence('article', 'id')) AS id
FROM generate_series(1, ?) AS place)"""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one table, all with the same columns."""

    table: Table
    owner: str
    """The column with the number of the article that a row is of."""
    places: Sequence[int]
    """Which of the articles each is of: 1 is the first."""
    values: Sequence[Mapping[str, Any]]


def put(connection: Connection, count: int, filled: Iterable[Rows]) -> Sequence[int]:
    """Insert the rows of so many new articles; return the numbers that they got, in their order.

    The first rows are those that the others refer to.
    """
    filled = (rows for rows in filled if rows.values)
    if connection.dialect.name == "sqlite":
        return _put_each(connection, count, filled)
    return _put_together(connection, count, filled)


def _put_each(connection: Connection, count: int, filled: Iterable[Rows]) -> Sequence[int]:
    """Insert a table at a time. Nobody else writes meanwhile, so the next numbers are free."""
    first = plain(connection, _NEXT).scalar_one()
    binding = Binding(connection.dialect)
    for rows in filled:
        owners = [first - 1 + place for place in rows.places]
        columns = _columns(rows, binding)
        statement = _insert(rows.table, rows.owner, tuple(rows.values[0]))
        plain_each(connection, statement, [*zip(owners, *columns, strict=True)])
        # before the next are made: how much lives at once is how often Python looks for garbage
        del rows, columns
    return range(first, first + count)


def _put_together(connection: Connection, count: int, filled: Iterable[Rows]) -> Sequence[int]:
    """Insert into all tables in one statement, which is one way to the server and back.

    Each column is one array, so the statement is the same for any number of rows.
    """
    values: list[Any] = [count]
    parts = [_NUMBERS]
    binding = Binding(connection.dialect)
    for rows in filled:
        names = tuple(rows.values[0])
        parts.append(_part(rows.table, rows.owner, names, connection.dialect))
        values += [[*rows.places], *map(list, _columns(rows, binding))]
    statement = f"WITH {', '.join(parts)} SELECT id FROM number ORDER BY place"  # noqa: S608 - our own names
    return plain(connection, statement, tuple(values)).scalars().all()


def _columns(rows: Rows, binding: Binding) -> list[Sequence[Any]]:
    columns = rows.table.c
    return [
        binding.column(columns[name].type, [row[name] for row in rows.values])
        for name in rows.values[0]
    ]


@cache
def _insert(table: Table, owner: str, names: tuple[str, ...]) -> str:
    marks = ", ".join("?" * (1 + len(names)))
    return f"INSERT INTO {table.name} ({owner}, {', '.join(names)}) VALUES ({marks})"  # noqa: S608 - our own names


@cache
def _part(table: Table, owner: str, names: tuple[str, ...], dialect: Dialect) -> str:
    kinds = ["BIGINT", *(_kind(table, name, dialect) for name in names)]
    arrays = ", ".join(f"CAST(? AS {kind}[])" for kind in kinds)
    listed = ", ".join(names)
    return f"""its_{table.name} AS (
INSERT INTO {table.name} ({owner}, {listed}) SELECT id, {listed}
FROM unnest({arrays}) AS given (place, {listed}) JOIN number USING (place) ORDER BY place)"""  # noqa: S608 - our own names


def _kind(table: Table, name: str, dialect: Dialect) -> str:
    """Return a column's type; the order of its texts is no part of it."""
    return table.c[name].type.compile(dialect).partition(" COLLATE")[0]
