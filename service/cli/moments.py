"""Times as people type and read them: UTC throughout, as everywhere in newsmill."""

from __future__ import annotations

from datetime import UTC, datetime

from config.durations import parse_duration
from service.errors import UsageProblem


def parse_moment(text: str | None, option: str, now: datetime | None = None) -> datetime | None:
    """Read ``2026-11-01``, ``2026-11-01T08:00+08:00`` or a time ago (``36h``, ``7d``).

    Without a zone it is UTC. Raises UsageProblem naming the option.
    """
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return _ago(text, option, now or datetime.now(UTC))
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def _ago(text: str, option: str, now: datetime) -> datetime:
    try:
        return now - parse_duration(text)
    except (ValueError, OverflowError):
        raise UsageProblem(
            f"{option} {text!r} is no time. Write a date (2026-11-01), a time "
            "(2026-11-01T08:00+08:00) or how long ago (36h, 7d)"
        ) from None


def shown(moment: datetime | None) -> str:
    """Return a time to the minute, for tables."""
    return "" if moment is None else f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}"


def exact(moment: datetime | None) -> str | None:
    """Return a time for machines: ISO 8601 with ``Z``."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def lasted(begun: datetime, ended: datetime | None) -> str:
    """Return how long something took, for people."""
    if ended is None:
        return ""
    seconds = (ended - begun).total_seconds()
    if seconds < 60:  # noqa: PLR2004 - a minute
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min {rest} s"  # noqa: PLR2004 - an hour
