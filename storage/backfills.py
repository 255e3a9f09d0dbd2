"""Backfills in the database: where each stands, so that any process can go on with it."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime, time, timedelta

from sqlalchemy import Connection, delete, func, insert, select, update

from articles.urls import indexable
from storage.backfill import (
    OPEN,
    TRIGGER,
    Backfill,
    BackfillState,
    Goal,
    Place,
    Standing,
)
from storage.database import Database
from storage.errors import BackfillNotFound
from storage.rows import AnyRow
from storage.tables import backfill, backfill_part, backfill_place, entry, run
from storage.types import EntryState, RunCounts
from storage.upserts import upsert
from storage.values import new_id

_AFTER_A_CRASH = timedelta(minutes=1)
_OUTCOMES = tuple(
    run.c[name]
    for name in (
        "stored_new", "stored_changed", "stored_unchanged", "stored_duplicate",
        "rejected", "failed", "gone",
    )
)  # fmt: skip


class Backfills:
    """The backfills of all sources; each source has one open at most."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(
        self, source: str, goal: Goal, now: datetime, *, per_day: int | None = None
    ) -> Backfill:
        """Begin a backfill, or let the open one go on, to this goal; what it has read counts."""
        with self._database.write("backfill-start") as connection:
            found = _open(connection, source)
            values = _columns(goal) | {"per_day": per_day, "updated_at": now}
            if found is None:
                newest = select(func.coalesce(func.max(run.c.id), 0)).scalar_subquery()
                done = connection.execute(
                    insert(backfill).values(
                        source=source, created_at=now, after_run=newest, last_run=newest,
                        **_AT_WORK, **values,
                    )
                )  # fmt: skip
                number = new_id(done)
            else:
                number = found.id
                connection.execute(
                    update(backfill).where(backfill.c.id == number).values(**_AT_WORK, **values)
                )
            return _read(connection, _row(connection, number), now)

    def open_one(self, source: str, now: datetime) -> Backfill | None:
        """Return a source's backfill that may still go on."""
        with self._database.read() as connection:
            found = _open(connection, source)
            return None if found is None else _read(connection, found, now)

    def list(
        self, now: datetime, *, source: str | None = None, going: bool = False
    ) -> tuple[Backfill, ...]:
        """Return backfills, newest first; with ``going`` only those that go on by themselves."""
        query = select(backfill).order_by(backfill.c.id.desc())
        if source is not None:
            query = query.where(backfill.c.source == source)
        if going:
            query = query.where(backfill.c.state == BackfillState.RUNNING)
        with self._database.read() as connection:
            rows = connection.execute(query).all()
            return tuple(_read(connection, row, now) for row in rows)

    def pause(self, source: str, now: datetime) -> Backfill:
        """Let a backfill rest until it is resumed. Raises BackfillNotFound."""
        return self._set(source, now, state=BackfillState.PAUSED)

    def resume(self, source: str, now: datetime) -> Backfill:
        """Let a paused or failed backfill go on at once. Raises BackfillNotFound."""
        return self._set(source, now, **_AT_WORK)

    def cancel(self, source: str, now: datetime) -> Backfill:
        """End a backfill; what it has not looked at is left alone. Raises BackfillNotFound."""
        return self._set(source, now, state=BackfillState.CANCELLED, finished_at=now)

    def begin_slice(self, number: int, run_id: int, now: datetime) -> None:
        """Note which run does a backfill's next slice.

        A process that dies in it begins another by itself a minute later, and not at once.
        """
        with self._database.write("backfill-slice") as connection:
            connection.execute(
                update(backfill)
                .where(backfill.c.id == number)
                .values(last_run=run_id, next_at=now + _AFTER_A_CRASH)
            )

    def advance(self, number: int, place: Place, now: datetime) -> None:
        """Note how far a listing was read; its entries are stored by then."""
        values = {
            "url": place.url,
            "number": place.number,
            "ended": place.ended,
            "latest": place.latest,
        }
        statement = upsert(backfill_place).values(
            backfill_id=number, listing_url=place.listing_url, **values
        )
        with self._database.write("backfill-advance") as connection:
            connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["backfill_id", "listing_url"], set_=values
                )
            )
            connection.execute(
                update(backfill).where(backfill.c.id == number).values(updated_at=now)
            )

    def part_read(self, number: int, listing_url: str, part_url: str) -> None:
        """Note that a part of a listing was read; its entries are stored by then."""
        row = {
            "backfill_id": number,
            "listing_url": listing_url,
            "key": indexable(part_url),
            "url": part_url,
        }
        with self._database.write("backfill-part") as connection:
            connection.execute(upsert(backfill_part).on_conflict_do_nothing(), row)

    def parts(self, number: int, listing_url: str) -> frozenset[str]:
        """Return the parts of a listing that were read."""
        query = select(backfill_part.c.url).where(
            backfill_part.c.backfill_id == number, backfill_part.c.listing_url == listing_url
        )
        with self._database.read() as connection:
            return frozenset(connection.execute(query).scalars())

    def end_slice(self, number: int, stands: Standing, now: datetime) -> None:
        """Write down how a backfill stands, unless a person has decided otherwise meanwhile."""
        over = stands.state is BackfillState.DONE
        values = {
            "state": stands.state,
            "failures": stands.failures,
            "next_at": stands.next_at,
            "error_kind": stands.failure.kind if stands.failure else None,
            "error": stands.failure.message if stands.failure else None,
            "updated_at": now,
            "finished_at": now if over else None,
        }
        with self._database.write("backfill-end") as connection:
            connection.execute(
                update(backfill)
                .where(backfill.c.id == number, backfill.c.state == BackfillState.RUNNING)
                .values(values)
            )
            if over:
                connection.execute(
                    delete(backfill_part).where(backfill_part.c.backfill_id == number)
                )

    def _set(self, source: str, now: datetime, **values: object) -> Backfill:
        with self._database.write("backfill-set") as connection:
            found = _open(connection, source)
            if found is None:
                raise BackfillNotFound(source)
            connection.execute(
                update(backfill).where(backfill.c.id == found.id).values(updated_at=now, **values)
            )
            if values["state"] == BackfillState.CANCELLED:
                _let_go(connection, source)
            return _read(connection, _row(connection, found.id), now)


_AT_WORK: dict[str, object] = {
    "state": BackfillState.RUNNING,
    "failures": 0,
    "next_at": None,
    "error_kind": None,
    "error": None,
}


def _columns(goal: Goal) -> dict[str, object]:
    return {"goal_pages": goal.pages, "goal_since": goal.since}


def _open(connection: Connection, source: str) -> AnyRow | None:
    return connection.execute(
        select(backfill).where(backfill.c.source == source, backfill.c.state.in_(OPEN))
    ).one_or_none()


def _row(connection: Connection, number: int) -> AnyRow:
    return connection.execute(select(backfill).where(backfill.c.id == number)).one()


def _let_go(connection: Connection, source: str) -> None:
    """Leave alone what a cancelled backfill had taken up, as the first crawl did."""
    connection.execute(
        update(entry)
        .where(entry.c.source == source, entry.c.state == EntryState.BACKFILL)
        .values(
            state=EntryState.SKIPPED,
            error_kind="older",
            error="its backfill was cancelled",
        )
    )


def _read(connection: Connection, row: AnyRow, now: datetime) -> Backfill:
    places = connection.execute(
        select(backfill_place)
        .where(backfill_place.c.backfill_id == row.id)
        .order_by(backfill_place.c.listing_url)
    )
    midnight = datetime.combine(now.date(), time(), now.tzinfo)
    found = Backfill(
        id=row.id,
        source=row.source,
        state=BackfillState(row.state),
        goal=Goal(row.goal_pages, row.goal_since),
        created_at=row.created_at,
        updated_at=row.updated_at,
        per_day=row.per_day,
        next_at=row.next_at,
        failures=row.failures,
        error_kind=row.error_kind,
        error=row.error,
        finished_at=row.finished_at,
        places=tuple(map(_place, places)),
    )
    return replace(
        found,
        counts=_sums(connection, row),
        waiting=_waiting(connection, row.source) if found.state in OPEN else 0,
        today=_looked_at(connection, row.source, midnight),
    )


def _place(row: AnyRow) -> Place:
    return Place(row.listing_url, row.url, row.number, row.ended, row.latest)


def _sums(connection: Connection, row: AnyRow) -> RunCounts:
    names = [one.name for one in fields(RunCounts)]
    sums = connection.execute(
        select(*(func.coalesce(func.sum(run.c[name]), 0).label(name) for name in names)).where(
            run.c.source == row.source,
            run.c.trigger == TRIGGER,
            run.c.id > row.after_run,
            run.c.id <= row.last_run,
        )
    ).one()
    return RunCounts(**{name: int(getattr(sums, name)) for name in names})


def _waiting(connection: Connection, source: str) -> int:
    query = select(func.count()).where(
        entry.c.source == source, entry.c.state == EntryState.BACKFILL
    )
    return int(connection.execute(query).scalar_one())


def _looked_at(connection: Connection, source: str, since: datetime) -> int:
    total = sum(_OUTCOMES[1:], _OUTCOMES[0])
    query = select(func.coalesce(func.sum(total), 0)).where(
        run.c.source == source, run.c.trigger == TRIGGER, run.c.started_at >= since
    )
    return int(connection.execute(query).scalar_one())
