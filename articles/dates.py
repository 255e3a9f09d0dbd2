"""Date texts of listings and pages → aware UTC.

One small function a form, tried in order; ``now`` and the source's time zone are arguments. An
offset or zone in the text wins over the source's. A date without a year is the latest such day
that is not in the future. What is ambiguous (03/04/2021), impossible or out of range is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from articles.errors import DateError

_LONGEST = 200
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(days=2)

_CLOCK = (
    r"(?:\s*[T,，]?\s*(?P<half>上午|早上|凌晨|清晨|中午|下午|傍晚|晚上|晚|早)?\s*"
    r"(?P<hour>\d{1,2})"
    r"(?:[:：点时](?P<minute>\d{1,2})?分?(?:[:：]?(?P<second>\d{1,2})(?:\.\d+)?秒?)?)"
    r"\s*(?P<ampm>[AaPp]\.?[Mm]\.?)?\s*"
    r"(?P<zone>(?:UTC|GMT)[+-]\d{1,2}(?::?\d{2})?|(?:Z|UTC|GMT)(?![A-Za-z])|[+-]\d{2}:?\d{2})?)?"
)
_YEAR_FIRST = re.compile(
    r"(?<!\d)(?P<year>\d{4})\s*(?:[-/.]|年)\s*(?P<month>\d{1,2})\s*(?:[-/.]|月)\s*(?P<day>\d{1,2})"
    r"(?!\d)\s*日?" + _CLOCK
)
_COMPACT = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})(?!\d)" + _CLOCK
)
_NO_YEAR = re.compile(
    r"(?<![\d/.-])(?P<month>\d{1,2})\s*(?:月|-)\s*(?P<day>\d{1,2})(?![\d/-])\s*日?" + _CLOCK
)
_DAY_WORD = re.compile(
    r"(?P<word>今天|今日|昨天|昨日|前天|today|yesterday)" + _CLOCK, re.IGNORECASE
)
_AGO = re.compile(
    r"(?P<count>\d{1,4}|半|an?|one)\s*(?:个)?\s*(?P<unit>秒钟?|分钟?|小时|天|日|周|星期|月|年|"
    r"sec(?:ond)?s?|min(?:ute)?s?|h(?:ou)?rs?|days?|weeks?|months?|years?)\s*(?:之?前|ago)",
    re.IGNORECASE,
)
_NOW = re.compile(r"刚刚|刚才|just now", re.IGNORECASE)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = r"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_MONTH_FIRST = re.compile(
    rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+(?P<year>\d{{4}})(?:\s+at)?" + _CLOCK,
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH}\s*,?\s+(?P<year>\d{{4}})(?:\s+at)?"
    + _CLOCK,
    re.IGNORECASE,
)
_YEAR_ONE = re.compile(r"\s0\d{2,3}\s")
"""RFC 5322 reads two digits as 19xx or 20xx; the library does so with 0001, too."""
_EPOCH = re.compile(r"\s*(\d{10}|\d{13})\s*")
_AMBIGUOUS = re.compile(r"(?<!\d)\d{1,2}/\d{1,2}/\d{2,4}(?!\d)")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}[0-9:.,]*(?:Z|[+-]\d{2}(?::?\d{2})?)?")
_UNITS = (
    (("秒", "s"), timedelta(seconds=1)), (("分", "mi"), timedelta(minutes=1)),
    (("小时", "h"), timedelta(hours=1)), (("天", "日", "d"), timedelta(days=1)),
    (("周", "星期", "w"), timedelta(weeks=1)), (("月", "mo"), timedelta(days=30)),
    (("年", "y"), timedelta(days=365)),
)  # fmt: skip
_DAYS_BACK = {"今天": 0, "今日": 0, "today": 0, "昨天": 1, "昨日": 1, "yesterday": 1, "前天": 2}
_AFTERNOON = frozenset({"下午", "傍晚", "晚上", "晚", "中午"})


def parse_date(text: str, *, timezone: str, now: datetime) -> datetime:
    """Return the moment that a text names, as aware UTC.

    Raises DateError for a text without a usable date, an ambiguous one, or one before 1990 or
    more than two days ahead of ``now``.
    """
    if len(text) > _LONGEST:
        raise DateError(text[:40], f"it is longer than {_LONGEST} characters")
    folded = " ".join(unicodedata.normalize("NFKC", text).split())
    zone = ZoneInfo(timezone)
    for form in _FORMS:
        try:
            moment = form(folded, zone, now)
            if moment is not None:
                return _in_range(text, moment.astimezone(UTC), now)
        except (ValueError, OverflowError) as error:
            raise DateError(text, f"there is no such day or time ({error})") from error
    why = "day and month cannot be told apart" if _AMBIGUOUS.search(folded) else "no date is in it"
    raise DateError(text, why)


def is_believable(moment: datetime, now: datetime) -> bool:
    """Tell whether something can have been published then: since 1990, two days ahead at most."""
    return _EARLIEST <= moment <= now + _AHEAD


def http_date(moment: datetime) -> str:
    """Write a moment as HTTP does (RFC 9110, 5.6.7), in English whatever the locale."""
    utc = moment.astimezone(UTC)
    day = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[utc.weekday()]
    month = _MONTHS[utc.month - 1].capitalize()
    return f"{day}, {utc.day:02} {month} {utc.year:04} {utc:%H:%M:%S} GMT"


def _in_range(text: str, utc: datetime, now: datetime) -> datetime:
    if is_believable(utc, now):
        return utc
    raise DateError(text, "it is before 1990" if utc < _EARLIEST else "it is in the future")


def _epoch(text: str, zone: ZoneInfo, now: datetime) -> datetime | None:  # noqa: ARG001
    found = _EPOCH.fullmatch(text)
    if not found:
        return None
    seconds = int(found[1]) / (1 if len(found[1]) == 10 else 1000)  # noqa: PLR2004
    return datetime.fromtimestamp(seconds, UTC)


def _iso(text: str, zone: ZoneInfo, now: datetime) -> datetime | None:  # noqa: ARG001
    found = _ISO.search(text)
    if not found:
        return None
    moment = datetime.fromisoformat(found[0].replace(",", "."))
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _mail(text: str, zone: ZoneInfo, now: datetime) -> datetime | None:  # noqa: ARG001
    if "," not in text[:4] and not text[:1].isdecimal():
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError):
        return None
    if _YEAR_ONE.search(text):
        raise ValueError("the year is before 1000")
    return moment if moment.tzinfo else None


def _year_first(text: str, zone: ZoneInfo, now: datetime) -> datetime | None:  # noqa: ARG001
    found = _YEAR_FIRST.search(text) or _COMPACT.search(text)
    if not found:
        return None
    return _at(date(int(found["year"]), int(found["month"]), int(found["day"])), found, zone)


def _english(text: str, zone: ZoneInfo, now: datetime) -> datetime | None:  # noqa: ARG001
    found = _MONTH_FIRST.search(text) or _DAY_FIRST.search(text)
    if not found:
        return None
    month = _MONTHS.index(found["name"][:3].lower()) + 1
    return _at(date(int(found["year"]), month, int(found["day"])), found, zone)


def _ago(text: str, zone: ZoneInfo, now: datetime) -> datetime | None:  # noqa: ARG001
    if _NOW.search(text):
        return now
    found = _AGO.search(text)
    if not found:
        return None
    words = {"半": 0.5, "a": 1.0, "an": 1.0, "one": 1.0}
    count = words.get(found["count"].lower()) or float(found["count"])
    unit = found["unit"].lower()
    step = next(step for starts, step in _UNITS if unit.startswith(starts))
    return now - count * step


def _day_word(text: str, zone: ZoneInfo, now: datetime) -> datetime | None:
    found = _DAY_WORD.search(text)
    if not found:
        return None
    today = now.astimezone(zone).date()
    return _at(today - timedelta(days=_DAYS_BACK[found["word"].lower()]), found, zone)


def _no_year(text: str, zone: ZoneInfo, now: datetime) -> datetime | None:
    found = _NO_YEAR.search(text)
    if not found:
        return None
    month, day = int(found["month"]), int(found["day"])
    this_year = now.astimezone(zone).year
    for year in range(this_year, this_year - 9, -1):
        moment = _on(year, month, day, found, zone)
        if moment is not None and moment <= now:
            return moment
    raise ValueError(f"month {month}, day {day}")


def _on(year: int, month: int, day: int, found: re.Match[str], zone: ZoneInfo) -> datetime | None:
    try:
        return _at(date(year, month, day), found, zone)
    except ValueError:
        return None


def _at(day: date, found: re.Match[str], zone: ZoneInfo) -> datetime:
    if found["hour"] is None:
        return datetime.combine(day, time(), zone)
    hour = _hour(int(found["hour"]), found["half"], (found["ampm"] or "").lower())
    clock = time(hour, int(found["minute"] or 0), int(found["second"] or 0))
    return datetime.combine(day, clock, _offset(found["zone"]) or zone)


def _hour(hour: int, half: str | None, ampm: str) -> int:
    noon = 12
    if ampm.startswith("a") or half in {"凌晨", "早上", "上午", "早", "清晨"}:
        return 0 if hour == noon and ampm else hour
    later = ampm.startswith("p") or half in _AFTERNOON
    if half == "中午" and hour in {11, noon}:
        return hour
    return hour + noon if later and hour < noon else hour


def _offset(text: str | None) -> timezone | None:
    if text is None:
        return None
    digits = text.upper().removeprefix("UTC").removeprefix("GMT")
    if digits in {"", "Z"}:
        return UTC
    hours, minutes = digits[1:3].rstrip(":"), digits[3:].lstrip(":")
    ahead = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return timezone(-ahead if digits[0] == "-" else ahead)


_FORMS: tuple[Callable[[str, ZoneInfo, datetime], datetime | None], ...] = (
    _epoch,
    _mail,
    _iso,
    _year_first,
    _english,
    _ago,
    _day_word,
    _no_year,
)
