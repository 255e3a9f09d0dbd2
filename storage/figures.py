"""How well it all goes: what the listings showed and is not stored, and how long storing took.

``missed``   of the articles that a listing showed first within a week, those that were tried and
             are not stored: failed for now, or no article
``delay``    the median time from an article's publication, where it is dated, to its storing
alarms       incidents that people were told of within thirty days; false are those that were over
             within the hour, so that nobody had anything to do
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import Connection, case, func, select

from articles.types import DateSource
from storage.database import Database
from storage.tables import article, entry, incident
from storage.types import EntryState

_WEEK, _MONTH, _HOUR = timedelta(weeks=1), timedelta(days=30), timedelta(hours=1)
_TRIED = [one.value for one in (EntryState.STORED, EntryState.REJECTED, EntryState.FAILED)]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How well one source is covered."""

    seen: int
    """Articles that listings showed first within the week, and that were tried."""
    missed: int
    delay: timedelta | None
    """None: nothing dated was stored."""


@dataclass(frozen=True, slots=True)
class Figures:
    """How well all sources are covered, and how often people were called for nothing."""

    sources: Mapping[str, Coverage]
    alarms: int = 0
    false_alarms: int = 0


def figures(database: Database, now: datetime) -> Figures:
    """Count. Reads each entry and article of the week once: not for every second."""
    with database.read() as connection:
        counts, delays = _counts(connection, now - _WEEK), _delays(connection, now - _WEEK)
        alarms, false_alarms = _alarms(connection, now - _MONTH)
    found = {
        name: Coverage(*counts.get(name, (0, 0)), delays.get(name))
        for name in sorted({*counts, *delays})
    }
    return Figures(found, alarms, false_alarms)


def _counts(connection: Connection, since: datetime) -> dict[str, tuple[int, int]]:
    missed = case((entry.c.state == EntryState.STORED.value, 0), else_=1)
    query = (
        select(entry.c.source, func.count().label("seen"), func.sum(missed).label("missed"))
        .where(entry.c.first_seen_at >= since, entry.c.state.in_(_TRIED))
        .group_by(entry.c.source)
    )
    return {row.source: (row.seen, int(row.missed)) for row in connection.execute(query)}


def _delays(connection: Connection, since: datetime) -> dict[str, timedelta]:
    query = select(article.c.source, article.c.published_at, article.c.first_fetched_at).where(
        article.c.published_at >= since,
        article.c.date_source != DateSource.FIRST_SEEN.value,
    )
    found: dict[str, list[float]] = defaultdict(list)
    for source, published, fetched in connection.execute(query):
        found[source].append(max(0.0, (fetched - published).total_seconds()))
    return {source: timedelta(seconds=median(its)) for source, its in found.items()}


def _alarms(connection: Connection, since: datetime) -> tuple[int, int]:
    query = select(incident.c.told_at, incident.c.mended_at).where(
        incident.c.opened_at >= since, incident.c.told_at.is_not(None)
    )
    rows = connection.execute(query).all()
    false = [one for one in rows if one.mended_at and one.mended_at - one.told_at < _HOUR]
    return len(rows), len(false)
