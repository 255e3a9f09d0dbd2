"""How an entry passes from hand to hand: due, leased, given back, settled.

An entry is due while it is pending, or failed or stored with a ``due_at`` that has come: to be
tried again, to be looked at again. A lease names the run that has it and leaves ``due_at`` alone:
what a dead run held is taken back as it was. What a backfill has taken up is never due, so that no
live crawl fetches it: its slices ask for it by its state.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Integer, Select, bindparam, case, func, select, update
from sqlalchemy.sql import ColumnElement

from storage.links import channels_of
from storage.rows import AnyRow
from storage.tables import entry
from storage.types import EntryState, Lease

DONE = frozenset({EntryState.STORED, EntryState.REJECTED, EntryState.FAILED, EntryState.GONE})
"""The states of an entry that has its outcome."""
SETTLED = DONE | {EntryState.SKIPPED}
"""The states of an entry that waits for nothing."""

_HELD = update(entry).where(
    entry.c.id == bindparam("_id"),
    entry.c.state == EntryState.LEASED,
    entry.c.run_id == bindparam("_run"),
)
_LEASED = (entry.c.source == bindparam("_source"), entry.c.state == EntryState.LEASED)
"""What holds of a source's entries that a run holds, dead or alive."""
_IN_HAND = select(entry.c.id, entry.c.crashes).where(*_LEASED)

_STORED = entry.c.state == EntryState.STORED
_READY = (
    entry.c.source == bindparam("source"),
    entry.c.due_at.is_not(None),
    entry.c.state.in_((EntryState.PENDING, EntryState.FAILED, EntryState.STORED)),
    # a pending one does not wait for the clock, which may have been set back
    (entry.c.state == EntryState.PENDING) | (entry.c.due_at <= bindparam("now")),
)
"""What holds of a source's entries that may be fetched now."""
_TAKEN_UP = (entry.c.source == bindparam("source"), entry.c.state == EntryState.BACKFILL)
"""What holds of a source's entries that its backfill has taken up."""


def _newest(*wanted: ColumnElement[bool]) -> Select[Any]:
    return (
        select(entry)
        .where(*wanted)
        .order_by(entry.c.crashes, entry.c.sort_at.desc(), entry.c.id)
        .limit(bindparam("most", type_=Integer))
    )


# made once: to make one takes as long as to ask it, and a poll that finds nothing asks them all
_UNREAD, _AGAIN, _TAKEN = _newest(*_READY, ~_STORED), _newest(*_READY, _STORED), _newest(*_TAKEN_UP)
_COUNT_READY = select(func.count()).where(*_READY)
_COUNT_TAKEN_UP = select(func.count()).where(*_TAKEN_UP)

_CRASHES = 5
_FIRST_WAIT = timedelta(days=1)
_LONGEST_WAIT = timedelta(days=30)
_DOUBLINGS = 5


def due(now: datetime, *, backfill: bool = False) -> dict[str, object]:
    """Return the columns of an entry that is to be fetched, whatever became of it before."""
    waiting: dict[str, object] = (
        {"state": EntryState.BACKFILL, "due_at": None}
        if backfill
        else {"state": EntryState.PENDING, "due_at": now}
    )
    return waiting | {"error_kind": None, "error": None}


def count_due(
    connection: Connection,
    source: str,
    now: datetime,
    *,
    backfill: bool = False,
    only: Collection[str] | None = None,
) -> int:
    """Count what ``hand_out`` would lease, were there no limit."""
    counted = _COUNT_TAKEN_UP if backfill else _among(_COUNT_READY, only)
    return int(connection.execute(counted, {"source": source, "now": now}).scalar_one())


def hand_out(  # noqa: PLR0913 - of what, to whom, how many, when
    connection: Connection,
    source: str,
    run_id: int,
    limit: int,
    now: datetime,
    *,
    backfill: bool = False,
    only: Collection[str] | None = None,
) -> tuple[Lease, ...]:
    """Lease due entries, newest first; those that are stored already when no other is left.

    ``backfill``: lease what the source's backfill has taken up instead. ``only``: none but due ones
    of these identities.

    What dead processes held comes last and one at a time: if one of them is to blame, it takes
    none of the others down with it again.
    """
    given = {"source": source, "now": now, "most": limit}
    rows = (
        connection.execute(_TAKEN, given).all()
        if backfill
        else (
            connection.execute(_among(_UNREAD, only), given).all()
            or connection.execute(_among(_AGAIN, only), given).all()
        )
    )
    taken = [row for row in rows if not row.crashes] or list(rows[:1])
    if not taken:
        return ()
    ids = [row.id for row in taken]
    channels = channels_of(connection, ids)
    connection.execute(
        update(entry)
        .where(entry.c.id.in_(ids))
        .values(state=EntryState.LEASED, run_id=run_id, attempts=entry.c.attempts + 1)
    )
    return tuple(_lease(row, run_id, channels.get(row.id, ())) for row in taken)


def _among(asked: Select[Any], keys: Collection[str] | None) -> Select[Any]:
    return asked if keys is None else asked.where(entry.c.key.in_(keys))


def take_back(connection: Connection, source: str, run_id: int) -> int:
    """Make all that a run holds what it was before it was handed out; return how many entries."""
    done = connection.execute(
        update(entry)
        .where(
            entry.c.source == source,
            entry.c.state == EntryState.LEASED,
            entry.c.run_id == run_id,
        )
        .values(_as_before())
    )
    return done.rowcount


def recover(connection: Connection, source: str, now: datetime) -> int:
    """Take back what dead runs held; return how many entries.

    A killed process is no failure of its pages. But a page that was in hand each time five
    processes died has failed: it waits a day, then twice as long each time, up to 30 days.
    """
    whose = {"_source": source}
    rows = connection.execute(_IN_HAND, whose).all()
    if not rows:
        return 0
    connection.execute(
        update(entry).where(*_LEASED).values(_as_before() | {"crashes": entry.c.crashes + 1}), whose
    )
    suspects = [_suspected(row, now) for row in rows if row.crashes + 1 >= _CRASHES]
    if suspects:
        connection.execute(update(entry).where(entry.c.id == bindparam("_id")), suspects)
    return len(rows)


def settle(
    connection: Connection,
    lease: Lease,
    run_id: int | None,
    state: EntryState,
    now: datetime,
    **values: object,
) -> bool:
    """Write an entry's outcome, and tell whether the lease still held."""
    return bool(connection.execute(_HELD, settled(lease, run_id, state, now, **values)).rowcount)


def settle_each(connection: Connection, outcomes: Sequence[dict[str, object]]) -> None:
    """Write the outcomes of some entries, each as ``settled`` says it."""
    if outcomes:
        connection.execute(_HELD, outcomes)


def settled(
    lease: Lease, run_id: int | None, state: EntryState, now: datetime, **values: object
) -> dict[str, object]:
    """Say how an entry ends, if its lease still holds.

    Success of any kind forgets the tries before. The word of a run whose entry was taken back and
    handed to another counts no more.
    """
    outcome: dict[str, object] = {
        "state": state,
        "run_id": run_id,
        "fetched_at": now,
        "due_at": None,
        "error_kind": None,
        "error": None,
        "crashes": 0,
    }
    if state is not EntryState.FAILED:
        outcome["attempts"] = 0
    return outcome | values | _holder(lease)


def _holder(lease: Lease) -> dict[str, object]:
    return {"_id": lease.entry_id, "_run": lease.run_id}


def _as_before() -> dict[str, object]:
    # an error is that of the last outcome: making an entry due otherwise clears it
    failed, stored = entry.c.error_kind.is_not(None), entry.c.article_id.is_not(None)
    return {
        "state": case(
            (entry.c.due_at.is_(None), EntryState.BACKFILL),
            (failed, EntryState.FAILED),
            (stored, EntryState.STORED),
            else_=EntryState.PENDING,
        ),
        "attempts": entry.c.attempts - 1,
    }


def _suspected(row: AnyRow, now: datetime) -> dict[str, object]:
    crashes = row.crashes + 1
    wait = min(_FIRST_WAIT * (1 << min(crashes - _CRASHES, _DOUBLINGS)), _LONGEST_WAIT)
    return {
        "_id": row.id,
        "state": EntryState.FAILED,
        "error_kind": "crash",
        "error": f"{crashes} processes died while they had it in hand",
        "due_at": now + wait,
    }


def _lease(row: AnyRow, run_id: int, channels: tuple[str, ...]) -> Lease:
    return Lease(
        entry_id=row.id,
        source=row.source,
        url=row.url,
        channels=channels,
        title=row.title,
        published=row.published_at,
        first_seen=row.first_seen_at,
        attempts=row.attempts + 1,
        etag=row.etag,
        last_modified=row.last_modified,
        key=row.key,
        record_id=row.article_id,
        run_id=run_id,
    )
