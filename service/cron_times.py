"""When a crontab expression fires, on the clock of a place: daylight saving told right. Pure.

The expression is matched against the wall clock alone; what that means in time is decided here,
as cron(8) does: a time that the clocks skip comes right after they have changed, a time that they
show twice fires once. Only an expression for every hour keeps its beat through the doubled hour.
(A trigger that does both at once skips a midnight in spring; measured with APScheduler 3.11.)
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from apscheduler.triggers.cron import CronTrigger

_REACH = timedelta(hours=3)
"""No clock is changed by more: within it of a change, wall time alone does not tell the order."""


def next_fire(cron: str, timezone: str, after: datetime) -> datetime | None:
    """Return the first moment later than ``after`` that fires; None if none ever does."""
    zone = ZoneInfo(timezone)
    changes = _offset(after - _REACH, zone) != _offset(after + _REACH, zone)
    wall = after.astimezone(zone).replace(tzinfo=None)
    begin = wall - _REACH if changes else wall
    found: datetime | None = None
    for match in _walls(cron, begin):
        later = [moment for moment in _moments(match, zone, cron) if moment > after]
        found = min([*later, found] if found else later, default=None)
        if found and (not changes or match > wall + _REACH):
            return found
    return found


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta | None:
    return moment.astimezone(zone).utcoffset()


def _moments(wall: datetime, zone: ZoneInfo, cron: str) -> list[datetime]:
    """Return the times at which the place's clocks show ``wall``; one if they skip it."""
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    every_hour = cron.split()[1] == "*"
    return [first, second] if every_hour and second > first else [first]


def _walls(cron: str, begin: datetime) -> Iterator[datetime]:
    """Yield the wall times from ``begin`` on that match, in order."""
    at = begin.replace(tzinfo=UTC)
    while True:
        found = [trigger.get_next_fire_time(None, at) for trigger in _triggers(cron)]
        match = min((moment for moment in found if moment), default=None)
        if match is None:
            return
        yield match.replace(tzinfo=None)
        at = match + timedelta(minutes=1)


@cache
def _triggers(cron: str) -> tuple[CronTrigger, ...]:
    """Return what must match; crontab(5): with both kinds of day given, either is enough."""
    from apscheduler.triggers.cron import CronTrigger  # noqa: PLC0415 - few sources have one

    minute, hour, day, month, weekday = cron.split()
    common = {"minute": minute, "hour": hour, "month": month, "timezone": UTC}
    if "*" in {day[0], weekday[0]}:
        return (CronTrigger(day=day, day_of_week=weekday, **common),)
    return CronTrigger(day=day, **common), CronTrigger(day_of_week=weekday, **common)
