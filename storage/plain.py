"""Statements that go to the driver as they stand: what SQLAlchemy makes of them costs too much."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, CursorResult

Values = tuple[Any, ...] | Sequence[tuple[Any, ...]]


def plain(connection: Connection, statement: str, values: Values = ()) -> CursorResult[Any]:
    """Execute a statement, its values marked ``?``; for each of them, if there is a list.

    It holds no other question mark and no percent sign.
    """
    if connection.dialect.paramstyle != "qmark":
        statement = statement.replace("?", "%s")
    return connection.exec_driver_sql(statement, values or None)
