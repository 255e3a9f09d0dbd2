"""Places of documents in the index of words: their order is that of publication.

A *place* is the seconds since 1970 of its publication, times 64, or the next free one from there.
So the order of places is newest first, and 64 articles of one second have room before they borrow
of the next.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from storage.plain import plain

ROOM = 64
"""Places to a second."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_CHUNK = 200
_ASKED = "(CAST(? AS BIGINT))"
_LAST = """
WITH asked (first) AS (VALUES {asked})
SELECT first,
       (SELECT max(place) FROM search_document WHERE place >= first AND place < first + {room})
           AS last
FROM asked
"""


def second_of(moment: datetime) -> int:
    """Return the whole seconds from 1970 to a moment."""
    return (moment - _EPOCH) // _SECOND


class FreePlaces:
    """Gives out free places, each once; none must be taken otherwise meanwhile."""

    def __init__(self, connection: Connection, seconds: Iterable[int]) -> None:
        self._connection = connection
        self._last: dict[int, int | None] = {}
        asked = sorted(set(seconds))
        for at in range(0, len(asked), _CHUNK):
            self._ask(asked[at : at + _CHUNK])

    def next_of(self, second: int) -> int:
        """Return the next free place of a second; of one soon after, where it is full."""
        ahead = 0
        while (place := self._next(second + ahead)) is None:
            ahead = ahead * 2 or 1
        self._last[second + ahead] = place
        return place

    def _next(self, second: int) -> int | None:
        if second not in self._last:
            self._ask([second])
        first, last = second * ROOM, self._last[second]
        if last is None:
            return first
        return last + 1 if last < first + ROOM - 1 else None

    def _ask(self, seconds: list[int]) -> None:
        statement = _LAST.format(asked=", ".join([_ASKED] * len(seconds)), room=ROOM)
        firsts = tuple(second * ROOM for second in seconds)
        for row in plain(self._connection, statement, firsts):
            self._last[row.first // ROOM] = row.last
