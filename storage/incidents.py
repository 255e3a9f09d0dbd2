"""Incidents: opened, told and closed in one transaction with the messages that tell of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, insert, select, update

from storage.database import Database
from storage.notices import Incident, Letter, Mute, Trouble
from storage.outbox import add_letters
from storage.rows import AnyRow
from storage.tables import incident, mute


@dataclass(frozen=True, slots=True)
class Turn:
    """What becomes of incidents at one moment.

    ``begun`` are new ones that are told, ``silent`` new ones that are muted; ``told`` are open ones
    that were muted until now, ``closed`` those that are over, by number.
    """

    begun: Sequence[Trouble] = ()
    silent: Sequence[Trouble] = ()
    told: Sequence[int] = ()
    closed: Sequence[int] = ()

    @property
    def none(self) -> bool:
        """Whether all stays as it is."""
        return not (self.begun or self.silent or self.told or self.closed)


class Incidents:
    """The incidents and mutes of all subjects."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self) -> tuple[Incident, ...]:
        """Return the incidents that are not over, oldest first."""
        return self._list(select(incident).where(incident.c.mended_at.is_(None)))

    def since(self, moment: datetime) -> tuple[Incident, ...]:
        """Return the incidents that were opened then or later, oldest first."""
        return self._list(select(incident).where(incident.c.opened_at >= moment))

    def write(self, turn: Turn, letters: Sequence[Letter], now: datetime) -> None:
        """Write what has become of incidents, and the messages that tell it."""
        with self._database.write("incidents") as connection:
            rows = [(one, now) for one in turn.begun] + [(one, None) for one in turn.silent]
            for trouble, told_at in rows:
                connection.execute(insert(incident).values(**_columns(trouble, told_at, now)))
            for numbers, values in (
                (turn.told, {"told_at": now}),
                (turn.closed, {"mended_at": now}),
            ):
                connection.execute(
                    update(incident).where(incident.c.id.in_(numbers)).values(values)
                )
            add_letters(connection, letters, now)

    def mute(self, source: str, now: datetime, until: datetime | None) -> None:
        """Let nobody be told of a source until then; None: until it is unmuted."""
        with self._database.write("mute") as connection:
            connection.execute(delete(mute).where(mute.c.source == source))
            connection.execute(insert(mute).values(source=source, since=now, until=until))

    def unmute(self, source: str) -> bool:
        """Let people be told of a source again; tell whether it was muted."""
        with self._database.write("unmute") as connection:
            done = connection.execute(delete(mute).where(mute.c.source == source))
            return done.rowcount > 0

    def mutes(self, now: datetime) -> tuple[Mute, ...]:
        """Return the mutes that hold now."""
        holds = mute.c.until.is_(None) | (mute.c.until > now)
        with self._database.read() as connection:
            rows = connection.execute(select(mute).where(holds).order_by(mute.c.source))
            return tuple(Mute(row.source, row.since, row.until) for row in rows)

    def _list(self, query: Select[Any]) -> tuple[Incident, ...]:
        with self._database.read() as connection:
            return tuple(
                _incident(row) for row in connection.execute(query.order_by(incident.c.id))
            )


def _columns(trouble: Trouble, told_at: datetime | None, now: datetime) -> dict[str, object]:
    return {
        "subject": trouble.subject,
        "state": trouble.state,
        "since": trouble.since,
        "why": trouble.why,
        "usual": trouble.usual,
        "opened_at": now,
        "told_at": told_at,
    }


def _incident(row: AnyRow) -> Incident:
    return Incident(
        row.id,
        row.subject,
        row.state,
        row.since,
        row.why,
        row.usual,
        row.opened_at,
        row.told_at,
        row.mended_at,
    )
