"""Hours of a day as people write them: ``06:00-23:00``, over midnight too: ``22:00-06:00``.

And one time of day: ``07:30``.
"""

from __future__ import annotations

import re
from datetime import time

_FORM = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


def parse_clock(value: object) -> object:
    """Return the time of day that a text names; ValueError for what names none."""
    if not isinstance(value, str):
        return value
    match = _CLOCK.fullmatch(value.strip())
    if not match:
        raise ValueError(f'{value!r} is no time of day. Write hour and minute, as in "07:30"')
    return time(int(match[1]), int(match[2]))


def parse_hours(text: str) -> tuple[time, time]:
    """Return first and last (exclusive) minute; ValueError for what names none, or all of a day."""
    match = _FORM.fullmatch(text.replace(" ", ""))
    if not match:
        raise ValueError(f'{text!r} names no hours. Write from and to, as in "06:00-23:00"')
    first, last = time(int(match[1]), int(match[2])), time(int(match[3]), int(match[4]))
    if first == last:
        raise ValueError(f"{text!r} begins where it ends. For the whole day, leave the key out")
    return first, last


def check_hours(text: str) -> str:
    """Return the hours without spaces; ValueError as above."""
    parse_hours(text)
    return text.replace(" ", "")
