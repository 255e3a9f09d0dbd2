"""How much is stored: read off the counts that are kept, and counted where they do not tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    String,
    cast,
    func,
    literal_column,
    select,
    type_coerce,
)

from storage.day_counts import day_of_publication
from storage.queries import conditions, is_in
from storage.rows import AnyRow
from storage.tables import article, article_day
from storage.types import RecordFilter


@dataclass(frozen=True, slots=True)
class SourceStats:
    """One source's records."""

    source: str
    records: int
    versions: int
    withdrawn: int
    oldest: datetime
    newest: datetime


@dataclass(frozen=True, slots=True)
class DayCount:
    """One source's articles of one day (UTC, ``YYYY-MM-DD``)."""

    day: str
    source: str
    count: int


@dataclass(frozen=True, slots=True)
class Stats:
    """All that a filter lets through, by source and by day, oldest day first."""

    records: int
    versions: int
    withdrawn: int
    by_source: tuple[SourceStats, ...] = ()
    by_day: tuple[DayCount, ...] = ()


def statistics(
    connection: Connection, chosen: RecordFilter, *, counted_only: bool = False
) -> Stats:
    """Tell how many records a filter lets through; ``counted_only`` leaves the days out."""
    if not _is_kept(chosen):
        return counted(connection, chosen, counted_only=counted_only)
    days = () if counted_only else _kept_days(connection, chosen)
    return _stats(_kept_sources(connection, chosen), days)


def counted(connection: Connection, chosen: RecordFilter, *, counted_only: bool = False) -> Stats:
    """Return the same by counting records."""
    wanted = conditions(chosen)
    if chosen.category is not None:
        wanted.append(is_in(chosen.category))
    days = () if counted_only else _counted_days(connection, wanted)
    return _stats(_counted_sources(connection, wanted), days)


def _kept_days(connection: Connection, chosen: RecordFilter) -> Sequence[AnyRow]:
    day = type_coerce(article_day.c.day, String)
    return connection.execute(
        select(day, article_day.c.source, article_day.c.records)
        .where(*_days(chosen))
        .order_by(article_day.c.day, article_day.c.source)
    ).all()


def _kept_sources(connection: Connection, chosen: RecordFilter) -> Sequence[AnyRow]:
    # an index has the first and the last of a source's times
    its = (article.c.source == article_day.c.source, *conditions(replace(chosen, source=None)))
    return connection.execute(
        select(
            article_day.c.source,
            _sum(article_day.c.records),
            _sum(article_day.c.versions),
            _sum(article_day.c.withdrawn),
            select(func.min(article.c.published_at)).where(*its).scalar_subquery(),
            select(func.max(article.c.published_at)).where(*its).scalar_subquery(),
        )
        .where(*_days(chosen))
        .group_by(article_day.c.source)
        .order_by(article_day.c.source)
    ).all()


def _counted_days(
    connection: Connection, wanted: Sequence[ColumnElement[bool]]
) -> Sequence[AnyRow]:
    day: ColumnElement[object] = literal_column(day_of_publication(connection))
    return connection.execute(
        select(day, article.c.source, func.count())
        .where(*wanted)
        .group_by(day, article.c.source)
        .order_by(day, article.c.source)
    ).all()


def _counted_sources(
    connection: Connection, wanted: Sequence[ColumnElement[bool]]
) -> Sequence[AnyRow]:
    return connection.execute(
        select(
            article.c.source,
            func.count(),
            _sum(article.c.version),
            func.count(article.c.withdrawn_at),
            func.min(article.c.published_at),
            func.max(article.c.published_at),
        )
        .where(*wanted)
        .group_by(article.c.source)
        .order_by(article.c.source)
    ).all()


def records_of_each(connection: Connection) -> dict[str, int]:
    """Return how many records each source has."""
    rows = connection.execute(
        select(article_day.c.source, _sum(article_day.c.records)).group_by(article_day.c.source)
    )
    return {row[0]: row[1] for row in rows}


def daily(
    connection: Connection, last: date, days: int, source: str | None = None
) -> tuple[tuple[date, int], ...]:
    """Return how many records were published on each of the latest days (UTC), oldest first."""
    first = last - timedelta(days=days - 1)
    query = (
        select(article_day.c.day, _sum(article_day.c.records))
        .where(article_day.c.day.between(first, last))
        .group_by(article_day.c.day)
    )
    if source is not None:
        query = query.where(article_day.c.source == source)
    found = {row[0]: row[1] for row in connection.execute(query)}
    every = (first + timedelta(days=number) for number in range(days))
    return tuple((day, found.get(day, 0)) for day in every)


def _is_kept(chosen: RecordFilter) -> bool:
    """Tell whether whole days of whole sources are asked for: only of those there are counts."""
    moments = filter(None, (chosen.since, chosen.until))
    return replace(chosen, source=None, since=None, until=None) == RecordFilter() and all(
        one.astimezone(UTC).time() == time() for one in moments
    )


def _days(chosen: RecordFilter) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if chosen.source is not None:
        wanted.append(article_day.c.source == chosen.source)
    if chosen.since is not None:
        wanted.append(article_day.c.day >= chosen.since.astimezone(UTC).date())
    if chosen.until is not None:
        wanted.append(article_day.c.day < chosen.until.astimezone(UTC).date())
    return wanted


def _sum(column: Column[Any]) -> ColumnElement[int]:
    # a sum of PostgreSQL's is a decimal, which is no JSON
    return cast(func.sum(column), BigInteger)


def _stats(by_source: Sequence[AnyRow], by_day: Sequence[AnyRow]) -> Stats:
    sources = tuple(SourceStats(*row) for row in by_source)
    return Stats(
        records=sum(one.records for one in sources),
        versions=sum(one.versions for one in sources),
        withdrawn=sum(one.withdrawn for one in sources),
        by_source=sources,
        by_day=tuple(DayCount(str(day), source, count) for day, source, count in by_day),
    )
