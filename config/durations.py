"""Durations as people write them: ``90s``, ``10m``, ``1h30m``, ``1d``.

Decides what a duration text means; does not decide which durations are sensible where.
"""

from __future__ import annotations

import re
from datetime import timedelta

_UNITS = (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1))
_FORM = re.compile(r"(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?", re.ASCII)


def parse_duration(text: object) -> timedelta:
    """Return the length of time that ``text`` names; ValueError when it names none, or zero."""
    if isinstance(text, timedelta):
        return text
    match = _FORM.fullmatch(text.replace(" ", "")) if isinstance(text, str) else None
    seconds = (
        sum(int(count or 0) * size for count, (_, size) in zip(match.groups(), _UNITS, strict=True))
        if match
        else 0
    )
    if not seconds:
        raise ValueError(
            f'{text!r} is no duration. Write a number and a unit: "90s", "10m", "1h30m" or "1d"'
        )
    return timedelta(seconds=seconds)


def show_duration(duration: timedelta) -> str:
    """``parse_duration`` backwards, in the largest whole units: 5400 s → ``1h30m``."""
    rest, text = int(duration.total_seconds()), ""
    for letter, size in _UNITS:
        count, rest = divmod(rest, size)
        text += f"{count}{letter}" if count else ""
    return text or "0s"
