"""Times as people type them, on the command line and in a query."""

from __future__ import annotations

from datetime import UTC, datetime

from config.durations import parse_duration
from config.errors import MomentError


def parse_moment(text: str | None, option: str, now: datetime | None = None) -> datetime | None:
    """Read ``2026-11-01``, ``2026-11-01T08:00+08:00`` or a time ago (``36h``, ``7d``).

    Without a zone it is UTC. Raises MomentError naming the option.
    """
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text.strip())
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return _ago(text, option, now or datetime.now(UTC))


def _ago(text: str, option: str, now: datetime) -> datetime:
    try:
        return now - parse_duration(text)
    except (ValueError, OverflowError):
        raise MomentError(option, text) from None
