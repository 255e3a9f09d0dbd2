"""When a source is crawled next: its schedule, what it did before, and the time. Pure.

    never crawled      at once (with cron: at its first slot)
    cut short          at once; again and again: after growing waits
    failing            after its interval, doubled for each further failure to twelve intervals
    in step            an interval after the last start, or at the next time of its cron
    asked by the site  later than that, where its last answers asked for it, within bounds
    overdue            once, at once, however many slots have passed

No slot fires twice: what is next follows from the last run alone, whoever wrote it. A clock that
was set back never silences a source: a run of the future counts as one of this moment.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from itertools import takewhile
from zoneinfo import ZoneInfo

from config import Source
from service.cron_times import next_fire
from service.intervals import interval
from storage.types import Run, RunState

MISSED = "missed"
"""The error kind of a skipped run that stands for slots which passed."""

_CUT_SHORT = frozenset({RunState.RUNNING, RunState.CRASHED, RunState.INTERRUPTED})
_FIRST_PAUSE = timedelta(seconds=5)
_DOUBLINGS = 10
_STRAY = 0.05
_LONGEST_STRAY = timedelta(seconds=30)
_CRON_MARGIN = timedelta(seconds=30)
"""A run that began so little before its slot was meant for it: clocks are slewed."""


class Why(StrEnum):
    """What makes a source due."""

    NEW = "new"
    CUT_SHORT = "cut short"
    FAILING = "failing"
    SCHEDULE = "schedule"
    OVERDUE = "overdue"
    ASKED = "asked by the site"


_PUNCTUAL = frozenset({Why.SCHEDULE, Why.FAILING, Why.ASKED})


@dataclass(frozen=True, slots=True)
class Slot:
    """The next crawl of a source."""

    at: datetime
    why: Why


def next_slot(source: Source, runs: Sequence[Run], now: datetime) -> Slot | None:
    """Return when to crawl next; None for a cron that never fires. ``runs``: newest first."""
    slot = _planned(source, runs, now)
    if slot is None or slot.at > now or slot.why not in _PUNCTUAL:
        return slot
    return Slot(_awake(now, source), Why.OVERDUE)


def owed_since(source: Source, runs: Sequence[Run], now: datetime) -> datetime | None:
    """Return the slot that follows the last run; in the past, it is owed since then."""
    slot = _planned(source, runs, now)
    return slot.at if slot else None


def _planned(source: Source, runs: Sequence[Run], now: datetime) -> Slot | None:
    counted = [run for run in runs if not _idle(run)]
    slot = _next(source, counted, now)
    if slot is None:
        return None
    slot = _put_off(slot, source, counted, now)
    return Slot(_awake(slot.at, source), slot.why)


def _put_off(slot: Slot, source: Source, runs: Sequence[Run], now: datetime) -> Slot:
    """Return the slot, or a later one where the site asked for it in the last run."""
    if not runs or not source.schedule.hints or slot.why not in _PUNCTUAL:
        return slot
    asked = runs[0].reading.rest_until
    until = min(asked, _begun(runs[0], now) + source.schedule.rest) if asked else slot.at
    return Slot(until, Why.ASKED) if until > slot.at else slot


def _idle(run: Run) -> bool:
    """Tell whether a run used up no slot: it stands for missed ones, or was refused by hand."""
    return run.state is RunState.SKIPPED and (run.error_kind == MISSED or run.trigger == "manual")


def _next(source: Source, runs: Sequence[Run], now: datetime) -> Slot | None:
    schedule = source.schedule
    step = interval(schedule, runs, now)
    if runs and runs[0].state in _CUT_SHORT and runs[0].trigger != "manual":
        return Slot(_begun(runs[0], now) + _pause(runs, step), Why.CUT_SHORT)
    if schedule.cron:
        return _by_cron(schedule.cron, source, runs, now)
    if not runs:
        return Slot(now, Why.NEW)
    begun, ended = _begun(runs[0], now), _ended(runs[0], now)
    # a slot that passed while the run went on is missed, not owed
    steps = (ended - begun) // step + 1
    why = Why.FAILING if runs[0].state is RunState.FAILED else Why.SCHEDULE
    return Slot(begun + steps * step + _stray(source.name, step), why)


def _by_cron(cron: str, source: Source, runs: Sequence[Run], now: datetime) -> Slot | None:
    after = max(_begun(runs[0], now) + _CRON_MARGIN, _ended(runs[0], now)) if runs else now
    fires = next_fire(cron, source.timezone, after)
    spread = _stray(source.name, _LONGEST_STRAY * 10)
    return Slot(fires + spread, Why.SCHEDULE) if fires else None


def missed(source: Source, planned: datetime, run: Run, step: timedelta) -> str | None:
    """Tell which slots passed between ``planned`` and the end of its run, and why; None: none."""
    begun, ended = run.started_at, run.finished_at or run.started_at
    count = _slots(source, planned, ended, step)
    if count <= 0:
        return None
    slots = "1 slot passed" if count == 1 else f"{count} slots passed"
    waited, ran = _seconds(begun - planned), _seconds(ended - begun)
    return f"{slots}: the run before waited {waited} s for its turn and took {ran} s"


def _slots(source: Source, planned: datetime, ended: datetime, step: timedelta) -> int:
    cron = source.schedule.cron
    if not cron:
        return (ended - planned) // step
    count, at = 0, next_fire(cron, source.timezone, planned)
    while at and at <= ended:
        count, at = count + 1, next_fire(cron, source.timezone, at)
    return count


def _seconds(length: timedelta) -> str:
    return f"{max(0.0, length.total_seconds()):.0f}"


def _begun(run: Run, now: datetime) -> datetime:
    return min(run.started_at, now)


def _ended(run: Run, now: datetime) -> datetime:
    return min(run.finished_at or run.started_at, now)


def _pause(runs: Sequence[Run], step: timedelta) -> timedelta:
    """Return the wait before a source whose crawls break off is tried again."""
    broken = len(list(takewhile(lambda run: run.state is RunState.CRASHED, runs)))
    if broken <= 1:
        return timedelta()
    return min(_FIRST_PAUSE * (1 << min(broken - 2, _DOUBLINGS)), step)


def _stray(name: str, step: timedelta) -> timedelta:
    """Return a source's own small delay, so that all do not come at once after a start."""
    digest = hashlib.sha256(name.encode()).digest()
    return min(step * _STRAY, _LONGEST_STRAY) * (digest[0] / 255)


def _awake(at: datetime, source: Source) -> datetime:
    """Return ``at``, or the next moment at which the source may be crawled."""
    hours = source.schedule.hours
    if hours is None:
        return at
    zone = ZoneInfo(source.timezone)
    local = at.astimezone(zone)
    if _inside(local.time(), *hours):
        return at
    day = local.date() if local.time() < hours[0] else local.date() + timedelta(days=1)
    return datetime.combine(day, hours[0], zone).astimezone(UTC)


def _inside(clock: time, first: time, last: time) -> bool:
    return first <= clock < last if first < last else clock >= first or clock < last
