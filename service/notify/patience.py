"""When a message that was not taken is tried again, and when it is given up. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from tenacity import Future, RetryCallState, Retrying, wait_exponential

from storage.notices import Notice

_LONGEST = timedelta(hours=1)
_WAITS = wait_exponential(multiplier=10, max=_LONGEST.total_seconds())


def next_try(
    notice: Notice, now: datetime, give_up: timedelta, asked: timedelta | None = None
) -> datetime | None:
    """Return when to try again after one more try in vain; None: the message has had its time.

    10 s after the first, doubling, an hour at most. ``asked``: the receiver's Retry-After, which is
    honoured up to that hour.
    """
    if now - notice.created_at >= give_up:
        return None
    wait = timedelta(seconds=_WAITS(_after(notice.attempts + 1)))
    return now + max(wait, min(asked or timedelta(), _LONGEST))


def _after(tries: int) -> RetryCallState:
    """Return tenacity's view of tries in vain that were made over days, not in one call."""
    state = RetryCallState(Retrying(), None, (), {})
    state.attempt_number = tries
    state.outcome = Future(tries)
    return state
