"""What is kept for how long: records by their age, versions by their number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    delete,
    func,
    select,
    tuple_,
)

from storage.burying import bury
from storage.database import Database
from storage.engine import is_sqlite, translated
from storage.queries import conditions
from storage.tables import article, article_version
from storage.types import RecordFilter

ProgressListener = Callable[[int, int], None]
_CHUNK = 200


@dataclass(frozen=True, slots=True)
class Pruning:
    """What may go: records published before ``before``, versions beyond the newest ``versions``.

    None: keep them all. ``source``: only of this one.
    """

    before: datetime | None = None
    versions: int | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Prunable:
    """How much goes: records, by source, and old versions of records that stay."""

    by_source: tuple[tuple[str, int], ...]
    versions: int

    @property
    def records(self) -> int:
        """The records of all sources."""
        return sum(count for _, count in self.by_source)


def prunable(database: Database, chosen: Pruning) -> Prunable:
    """Tell what pruning would delete. Changes nothing. Raises ValueError for versions under 1."""
    if chosen.versions is not None and chosen.versions < 1:
        raise ValueError(f"{chosen.versions} versions of a record")
    with database.read() as connection:
        sources = connection.execute(
            select(article.c.source, func.count())
            .where(*_too_old(chosen))
            .group_by(article.c.source)
            .order_by(article.c.source)
        ) if chosen.before else ()  # fmt: skip
        versions = connection.execute(
            _versions(chosen).with_only_columns(func.count())
        ).scalar_one() if chosen.versions else 0  # fmt: skip
        return Prunable(tuple((source, count) for source, count in sources), versions)


def prune(
    database: Database,
    chosen: Pruning,
    now: datetime,
    on_progress: ProgressListener | None = None,
) -> Prunable:
    """Delete it, a transaction for each few hundred rows; return what was there to delete.

    Records are remembered as those that are deleted by hand.
    """
    found = prunable(database, chosen)
    total, done = found.records + found.versions, 0
    while done < total:
        with database.write("prune") as connection:
            step = _records(connection, chosen, now) or _old_versions(connection, chosen)
        if not step:
            break
        done += step
        if on_progress is not None:
            on_progress(done, total)
    return found


def compact(database: Database) -> None:
    """Write the database anew without the room of what was deleted. Needs that room once more."""
    url, patience = database.engine.url, database.patience
    with translated(url, patience), database.engine.connect() as connection:
        if not is_sqlite(url):
            alone = connection.execution_options(isolation_level="AUTOCOMMIT")
            alone.exec_driver_sql("VACUUM (FULL, ANALYZE)")
            return
        driver = connection.connection.driver_connection
        assert driver is not None  # noqa: S101 - it is connected
        driver.execute("VACUUM")


def _too_old(chosen: Pruning) -> list[ColumnElement[bool]]:
    return conditions(RecordFilter(source=chosen.source, until=chosen.before))


def _versions(chosen: Pruning) -> Select[tuple[int, int]]:
    """Select the versions that go of records that stay."""
    statement = (
        select(article_version.c.article_id, article_version.c.number)
        .join(article, article.c.id == article_version.c.article_id)
        .where(
            article.c.version > chosen.versions,
            article_version.c.number <= article.c.version - chosen.versions,
        )
    )
    if chosen.source is not None:
        statement = statement.where(article.c.source == chosen.source)
    if chosen.before is not None:
        statement = statement.where(article.c.published_at >= chosen.before)
    return statement


def _records(connection: Connection, chosen: Pruning, now: datetime) -> int:
    if chosen.before is None:
        return 0
    wanted = select(article.c.id).where(*_too_old(chosen)).order_by(article.c.published_at)
    return bury(connection, connection.execute(wanted.limit(_CHUNK)).scalars().all(), now)


def _old_versions(connection: Connection, chosen: Pruning) -> int:
    if chosen.versions is None:
        return 0
    rows = connection.execute(_versions(chosen).limit(_CHUNK)).all()
    if not rows:
        return 0
    key = tuple_(article_version.c.article_id, article_version.c.number)
    done = connection.execute(delete(article_version).where(key.in_([tuple(row) for row in rows])))
    return done.rowcount
