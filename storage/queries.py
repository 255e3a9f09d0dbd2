"""Which records, newest first, a page at a time: each filter and each page by an index."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, bindparam, select, tuple_

from storage import cursors
from storage.rows import AnyRow
from storage.tables import article, article_category
from storage.types import RecordFilter, RecordSummary

SUMMARY = tuple(
    article.c[name]
    for name in (
        "id", "source", "url", "title", "author", "categories", "published_at", "fetched_at",
        "version", "withdrawn_at", "byline", "headimg", "language",
    )
)  # fmt: skip
"""What ``summary_of`` reads: the other columns of a record cost as much again."""


def listed(
    connection: Connection, chosen: RecordFilter, after: str | None, limit: int
) -> tuple[list[AnyRow], str | None]:
    """Return a page of rows of ``SUMMARY`` and the cursor of the next page.

    Raises CursorError for a foreign cursor, ValueError for a limit under 1.
    """
    if limit < 1:
        raise ValueError(f"a page of {limit} rows")
    query, table, number = _base(chosen)
    published = table.c.published_at
    if after is not None:
        place = cursors.read(after)
        query = query.where(tuple_(published, number) < tuple_(*place))
        if chosen.until is not None and place[0] < chosen.until:
            # of two limits SQLite may take the one that passes over all pages before
            chosen = replace(chosen, until=None)
    query = query.where(*conditions(chosen, table))
    rows = connection.execute(
        query.order_by(published.desc(), number.desc()).limit(limit + 1)
    ).all()
    more = len(rows) > limit
    page = list(rows[:limit])
    return page, cursors.written(page[-1].published_at, page[-1].id) if more else None


def conditions(chosen: RecordFilter, table: Table = article) -> list[ColumnElement[bool]]:
    """Return a filter as SQL, its category left out. Raises ValueError for an unknown status.

    ``table`` is the one whose index gives source and time.
    """
    found: list[ColumnElement[bool]] = []
    if chosen.source is not None:
        found.append(table.c.source == chosen.source)
    if chosen.since is not None:
        found.append(table.c.published_at >= chosen.since)
    if chosen.until is not None:
        found.append(table.c.published_at < chosen.until)
    if chosen.status is not None:
        found.append(_has(chosen.status))
    if chosen.unexported is not None:
        from storage.export_marks import not_exported  # noqa: PLC0415 - few lists ask for it

        found.append(not_exported(chosen.unexported))
    return found


def _base(chosen: RecordFilter) -> tuple[Select[Any], Table, ColumnElement[int]]:
    if chosen.category is None:
        return select(*SUMMARY), article, article.c.id
    if chosen.status == "withdrawn":
        # few are: their own index leads, not that of the category
        return select(*SUMMARY).where(is_in(chosen.category, in_turn=True)), article, article.c.id
    query = (
        select(*SUMMARY)
        .join(article_category, article_category.c.article_id == article.c.id)
        .where(article_category.c.category == chosen.category)
    )
    return query, article_category, article_category.c.article_id


def is_in(category: str, *, in_turn: bool = False) -> ColumnElement[bool]:
    """Demand an article of a category.

    ``in_turn``: asked of one after the other, where few are; a planner would rather read all that
    the category has. It cannot where the look has an offset, if only of nothing.
    """
    # written into the statement: some have half of all records, and a planner is to see which
    named = bindparam(None, category, article_category.c.category.type, literal_execute=True)
    found = select(article_category.c.article_id).where(
        article_category.c.article_id == article.c.id, article_category.c.category == named
    )
    return (found.offset(0) if in_turn else found).exists()


def _has(status: str) -> ColumnElement[bool]:
    withdrawn = article.c.withdrawn_at.is_not(None)
    if status not in {"current", "withdrawn"}:
        raise ValueError(f"the status {status!r} is neither current nor withdrawn")
    return withdrawn if status == "withdrawn" else ~withdrawn


def summary_of(row: AnyRow) -> RecordSummary:
    """Build one line of a list."""
    return RecordSummary(
        id=row.id,
        source=row.source,
        url=row.url,
        title=row.title,
        author=row.author,
        categories=tuple(row.categories),
        published_at=row.published_at,
        fetched_at=row.fetched_at,
        version=row.version,
        status="current" if row.withdrawn_at is None else "withdrawn",
        byline=row.byline,
        headimg=row.headimg,
        language=row.language,
    )
