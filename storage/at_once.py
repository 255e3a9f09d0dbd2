"""An article of which nothing is known, stored in one statement.

A server is asked once instead of five times. It writes what ``storage.saving`` does otherwise.
Inserts that need one another's rows are no SQL of SQLite's, whose file answers at once anyway.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Connection,
    Insert,
    Select,
    String,
    Table,
    bindparam,
    func,
    insert,
    select,
)

from articles.types import Article
from storage.finding import ANYTHING
from storage.tables import article, article_category, article_url, article_version
from storage.upserts import upsert
from storage.values import article_values, fit, version_values


def stored_at_once(
    connection: Connection,
    new: Article,
    categories: Mapping[str, int],
    now: datetime,
    run_id: int | None,
) -> int | None:
    """Store an article; return its number, or None if anything of it is known, and in a file.

    ``categories``: their positions by their names.
    """
    if connection.dialect.name == "sqlite":
        return None
    values = {
        **article_values(new),
        **version_values(new),
        "version": 1,
        "number": 1,
        "first_fetched_at": new.fetched_at,
        "first_seen_at": now,
        "stored_at": now,
        "run_id": run_id,
        "names": [fit(name) for name in categories],
        "positions": [*categories.values()],
    }
    row = connection.execute(_statement(), values).one_or_none()
    return None if row is None else row.id


@cache
def _statement() -> Select[Any]:
    unknown = ~ANYTHING.exists()
    record = insert(article).from_select(
        (names := _given(article, "id", "withdrawn_at")),
        select(*_values(article, names)).where(unknown),
    ).returning(article.c.id).cte("record")  # fmt: skip
    further = (_version(record.c.id), _address(record.c.id), _categories(record.c.id))
    return select(record.c.id).add_cte(*(one.cte(f"its_{one.table.name}") for one in further))


def _version(number: ColumnElement[int]) -> Insert:
    names = _given(article_version, "article_id")
    row = select(number, *_values(article_version, names))
    return insert(article_version).from_select(["article_id", *names], row)


def _address(number: ColumnElement[int]) -> Insert:
    names = _given(article_url, "article_id")
    row = select(number, *_values(article_url, names))
    return insert(article_url).from_select(["article_id", *names], row)


def _categories(number: ColumnElement[int]) -> Insert:
    listed = func.unnest(
        bindparam("names", type_=ARRAY(String)), bindparam("positions", type_=ARRAY(BigInteger))
    )
    each = listed.table_valued("category", "position", joins_implicitly=True).render_derived()
    names = _given(article_category, "article_id", "category", "position")
    rows = select(number, *each.c, *_values(article_category, names))
    into = upsert(article_category).from_select(["article_id", *each.c.keys(), *names], rows)
    return into.on_conflict_do_nothing()


def _given(table: Table, *without: str) -> list[str]:
    return [column.name for column in table.columns if column.name not in without]


def _values(table: Table, names: list[str]) -> list[ColumnElement[Any]]:
    return [bindparam(name, type_=table.c[name].type) for name in names]
