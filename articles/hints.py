"""What a site says of its own pace, and until when it therefore wants to be left alone. Pure.

Read are ``ttl``, ``skipHours`` and ``skipDays`` of RSS 2.0, ``updatePeriod`` and
``updateFrequency`` of the RSS syndication module, and ``max-age`` of Cache-Control (RFC 9111,
5.2.2.1). What is no number, or is less than nothing, says nothing; nothing puts off by over a day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

LONGEST = timedelta(days=1)
_HEAD = 64 * 1024
_ENTRY = re.compile(rb"<(?:item|entry)[\s>]", re.IGNORECASE)
_TTL = re.compile(rb"<ttl>\s*(\d{1,6})\s*</ttl>", re.IGNORECASE)
_PERIOD = re.compile(rb"<(?:\w+:)?updatePeriod>\s*(\w{1,9})\s*</", re.IGNORECASE)
_FREQUENCY = re.compile(rb"<(?:\w+:)?updateFrequency>\s*(\d{1,6})\s*</", re.IGNORECASE)
_HOURS = re.compile(rb"<skipHours>(.{0,2000}?)</skipHours>", re.IGNORECASE | re.DOTALL)
_HOUR = re.compile(rb"<hour>\s*(\d{1,2})\s*</hour>", re.IGNORECASE)
_DAYS = re.compile(rb"<skipDays>(.{0,1000}?)</skipDays>", re.IGNORECASE | re.DOTALL)
_DAY = re.compile(rb"<day>\s*(\w{6,9})\s*</day>", re.IGNORECASE)
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_PERIODS = {
    b"hourly": timedelta(hours=1),
    b"daily": timedelta(days=1),
    b"weekly": timedelta(days=7),
    b"monthly": timedelta(days=30),
    b"yearly": timedelta(days=365),
}
_WEEK = (b"monday", b"tuesday", b"wednesday", b"thursday", b"friday", b"saturday", b"sunday")


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a feed says that it changes, and when it never does (hours and weekdays in GMT)."""

    every: timedelta | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()


def pace_of(body: bytes) -> Pace:
    """Read a feed's own head, before its first entry."""
    head = body[:_HEAD]
    entry = _ENTRY.search(head)
    head = head[: entry.start()] if entry else head
    stretches = [one for one in (_ttl(head), _period(head)) if one]
    return Pace(max(stretches, default=None), _hours(head), _days(head))


def rest_until(pace: Pace, cache_control: str | None, now: datetime) -> datetime | None:
    """Return until when a listing that was just read is not worth reading; None: it says nothing.

    Never over a day.
    """
    stretch = max(pace.every or timedelta(), _max_age(cache_control))
    until = now + min(stretch, LONGEST)
    while until - now < LONGEST and _is_skipped(until, pace):
        until = until.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    until = min(until, now + LONGEST)
    return until if until > now else None


def _ttl(head: bytes) -> timedelta | None:
    found = _TTL.search(head)
    return timedelta(minutes=int(found[1])) if found else None


def _period(head: bytes) -> timedelta | None:
    period, frequency = _PERIOD.search(head), _FREQUENCY.search(head)
    stretch = _PERIODS.get(period[1].lower()) if period else None
    return stretch / max(1, int(frequency[1]) if frequency else 1) if stretch else None


def _hours(head: bytes) -> frozenset[int]:
    found = _HOURS.search(head)
    hours = {int(one) for one in _HOUR.findall(found[1])} if found else set()
    # 24 is midnight in some feeds
    return frozenset(one % 24 for one in hours if one <= 24)  # noqa: PLR2004 - hours of a day


def _days(head: bytes) -> frozenset[int]:
    found = _DAYS.search(head)
    names = [one.lower() for one in _DAY.findall(found[1])] if found else []
    return frozenset(_WEEK.index(one) for one in names if one in _WEEK)


def _max_age(cache_control: str | None) -> timedelta:
    found = _MAX_AGE.search(cache_control or "")
    return timedelta(seconds=int(found[1])) if found else timedelta()


def _is_skipped(moment: datetime, pace: Pace) -> bool:
    return moment.hour in pace.skip_hours or moment.weekday() in pace.skip_days
