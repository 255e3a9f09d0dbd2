"""All sources of one status in the order of the pages: those in trouble first, so many at a time.

Pure: it orders, counts and cuts what the daemon told. It is made once for a status, and asked for
every page, as there may be ten thousand sources.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from web.status import SourceStatus, StatusData

OFF = "disabled"
STATES = ("failing", "degraded", "unknown", "healthy", OFF)
"""What a source is said to be, the worst first; those that are switched off last."""
_ILL = frozenset({"failing", "degraded"})
_CHOICES = 300
"""That a list to choose from holds: more are typed sooner than found in it."""


@dataclass(frozen=True, slots=True)
class SourceWish:
    """Which sources somebody wants to see, as typed. Empty texts mean nothing."""

    q: str = ""
    """Part of a name or a title, in whatever case."""
    state: str = ""
    """One of ``STATES``."""

    def given(self) -> dict[str, str]:
        """Return what is not empty, as the parameters of an address."""
        return {name: text for name, text in (("q", self.q), ("state", self.state)) if text}

    def means(self, one: SourceStatus) -> bool:
        """Tell whether a source is wanted."""
        word = self.q.casefold()
        named = not word or word in one["name"].casefold() or word in one["title"].casefold()
        return named and self.state in {"", state_of(one)}


@dataclass(frozen=True, slots=True)
class SourcePage:
    """Some sources, how many there are like them, and where the next page begins."""

    rows: tuple[SourceStatus, ...]
    total: int
    following: str | None


def state_of(one: SourceStatus) -> str:
    """Return one of ``STATES``: how a source is, or that it is switched off."""
    state = OFF if one["state"] == OFF else one["health"]["state"]
    return state if state in STATES else "unknown"


class Lineup:
    """The sources of ``status``, in order."""

    def __init__(self, status: StatusData) -> None:
        self.status = status
        self._ordered = sorted(status["sources"], key=_key)
        self._by_name = {one["name"]: one for one in self._ordered}
        self.counts = Counter(state_of(one) for one in self._ordered)
        """How many are in each state."""

    @property
    def on(self) -> int:
        """How many are switched on."""
        return len(self._ordered) - self.counts[OFF]

    @property
    def ill(self) -> int:
        """How many are not well."""
        return sum(self.counts[state] for state in _ILL)

    def get(self, name: str) -> SourceStatus | None:
        """Return a source, or nothing."""
        return self._by_name.get(name)

    def first(self, limit: int) -> tuple[SourceStatus, ...]:
        """Return so many of those that are switched on, those in trouble first."""
        return tuple(self._ordered[: min(limit, self.on)])

    def worst(self, limit: int) -> tuple[SourceStatus, ...]:
        """Return so many of those that are not well."""
        return tuple(self._ordered[: min(limit, self.ill)])

    def page(self, wish: SourceWish, after: str, limit: int) -> SourcePage:
        """Return what comes ``after`` a place; the first page where that is no place."""
        found = [one for one in self._ordered if wish.means(one)]
        start = bisect_right(found, _place(after), key=_key)
        rows = tuple(islice(found, start, start + limit))
        more = start + limit < len(found)
        return SourcePage(rows, len(found), _named(rows[-1]) if more else None)


def _key(one: SourceStatus) -> tuple[int, str]:
    return STATES.index(state_of(one)), one["name"]


def _named(one: SourceStatus) -> str:
    return f"{state_of(one)}:{one['name']}"


def _place(after: str) -> tuple[int, str]:
    state, _, name = after.partition(":")
    return (STATES.index(state), name) if state in STATES else (-1, "")


def names_to_choose(names: Iterable[str]) -> list[str]:
    """Return names in order for a list to choose from; none where they are too many for one."""
    found = sorted(names)
    return found if len(found) <= _CHOICES else []
