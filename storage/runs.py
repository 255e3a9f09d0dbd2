"""The run history: what happened in each crawl, and what became of every link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from sys import intern

from sqlalchemy import Connection, bindparam, func, insert, select, update

from storage.backfill import TRIGGER
from storage.database import Database
from storage.errors import CursorError, RunNotFound, SourceLost
from storage.rows import AnyRow
from storage.tables import run, run_problem, run_reading
from storage.types import Page, Reading, Run, RunCounts, RunProblem, RunState
from storage.values import is_row_number, new_id

_DIGITS = 19
_COUNTS = tuple(one.name for one in fields(RunCounts))
_READ = tuple(one.name for one in fields(Reading))
_NOTHING_READ = Reading()
_WHOLE = select(run, *(run_reading.c[name] for name in _READ)).outerjoin(run_reading)
_ONE = _WHOLE.where(run.c.id == bindparam("run_id"))
_LIVE = run.c.trigger != TRIGGER
"""A backfill says nothing of when a source is due, nor of how it is."""

_ADD, _OF_RUN = insert(run), update(run).where(run.c.id == bindparam("_id"))
_NO_COUNTS: dict[str, object] = dict.fromkeys(_COUNTS, 0)
_CRASHED = (
    update(run)
    .where(run.c.source == bindparam("_source"), run.c.state == RunState.RUNNING.value)
    .values(
        state=RunState.CRASHED.value,
        finished_at=bindparam("_now"),
        error_kind="crashed",
        error="its process ended without a word",
    )
)
_PROBLEMS = (
    select(run_problem)
    .where(run_problem.c.run_id.in_(bindparam("ids", expanding=True)))
    .order_by(run_problem.c.count.desc(), run_problem.c.kind)
)
_STATE = select(run.c.state).where(run.c.id == bindparam("run_id"))


class Runs:
    """The runs of all sources."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(self, source: str, trigger: str, holder: str, now: datetime) -> int:
        """Open a run. One that still seems to run has crashed: only the holder starts another."""
        with self._database.write("run-start") as connection:
            connection.execute(_CRASHED, {"_source": source, "_now": now})
            return _insert(connection, source, RunState.RUNNING, trigger, holder, now)

    def skip(
        self,
        source: str,
        trigger: str,
        holder: str,
        reason: str,
        now: datetime,
        *,
        kind: str = "busy",
    ) -> Run:
        """Write down a run that did not take place, and why."""
        with self._database.write("run-skip") as connection:
            run_id = _insert(connection, source, RunState.SKIPPED, trigger, holder, now)
            why = {"finished_at": now, "error_kind": kind, "error": reason}
            connection.execute(_OF_RUN, {"_id": run_id} | why)
            return _found(connection, run_id)

    def progress(self, run_id: int, counts: RunCounts) -> None:
        """Write down where a run stands. Raises SourceLost."""
        with self._database.write() as connection:
            refuse_stale(connection, run_id)
            connection.execute(_OF_RUN, {"_id": run_id} | asdict(counts))

    def finish(  # noqa: PLR0913, PLR0917 - a run's whole row
        self,
        run_id: int,
        state: RunState,
        counts: RunCounts,
        problems: Sequence[RunProblem],
        error_kind: str | None,
        error: str | None,
        now: datetime,
        reading: Reading = _NOTHING_READ,
    ) -> Run:
        """Close a run and return it. Raises SourceLost."""
        rows = [
            {
                "run_id": run_id,
                "stage": one.stage,
                "kind": one.kind,
                "count": one.count,
                "example_url": one.example_url,
                "message": one.message,
            }
            for one in problems
        ]
        with self._database.write("run-finish") as connection:
            refuse_stale(connection, run_id)
            ended = {"state": state.value, "finished_at": now}
            told = {"error_kind": error_kind, "error": error}
            connection.execute(_OF_RUN, {"_id": run_id} | ended | told | asdict(counts))
            if rows:
                connection.execute(insert(run_problem), rows)
            if reading != _NOTHING_READ:
                connection.execute(insert(run_reading).values(run_id=run_id, **asdict(reading)))
            return _found(connection, run_id)

    def get(self, run_id: int) -> Run:
        """Return a run. Raises RunNotFound."""
        if not is_row_number(run_id):
            raise RunNotFound(run_id)
        with self._database.read() as connection:
            return _found(connection, run_id)

    def list(
        self,
        source: str | None = None,
        *,
        limit: int = 20,
        after: str | None = None,
        since: int = 0,
        live: bool = False,
    ) -> Page[Run]:
        """Return one page of runs, newest first; with ``live`` without slices of backfills.

        ``since``: only those that began after the run of this number. Raises CursorError for a
        foreign cursor.
        """
        query = _WHOLE.order_by(run.c.id.desc()).limit(limit + 1)
        if live:
            query = query.where(_LIVE)
        if source is not None:
            query = query.where(run.c.source == source)
        if after is not None:
            query = query.where(run.c.id < _cursor(after))
        if since:
            query = query.where(run.c.id > since)
        with self._database.read() as connection:
            rows = connection.execute(query).all()
            found = _runs(connection, rows[:limit])
        return Page(tuple(found), str(found[-1].id) if len(rows) > limit else None)

    def arrivals(self, since: datetime) -> dict[str, tuple[tuple[datetime, int], ...]]:
        """Return by source when live runs stored new articles, and how many, oldest first."""
        query = (
            select(run.c.source, run.c.started_at, run.c.stored_new)
            .where(run.c.stored_new > 0, run.c.started_at >= since, _LIVE)
            .order_by(run.c.source, run.c.id)
        )
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return {
            source: tuple((row.started_at, row.stored_new) for row in its)
            for source, its in groupby(rows, key=lambda row: str(row.source))
        }

    def totals(self, since: datetime, until: datetime) -> dict[str, dict[str, int]]:
        """Return what live runs that began between these did, by source: sums of their counts."""
        names = {"new": "stored_new", "changed": "stored_changed", "failed": "failed"}
        sums = [func.sum(run.c[column]).label(name) for name, column in names.items()]
        query = (
            select(run.c.source, func.count().label("runs"), *sums)
            .where(run.c.started_at >= since, run.c.started_at < until, _LIVE)
            .where(run.c.state != RunState.SKIPPED.value)
            .group_by(run.c.source)
            .order_by(run.c.source)
        )
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return {
            row.source: {"runs": row.runs} | {name: int(getattr(row, name)) for name in names}
            for row in rows
        }

    def latest(self, of_each: int, *, news: bool = False) -> dict[str, tuple[Run, ...]]:
        """Return the latest live runs of every source, newest first, without their problems.

        With ``news`` only those that stored new articles.
        """
        place = func.row_number().over(partition_by=run.c.source, order_by=run.c.id.desc())
        chosen = _LIVE & (run.c.stored_new > 0) if news else _LIVE
        ranked = select(run.c.id, place.label("place")).where(chosen).subquery()
        query = _WHOLE.where(
            run.c.id.in_(select(ranked.c.id).where(ranked.c.place <= of_each))
        ).order_by(run.c.source, run.c.id.desc())
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return {
            source: tuple(_run(row, ()) for row in its)
            for source, its in groupby(rows, key=lambda row: str(row.source))
        }


def refuse_stale(connection: Connection, run_id: int) -> None:
    """Refuse a run that was closed by the next one of its source, which alone may go on.

    A lock that lives with a connection can be lost while its process lives; the number of a run
    says who had it last. Raises SourceLost.
    """
    state = connection.execute(_STATE, {"run_id": run_id}).scalar_one_or_none()
    if state == RunState.CRASHED.value:
        raise SourceLost(run_id)


def _cursor(after: str) -> int:
    number = int(after) if after.isdecimal() and len(after) <= _DIGITS else 0
    if not is_row_number(number):
        raise CursorError(after)
    return number


def _insert(
    connection: Connection, source: str, state: RunState, trigger: str, holder: str, now: datetime
) -> int:
    begun = {"source": source, "state": state.value, "trigger": trigger}
    by_whom = {"holder": holder, "started_at": now}
    return new_id(connection.execute(_ADD, begun | by_whom | _NO_COUNTS))


def _found(connection: Connection, run_id: int) -> Run:
    row = connection.execute(_ONE, {"run_id": run_id}).one_or_none()
    if row is None:
        raise RunNotFound(run_id)
    return _runs(connection, [row])[0]


def _runs(connection: Connection, rows: Sequence[AnyRow]) -> list[Run]:
    problems = connection.execute(_PROBLEMS, {"ids": [row.id for row in rows]}).all()
    return [_run(row, [one for one in problems if one.run_id == row.id]) for row in rows]


def _run(row: AnyRow, problems: Sequence[AnyRow]) -> Run:
    return Run(
        id=row.id,
        source=intern(row.source),
        state=RunState(row.state),
        started_at=row.started_at,
        finished_at=row.finished_at,
        counts=_counts(*(getattr(row, name) for name in _COUNTS)),
        problems=tuple(_problem(one) for one in problems),
        error_kind=row.error_kind and intern(row.error_kind),
        error=row.error,
        holder=intern(row.holder),
        trigger=intern(row.trigger),
        reading=_reading(row),
    )


@lru_cache(maxsize=1024)
def _counts(*numbers: int) -> RunCounts:
    """Return accounts; most runs of most sources find nothing new, and these are kept once."""
    return RunCounts(*numbers)


def _reading(row: AnyRow) -> Reading:
    if row.chars is None:
        return _NOTHING_READ
    return Reading(**{name: getattr(row, name) for name in _READ})


def _problem(row: AnyRow) -> RunProblem:
    count = row._mapping["count"]  # noqa: SLF001 - a row has a method of that name
    return RunProblem(row.stage, row.kind, count, row.example_url, row.message)
