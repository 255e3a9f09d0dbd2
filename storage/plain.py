"""Statements that go to the driver as they stand: what SQLAlchemy makes of them costs too much."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, CursorResult

Values = tuple[Any, ...]


def plain(connection: Connection, statement: str, values: Values = ()) -> CursorResult[Any]:
    """Execute a statement, its values marked ``?``.

    It holds no other question mark and no percent sign.
    """
    return connection.exec_driver_sql(_marked(connection, statement), values or None)


def plain_each(connection: Connection, statement: str, rows: Sequence[Values]) -> None:
    """Execute a statement for each of some rows, in one way to the server and back."""
    if rows:
        connection.exec_driver_sql(_marked(connection, statement), [*rows])


def insert_each(
    connection: Connection, into: str, kinds: Sequence[str], rows: Sequence[Values], then: str = ""
) -> None:
    """Insert rows; a server gets them as one array a column, which it reads in a quarter the time.

    ``into``: the table and its columns, which are of ``kinds``. ``then``: what to do on conflict.
    """
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(kinds))
        statement = f"INSERT INTO {into} VALUES ({marks}) {then}"  # noqa: S608 - our own names
        plain_each(connection, statement, rows)
    elif rows:
        arrays = ", ".join(f"CAST(? AS {kind}[])" for kind in kinds)
        statement = f"INSERT INTO {into} SELECT * FROM unnest({arrays}) {then}"  # noqa: S608 - the same
        plain(connection, statement, tuple([*column] for column in zip(*rows, strict=True)))


def _marked(connection: Connection, statement: str) -> str:
    return statement if connection.dialect.paramstyle == "qmark" else statement.replace("?", "%s")
