"""Keyset cursors: where a page ended, as one opaque word."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime

from storage.errors import CursorError
from storage.values import is_row_number


def written(moment: datetime, number: int) -> str:
    """Return the cursor of the row with this time and number."""
    text = f"{moment.astimezone(UTC).isoformat()}|{number}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read(cursor: str) -> tuple[datetime, int]:
    """Return what a cursor says. Raises CursorError."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        moment, _, number = base64.urlsafe_b64decode(padded.encode()).decode().partition("|")
        found = datetime.fromisoformat(moment).replace(tzinfo=UTC), int(number)
    except (ValueError, binascii.Error) as error:
        raise CursorError(cursor) from error
    if cursor != written(*found) or not is_row_number(found[1]):
        raise CursorError(cursor)
    return found
