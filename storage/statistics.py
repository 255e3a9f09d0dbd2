"""How much is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import BigInteger, Connection, cast, func, select

from storage.queries import conditions, is_in
from storage.tables import article
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
    """Count records; ``counted_only`` leaves the days out."""
    wanted = conditions(chosen)
    if chosen.category is not None:
        wanted.append(is_in(chosen.category))
    rows = connection.execute(
        select(
            article.c.source,
            func.count(),
            # a sum of PostgreSQL's is a decimal, which is no JSON
            cast(func.sum(article.c.version), BigInteger),
            func.count(article.c.withdrawn_at),
            func.min(article.c.published_at),
            func.max(article.c.published_at),
        )
        .where(*wanted)
        .group_by(article.c.source)
        .order_by(article.c.source)
    ).all()
    sources = tuple(SourceStats(*row) for row in rows)
    day = func.date(article.c.published_at)
    days = () if counted_only else connection.execute(
        select(day, article.c.source, func.count())
        .where(*wanted)
        .group_by(day, article.c.source)
        .order_by(day, article.c.source)
    ).all()  # fmt: skip
    return Stats(
        records=sum(one.records for one in sources),
        versions=sum(one.versions for one in sources),
        withdrawn=sum(one.withdrawn for one in sources),
        by_source=sources,
        by_day=tuple(DayCount(str(day), *rest) for day, *rest in days),
    )


def records_of_each(connection: Connection) -> dict[str, int]:
    """Return how many records each source has."""
    rows = connection.execute(select(article.c.source, func.count()).group_by(article.c.source))
    return {row[0]: row[1] for row in rows}


def daily(
    connection: Connection, last: date, days: int, source: str | None = None
) -> tuple[tuple[date, int], ...]:
    """Return how many records were published on each of the latest days (UTC), oldest first.

    A count for each day: an index answers it, which it cannot for days made of times.
    """
    found = []
    for back in reversed(range(days)):
        day = last - timedelta(days=back)
        begin = datetime.combine(day, time(), UTC)
        query = select(func.count()).where(
            article.c.published_at >= begin, article.c.published_at < begin + timedelta(days=1)
        )
        if source is not None:
            query = query.where(article.c.source == source)
        found.append((day, connection.execute(query).scalar_one()))
    return tuple(found)
