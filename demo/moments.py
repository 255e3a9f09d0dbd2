"""HTTP dates and conditional requests (RFC 9110, sections 5.6.7 and 13)."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime


def http_date(moment: datetime | None) -> str | None:
    """Return ``Sun, 09 May 2021 22:56:09 GMT``; None stays None."""
    if moment is None:
        return None
    return format_datetime(moment.astimezone(UTC).replace(microsecond=0), usegmt=True)


def unchanged(
    etag: str, last_modified: str | None, if_none_match: str | None, if_modified_since: str | None
) -> bool:
    """Whether a conditional request is answered with 304. A tag, if sent, decides alone."""
    if if_none_match is not None:
        tags = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
        return "*" in tags or etag.removeprefix("W/") in tags
    since, modified = _parsed(if_modified_since), _parsed(last_modified)
    return since is not None and modified is not None and modified <= since


def _parsed(text: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(text).astimezone(UTC) if text else None
    except (ValueError, OverflowError):
        return None
