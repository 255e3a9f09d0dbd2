"""Date texts of listings and pages → aware UTC.

One small function a form, tried in order; ``now`` and the source's time zone are arguments. An
offset or zone in the text wins over the source's. A date without a year is the latest such day
that is not in the future. What is ambiguous (03/04/2021), impossible or out of range is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from articles.clocks import CLOCK, WEEKDAY, moment_on
from articles.errors import DateError
from articles.numerals import NUMBER, count, with_digits
from articles.zones import ZONE

_LONGEST = 200
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(days=2)

_YEAR_FIRST = re.compile(
    r"(?<!\d)(?P<year>\d{4})\s*(?:[-/.]|年)\s*(?P<month>\d{1,2})\s*(?:[-/.]|月)\s*(?P<day>\d{1,2})"
    r"(?!\d)\s*[日号]?" + CLOCK,
    re.IGNORECASE,
)
_COMPACT = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})(?!\d)" + CLOCK
)
_DAY_OR_MONTH_FIRST = re.compile(
    r"(?<![\d/.-])(?P<one>\d{1,2})(?P<mark>[-/.])(?P<other>\d{1,2})(?P=mark)(?P<year>\d{4})"
    r"(?![\d/.-])" + CLOCK,
    re.IGNORECASE,
)
_NO_YEAR = re.compile(
    r"(?<![\d/.-])(?P<month>\d{1,2})\s*(?:月|-)\s*(?P<day>\d{1,2})(?![\d/-])\s*[日号]?" + CLOCK
)
_DAY_WORD = re.compile(
    r"(?P<word>大前天|[今昨前][天日]|今[晨早晚]|昨[晚夜]|today|yesterday)" + CLOCK, re.IGNORECASE
)
_AGO = re.compile(
    rf"(?P<count>\d{{1,4}}|半|{NUMBER}|\b(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|half"
    r"(?:\s+an)?))\s*个?\s*(?P<unit>秒钟?|分钟?|小时|钟头|天|日|周|星期|礼拜|月|年|sec(?:ond)?s?|"
    r"min(?:ute)?s?|h(?:ou)?rs?|days?|weeks?|months?|years?|[smhdwy](?=\s+ago))\s*(?:之?前|ago)",
    re.IGNORECASE,
)
_NOW = re.compile(r"刚刚|刚才|just now", re.IGNORECASE)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?(?![a-z])"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?![\d:])"
_MONTH_FIRST = re.compile(rf"\b{_MONTH}\s*{_DAY}\s*,?\s+(?P<year>\d{{4}})" + CLOCK, re.IGNORECASE)
_DAY_FIRST = re.compile(
    rf"(?<![\d:]){_DAY}(?:\s+(?:of\s+)?|-){_MONTH}(?:\s*,?\s+|-)(?P<year>\d{{4}}|\d{{2}}(?=\s+\d\d?:))"
    + CLOCK,
    re.IGNORECASE,
)
_YEAR_LAST = re.compile(
    rf"(?:{WEEKDAY}\s+)?\b{_MONTH}\s+{_DAY}\s+(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})"
    rf"(?::(?P<second>\d{{2}}))?\s+(?:{ZONE}\s+)?(?P<year>\d{{4}})(?!\d)",
    re.IGNORECASE,
)
_ENGLISH_NO_YEAR = tuple(
    re.compile(form + r"(?!\s*,?\s*\d{4})" + CLOCK, re.IGNORECASE)
    for form in (rf"\b{_MONTH}\s*{_DAY}", rf"(?<![\d:/.-]){_DAY}\s+(?:of\s+)?{_MONTH}")
)
_EPOCH = re.compile(r"(\d{10}|\d{13})(?:\.\d{1,9})?")
_AMBIGUOUS = re.compile(r"(?<!\d)\d{1,2}([/.-])\d{1,2}(?:\1\d{2,4})?(?!\d)")
_ISO = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}[0-9:.,]*(?:Z|\s?[+-]\d{2}(?::?\d{2})?)?"
    r"|(?<!\d)\d{8}T\d{4}(?:\d{2})?(?:Z|\s?[+-]\d{2}(?::?\d{2})?)?",
    re.IGNORECASE,
)
_ISO_MIDNIGHT = re.compile(r"(?<=T)24(:?00)(:?00)?(?![0-9])")
_ZONE_NAME = re.compile(r"[A-Z]{2,5}\)?$")
_MAIL_ZONES = ("GMT", "UTC", "UT")
_YEAR_ONE = re.compile(r"\s0\d{2,3}\s")
"""RFC 5322 reads two digits as 19xx or 20xx; the library does so with 0001, too."""
_UNITS = (
    (("mo", "月"), timedelta(days=30)), (("y", "年"), timedelta(days=365)),
    (("w", "周", "星", "礼"), timedelta(weeks=1)), (("d", "天", "日"), timedelta(days=1)),
    (("h", "小", "钟"), timedelta(hours=1)), (("m", "分"), timedelta(minutes=1)),
    (("s", "秒"), timedelta(seconds=1)),
)  # fmt: skip
_DAYS_BACK = {"大前": 3, "前": 2, "昨": 1, "ye": 1, "今": 0, "to": 0}
_HALVES = {"晨": "凌晨", "早": "早上", "晚": "晚上", "夜": "晚上"}


def parse_date(text: str, *, timezone: str, now: datetime) -> datetime:
    """Return the moment that a text names, as aware UTC.

    Raises DateError for a text without a usable date, an ambiguous one, or one before 1990 or
    more than two days ahead of ``now``.
    """
    if len(text) > _LONGEST:
        raise DateError(text[:40], f"it is longer than {_LONGEST} characters")
    folded = with_digits(" ".join(unicodedata.normalize("NFKC", text).split()))
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
    written = found[0].upper().replace(",", ".").replace(" ", "")
    plain = _ISO_MIDNIGHT.sub(lambda end: end[0].replace("24", "00", 1), written)
    moment = datetime.fromisoformat(plain) + timedelta(days=plain != written)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _mail(text: str, zone: ZoneInfo, now: datetime) -> datetime | None:  # noqa: ARG001
    """Read a date of mail (RFC 5322) that has an offset; names of zones are not its business."""
    if "," not in text[:4] and not text[:1].isdecimal():
        return None
    named = _ZONE_NAME.search(text)
    if named and named[0] not in _MAIL_ZONES:
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
    return moment_on(date(int(found["year"]), int(found["month"]), int(found["day"])), found, zone)


def _english(text: str, zone: ZoneInfo, now: datetime) -> datetime | None:
    found = _MONTH_FIRST.search(text) or _DAY_FIRST.search(text) or _YEAR_LAST.search(text)
    if not found:
        return None
    year = int(found["year"])
    if len(found["year"]) == 2:  # noqa: PLR2004 - RFC 850 has years of two digits
        year += now.year // 100 * 100
        year -= 100 * (year > now.year + 1)
    return moment_on(date(year, _month(found), int(found["day"])), found, zone)


def _month(found: re.Match[str]) -> int:
    return _MONTHS.index(found["name"][:3].lower()) + 1


def _day_or_month_first(text: str, zone: ZoneInfo, now: datetime) -> datetime | None:  # noqa: ARG001
    """Read 31/12/2020, 12/31/2020 and 31.12.2020: only what can mean one day."""
    found = _DAY_OR_MONTH_FIRST.search(text)
    if not found:
        return None
    day, month = int(found["one"]), int(found["other"])
    if found["mark"] != ".":
        if day <= 12 and month <= 12 and day != month:  # noqa: PLR2004
            raise DateError(text, "day and month cannot be told apart")
        day, month = max(day, month), min(day, month)
    return moment_on(date(int(found["year"]), month, day), found, zone)


def _ago(text: str, zone: ZoneInfo, now: datetime) -> datetime | None:  # noqa: ARG001
    if _NOW.search(text):
        return now
    found = _AGO.search(text)
    if not found:
        return None
    unit = found["unit"].lower()
    step = next(step for starts, step in _UNITS if unit.startswith(starts))
    return now - count(found["count"].split()[0]) * step


def _day_word(text: str, zone: ZoneInfo, now: datetime) -> datetime | None:
    found = _DAY_WORD.search(text)
    if not found:
        return None
    word = found["word"].lower()
    back = next(days for start, days in _DAYS_BACK.items() if word.startswith(start))
    today = now.astimezone(zone).date()
    return moment_on(today - timedelta(days=back), found, zone, _HALVES.get(word[-1]))


def _no_year(text: str, zone: ZoneInfo, now: datetime) -> datetime | None:
    found = _NO_YEAR.search(text)
    if found:
        return _latest(int(found["month"]), int(found["day"]), found, zone, now)
    for form in _ENGLISH_NO_YEAR:
        if found := form.search(text):
            return _latest(_month(found), int(found["day"]), found, zone, now)
    return None


def _latest(month: int, day: int, found: re.Match[str], zone: ZoneInfo, now: datetime) -> datetime:
    """Return the latest such day that is not in the future; leap days may be years back."""
    this_year = now.astimezone(zone).year
    for year in range(this_year, this_year - 9, -1):
        moment = _on(year, month, day, found, zone)
        if moment is not None and moment <= now:
            return moment
    raise ValueError(f"month {month}, day {day}")


def _on(year: int, month: int, day: int, found: re.Match[str], zone: ZoneInfo) -> datetime | None:
    try:
        return moment_on(date(year, month, day), found, zone)
    except ValueError:
        return None


_FORMS: tuple[Callable[[str, ZoneInfo, datetime], datetime | None], ...] = (
    _epoch,
    _mail,
    _iso,
    _year_first,
    _english,
    _day_or_month_first,
    _ago,
    _day_word,
    _no_year,
)
