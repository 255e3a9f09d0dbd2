"""When a source is crawled: the ``[schedule]`` table of a source file.

Holds what the user asked for; the daemon turns it into triggers and, for adaptive schedules, into
the interval of the day.
"""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, StrictBool, model_validator

from articles.recheck import PLAN
from config.durations import show_duration
from config.hours import parse_hours
from config.values import Cron, Duration, Durations, Hours

DEFAULT_EVERY = timedelta(minutes=30)
_DAY = timedelta(days=1)


class Schedule(BaseModel):
    """Either an interval, fixed or adaptive, or a crontab expression."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    every: Duration | None = Field(
        examples=["10m"],
        default=DEFAULT_EVERY,
        description="Time from the start of one crawl to the start of the next.",
    )
    cron: Cron | None = Field(
        examples=["30 6,18 * * mon-fri"],
        default=None,
        description=(
            "Instead of `every`: minute, hour, day of month, month and day of week (by name)"
            " in the source's time zone."
        ),
    )
    adaptive: StrictBool = Field(
        examples=[True],
        default=False,
        description="Let the interval stretch while nothing is new and shrink while much is.",
    )
    min: Duration | None = Field(
        examples=["5m"],
        default=None,
        description="With `adaptive`: the shortest interval; without it, `every`.",
    )
    max: Duration | None = Field(
        examples=["6h"],
        default=None,
        description="With `adaptive`: the longest interval; without it, twelve times `every`.",
    )
    active: Hours | None = Field(
        examples=["06:00-23:00"],
        default=None,
        description=(
            "Crawl only in these hours of the source's time zone; `22:00-06:00` goes over midnight."
        ),
    )

    hints: StrictBool = Field(
        examples=[False],
        default=True,
        description=(
            "Let the site put off the next crawl: `Retry-After`, `Cache-Control`, and a feed's"
            " `ttl`, `updatePeriod`, `skipHours` and `skipDays`; to `max`, twelve intervals or a"
            " day at most."
        ),
    )
    recheck: Durations = Field(
        examples=[["2h", "1d"]],
        default=PLAN,
        description=(
            "Ages at which a stored article is looked at again: edits become versions, withdrawn"
            " ones are marked. `[]`: never."
        ),
    )

    @property
    def shortest(self) -> timedelta | None:
        """The least time between two crawls; None with ``cron``."""
        return self.min or self.every

    @property
    def longest(self) -> timedelta | None:
        """The most time between two crawls; None with ``cron``."""
        if self.every is None or not self.adaptive:
            return self.every
        return self.max or 12 * self.every

    @property
    def rest(self) -> timedelta:
        """How far a site may put off a crawl, from the start of the one before."""
        if self.every is None:
            return _DAY
        return min(self.longest or _DAY if self.adaptive else 12 * self.every, _DAY)

    @property
    def hours(self) -> tuple[time, time] | None:
        """``active``, parsed: from the first on, before the second."""
        return parse_hours(self.active) if self.active else None

    @model_validator(mode="before")
    @classmethod
    def _cron_replaces_the_default(cls, data: Any) -> Any:
        if isinstance(data, dict) and data.get("cron") and "every" not in data:
            return {**data, "every": None}
        return data

    @model_validator(mode="after")
    def _one_kind_of_schedule(self) -> Schedule:
        if self.cron and self.every:
            raise ValueError("every and cron exclude each other. Keep one of them")
        if self.cron and self.adaptive:
            raise ValueError("adaptive stretches an interval and cron has none. Use every instead")
        if self.cron and self.active:
            raise ValueError("cron names its own hours. Write them there and drop active")
        if (self.min or self.max) and not self.adaptive:
            raise ValueError("min and max do nothing without adaptive = true. Add it or drop them")
        return self._bounds_in_order()

    def _bounds_in_order(self) -> Schedule:
        every, shortest, longest = self.every, self.shortest, self.longest
        if every and shortest and longest and not shortest <= every <= longest:
            raise ValueError(
                f"every = {show_duration(every)!r} lies outside"
                f" {show_duration(shortest)!r} (min) to {show_duration(longest)!r} (max)"
            )
        return self
