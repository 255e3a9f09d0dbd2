"""Time zones as dates name them: offsets, and the abbreviations that newsrooms use.

An abbreviation that the source's own zone has means that zone: CST is China's for a Chinese site
and North America's for others. One that several countries share and no table can settle (IST) is
refused where the source's zone does not settle it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from articles.errors import DateError

_HOURS: dict[str, float] = {
    "UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "WET": 0,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "AKST": -9, "AKDT": -8, "HST": -10, "AST": -4, "ADT": -3, "NST": -3.5, "NDT": -2.5,
    "BRT": -3, "ART": -3,
    "WEST": 1, "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "SAST": 2,
    "PKT": 5, "ICT": 7, "WIB": 7, "HKT": 8, "SGT": 8, "MYT": 8, "PHT": 8, "AWST": 8,
    "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "ACST": 9.5, "ACDT": 10.5, "NZST": 12, "NZDT": 13,
}  # fmt: skip
_PLACES = {
    "ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver",
    "PT": "America/Los_Angeles", "北京时间": "Asia/Shanghai",
}  # fmt: skip
_SHARED = frozenset({"IST"})
_NAMES = "|".join(sorted({*_HOURS, *_PLACES, *_SHARED}, key=len, reverse=True))
ZONE = (
    r"(?P<zone>(?:UTC|GMT)[+-]\d{1,2}(?::?\d{2})?(?!\d)|(?:UTC|GMT)(?![A-Za-z])|"
    rf"(?-i:{_NAMES})(?![A-Za-z])|[+-]\d{{2}}:?\d{{2}}(?!\d)|[+-]\d{{2}}(?![\d:]))"
)
"""A regular expression of a zone; its group is ``zone``."""


def zone_of(text: str | None, local: datetime, own: ZoneInfo) -> tzinfo:
    """Return the zone that a text names at a local time; ``own`` is the source's.

    Raises ValueError for an offset that no clock has, DateError for a name of several meanings.
    """
    if text is None:
        return own
    name = text.upper()
    if name in _names_of(own, local.year):
        return own
    if name in _PLACES:
        return ZoneInfo(_PLACES[name])
    if name in _HOURS:
        return timezone(timedelta(hours=_HOURS[name]))
    if name in _SHARED:
        raise DateError(name, "the zone has several meanings")
    return _offset(name.removeprefix("UTC").removeprefix("GMT"))


def _names_of(zone: ZoneInfo, year: int) -> set[str | None]:
    return {datetime(year, month, 1, tzinfo=zone).tzname() for month in (1, 7)}


def _offset(digits: str) -> timezone:
    hours, minutes = digits[1:3].rstrip(":"), digits[3:].lstrip(":")
    ahead = timedelta(hours=int(hours), minutes=int(minutes or 0))
    if ahead > timedelta(hours=14):
        raise ValueError(f"no zone is {digits} away")
    return timezone(-ahead if digits[0] == "-" else ahead) if ahead else UTC
