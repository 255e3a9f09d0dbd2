"""A day and the time of day behind it, as people write them → a moment."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from articles.zones import ZONE, zone_of

WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?(?![a-z]))"
CLOCK = (
    rf"(?:\s*(?:\(?(?:(?:星期|周|礼拜)[一二三四五六日天]|{WEEKDAY})\)?)?"
    r"(?:\s*[T,]|\s+[|·–—-](?=\s)|,?\s+at(?=\s))?\s*"
    r"(?P<half>上午|早上|凌晨|清晨|早晨|中午|下午|傍晚|晚上|深夜|夜里|晚|早)?\s*"
    r"(?P<hour>\d{1,2})"
    r"(?:[:点时](?P<minute>\d{1,2}|半|[一三]刻)?分?(?:[:]?(?P<second>\d{1,2})(?:[.,]\d+)?秒?)?"
    r"|(?=\s*[AaPp]\.?[Mm]\b))"
    rf"\s*(?P<ampm>[AaPp]\.?[Mm]\b\.?)?\s*\(?{ZONE}?)?"
)
"""A regular expression of what may follow a day, empty included. Half-width punctuation only."""
_NOON = 12
_MIDNIGHT = 24
_QUARTERS = {"半": 30, "一刻": 15, "三刻": 45}
_MORNING = frozenset({"凌晨", "清晨", "早晨", "早上", "上午", "早"})
_NIGHT = frozenset({"晚上", "晚", "深夜", "夜里"})
_AFTERNOON = frozenset({"下午", "傍晚", "中午"}) | _NIGHT


def moment_on(day: date, found: re.Match[str], own: ZoneInfo, half: str | None = None) -> datetime:
    """Return the moment that ``day`` and a match of CLOCK name; the day's begin without a time.

    ``half`` is the part of the day that the words before the clock tell. ``own`` is the zone
    where the text has none. ValueError for what is no time of day.
    """
    given = found.groupdict()
    if given["hour"] is None:
        return datetime.combine(day, time(), own)
    hour = _hour(int(given["hour"]), given.get("half") or half, given.get("ampm"))
    minute = given.get("minute") or "0"
    clock = time(hour % _MIDNIGHT if hour == _MIDNIGHT else hour,
                 _QUARTERS.get(minute) or int(minute), int(given.get("second") or 0))  # fmt: skip
    if hour == _MIDNIGHT and clock != time():
        raise ValueError("24:00 is the last time of a day")
    local = datetime.combine(day, clock) + timedelta(days=hour == _MIDNIGHT)
    return local.replace(tzinfo=zone_of(given.get("zone"), local, own))


def _hour(hour: int, half: str | None, ampm: str | None) -> int:
    """Return the hour of 24; 24 is the end of the day."""
    if ampm:
        if not 1 <= hour <= _NOON:
            # 15:20 PM is written, and means the afternoon
            return hour
        return hour % _NOON + (_NOON if ampm[0] in "Pp" else 0)
    if hour == _NOON and half in _NIGHT:
        return _MIDNIGHT
    if hour == _NOON and half == "凌晨":
        return 0
    noonish = half == "中午" and hour == _NOON - 1
    return hour + _NOON if half in _AFTERNOON and hour < _NOON and not noonish else hour
