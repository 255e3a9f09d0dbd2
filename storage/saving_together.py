"""Many articles stored in one transaction, as if one after the other.

Those of which nothing is known go into their tables together, in as few statements as one does.
Each still has its own fate: what cannot be stored so is stored one at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from storage.arrivals import Arrival
from storage.database import Database
from storage.finding import known_among
from storage.new_records import store_new
from storage.outbox import note_news
from storage.saving import save, save_known
from storage.types import Saved

_MOST = 200
"""Articles that are stored together: each takes some 60 values of a statement's 32,766."""


class Saving:
    """Stores articles in a database; ``announce`` notes them for those who want to hear of them."""

    def __init__(self, database: Database, *, announce: bool) -> None:
        self._database = database
        self._announce = announce

    def one(self, arrived: Arrival) -> Saved:
        """Store an article."""
        with self._database.write("save") as connection:
            saved = save(connection, arrived)
            self._tell(connection, [arrived], [saved])
            return saved

    def each(self, arrived: Sequence[Arrival]) -> list[Saved | Exception]:
        """Store articles in one transaction; return for each what it became, or why it failed.

        Raises StorageError if the transaction itself fails: then none is stored.
        """
        saved: list[Saved | Exception] = []
        with self._database.batch():
            for start in range(0, len(arrived), _MOST):
                for group in self._groups(arrived[start : start + _MOST]):
                    saved += self._stored(*group)
        return saved

    def _groups(self, arrived: Sequence[Arrival]) -> Iterator[tuple[Sequence[Arrival], bool]]:
        with self._database.read() as connection:
            known = known_among(connection, [one.article for one in arrived])
        return groups(arrived, known)

    def _stored(self, group: Sequence[Arrival], known: bool) -> Sequence[Saved | Exception]:  # noqa: FBT001 - what ``groups`` yields
        try:
            with self._database.write("save") as connection:
                saved = (
                    [save_known(connection, group[0])] if known else store_new(connection, group)
                )
                self._tell(connection, group, saved)
                return saved
        except Exception as error:  # noqa: BLE001 - its caller gets it
            return [error] if len(group) == 1 else [self._alone(one) for one in group]

    def _alone(self, arrived: Arrival) -> Saved | Exception:
        try:
            return self.one(arrived)
        except Exception as error:  # noqa: BLE001 - its caller gets it
            return error

    def _tell(
        self, connection: Connection, arrived: Sequence[Arrival], saved: Sequence[Saved]
    ) -> None:
        if self._announce:
            visits = [one.visit for one in arrived]
            note_news(connection, [*zip(saved, visits, strict=True)])


def groups(
    arrived: Sequence[Arrival], stored: set[int]
) -> Iterator[tuple[Sequence[Arrival], bool]]:
    """Part articles into those that are stored together, each part with whether it may be known.

    ``stored``: which of them have something in common with what is stored. Those that have with one
    before them count as known too. Such a one is a part of its own, so that all stay in order.
    """
    fresh: list[Arrival] = []
    met: set[tuple[str, str]] = set()
    for place, one in enumerate(arrived):
        marks = _marks(one)
        if place not in stored and met.isdisjoint(marks):
            fresh.append(one)
        else:
            if fresh:
                yield fresh, False
                fresh = []
            yield [one], True
        met |= marks
    if fresh:
        yield fresh, False


def _marks(one: Arrival) -> set[tuple[str, str]]:
    """Return all that a save may leave by which a later article is known."""
    new = one.article
    marks = {(new.source, new.key), (new.source, new.text_hash)}
    if new.found_at is not None:
        marks.add((new.source, new.found_at[0]))
    if one.lease is not None and one.lease.key:
        marks.add((new.source, one.lease.key))
    return marks
