"""Keyset cursors: where a page ended, as one opaque word."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

from storage.errors import CursorError
from storage.values import is_row_number

_FARTHEST = 2**63 - 1


def written(moment: datetime, number: int) -> str:
    """Return the cursor of the row with this time and number."""
    return _opaque(f"{moment.astimezone(UTC).isoformat()}|{number}")


def read(cursor: str) -> tuple[datetime, int]:
    """Return what a cursor says. Raises CursorError."""
    try:
        moment, _, number = _clear(cursor).partition("|")
        found = datetime.fromisoformat(moment).replace(tzinfo=UTC), int(number)
    except ValueError as error:
        raise CursorError(cursor) from error
    if cursor != written(*found) or not is_row_number(found[1]):
        raise CursorError(cursor)
    return found


def written_place(place: int, score: float | None) -> str:
    """Return the cursor of the hit at this place, of this relevance where that is the order."""
    return _opaque(f"{'' if score is None else repr(score)}@{place}")


def read_place(cursor: str, *, ranked: bool) -> tuple[int, float | None]:
    """Return what a search's cursor says. Raises CursorError, also for one of another order."""
    try:
        score, _, place = _clear(cursor).partition("@")
        found = int(place), float(score) if score else None
    except ValueError as error:
        raise CursorError(cursor) from error
    known = cursor == written_place(*found) and abs(found[0]) <= _FARTHEST
    if not known or ranked is (found[1] is None):
        raise CursorError(cursor)
    return found


def written_number(number: int) -> str:
    """Return the cursor of the row with this number, where numbers are the order."""
    return _opaque(f"#{number}")


def read_number(cursor: str) -> int:
    """Return the number in such a cursor. Raises CursorError."""
    try:
        found = int(_clear(cursor).removeprefix("#"))
    except ValueError as error:
        raise CursorError(cursor) from error
    if cursor != written_number(found) or not is_row_number(found):
        raise CursorError(cursor)
    return found


def _opaque(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _clear(cursor: str) -> str:
    padded = cursor + "=" * (-len(cursor) % 4)
    return base64.urlsafe_b64decode(padded.encode()).decode()
