"""The alarm clock: one one-shot job for each source, in memory, set anew after each crawl.

APScheduler keeps the time; what is next is decided elsewhere (``service.schedule``), so a job here
is never late for good (no misfire limit), never comes in a burst (one shot) and needs no storage.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger

_LEAST_JUMP = timedelta(seconds=5)


class Timetable:
    """Calls ``due`` with a source's name and its time when that has come."""

    def __init__(
        self, due: Callable[[str, datetime], None], failed: Callable[[BaseException], None]
    ) -> None:
        self._due, self._failed = due, failed
        self._times: dict[str, datetime] = {}
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        self._scheduler.add_listener(self._job_failed, EVENT_JOB_ERROR)

    def start(self) -> None:
        """Begin to keep time, on the running loop."""
        self._scheduler.start()

    def stop(self) -> None:
        """Call nobody any more."""
        self._scheduler.shutdown(wait=False)

    def set(self, name: str, at: datetime) -> None:
        """Call for ``name`` at that time, instead of any other."""
        self._times[name] = at
        self._scheduler.add_job(
            self._ring, DateTrigger(at), args=[name, at], id=name, replace_existing=True
        )

    def drop(self, name: str) -> None:
        """Do not call for ``name``."""
        if self._times.pop(name, None) is not None:
            try:
                self._scheduler.remove_job(name)
            except JobLookupError:
                # its time has come and its call is on its way
                return

    def next(self, name: str) -> datetime | None:
        """Return when ``name`` is called for; None while it is not to be."""
        return self._times.get(name)

    def earliest(self) -> datetime | None:
        """Return the first of all times."""
        return min(self._times.values(), default=None)

    async def _ring(self, name: str, at: datetime) -> None:
        # it may have been set anew or dropped since its call set out
        if self._times.get(name) == at:
            del self._times[name]
            self._due(name, at)

    def _job_failed(self, event: JobExecutionEvent) -> None:
        self._failed(event.exception)


def jumped(elapsed: timedelta, shown: timedelta) -> bool:
    """Tell whether a clock that shows ``shown`` after ``elapsed`` was set, or slept through."""
    return abs(shown - elapsed) > _LEAST_JUMP
