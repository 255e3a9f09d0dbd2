"""When a stored article is looked at again: young ones often, old ones rarely, then no more. Pure.

Most corrections come in the first hours. So the plan is a list of ages, counted from publication;
what a look finds (a change, nothing, a withdrawal) is none of its business.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

PLAN = (
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
    timedelta(days=3),
    timedelta(days=7),
)
"""The ages at which an article is looked at again unless its source says otherwise."""

_TOO_SOON = 0.25
"""A look so short before a planned one (as a share of the age) stands for it."""


def next_look(published: datetime, looked: datetime, plan: Sequence[timedelta]) -> datetime | None:
    """Return when to look again after a look at ``looked``; None: not by itself.

    An article dated later than it was seen counts as published when it was seen.
    """
    born = min(published, looked)
    for age in sorted(plan):
        at = born + age
        if at - looked > age * _TOO_SOON:
            return at
    return None
