"""Times as people and programs read them: UTC throughout, as everywhere in newsmill."""

from __future__ import annotations

from datetime import UTC, datetime

_MINUTE = 60


def shown(moment: datetime | None) -> str:
    """Return a time to the minute, for tables."""
    return "" if moment is None else f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}"


def stamp(moment: datetime) -> str:
    """Return a time for machines: ISO 8601 with ``Z``."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def exact(moment: datetime | None) -> str | None:
    """Return the same, and None where there is no time."""
    return None if moment is None else stamp(moment)


def lasted(begun: datetime, ended: datetime | None) -> str:
    """Return how long something took, for people."""
    if ended is None:
        return ""
    seconds = (ended - begun).total_seconds()
    if seconds < _MINUTE:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), _MINUTE)
    hours, part = divmod(minutes, _MINUTE)
    return f"{hours} h {part} min" if hours else f"{minutes} min {rest} s"
