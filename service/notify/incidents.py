"""What is worth telling: one message when a trouble has lasted, one when it is over. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from service.health import Health, State
from storage.incidents import Turn
from storage.notices import Incident, Trouble

OWN = "newsmill:"
"""Subjects that begin so are the daemon's own troubles."""
PROGRESS, WEB = f"{OWN}progress", f"{OWN}web"
_BAD = frozenset({State.FAILING, State.DEGRADED})


@dataclass(frozen=True, slots=True)
class Look:
    """How everything is: sources that are crawled by name, and the daemon's own troubles.

    ``muted``: sources of which nobody is to be told.
    """

    sources: Mapping[str, Health]
    own: Mapping[str, Health]
    muted: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Tidings:
    """What has become of incidents: the rows to write, and what people are told of."""

    turn: Turn
    broken: Sequence[Trouble | Incident] = ()
    mended: Sequence[Incident] = ()


def tidings(look: Look, open_: Sequence[Incident], after: int) -> Tidings:
    """Tell what is new against the open incidents. ``after``: the tries that must have failed.

    An incident of a source that is crawled no more is closed without a word: nobody knows whether
    it is mended. While the daemon itself gets nowhere (``PROGRESS``), that is told and no source.
    """
    troubles = _troubles(look, after)
    known = {one.subject for one in open_}
    fresh = [one for name, one in troubles.items() if name not in known]
    begun = [one for one in fresh if one.subject not in look.muted]
    silent = [one for one in fresh if one.subject in look.muted]
    late = [one for one in open_ if _is_to_be_told(one, look)]
    over = [one for one in open_ if _is_over(one, look)]
    mended = [one for one in over if one.told_at and _is_mended(one, look)]
    turn = Turn(begun, silent, [one.id for one in late], [one.id for one in over])
    return Tidings(turn, (*begun, *late), mended)


def _troubles(look: Look, after: int) -> dict[str, Trouble]:
    found = {name: _trouble(name, health) for name, health in look.own.items() if _bad(health)}
    if PROGRESS in found:
        return found
    for name, health in look.sources.items():
        lasting = health.tries is None or health.tries >= after
        if _bad(health) and lasting:
            found[name] = _trouble(name, health)
    return found


def _trouble(name: str, health: Health) -> Trouble:
    assert health.since is not None  # noqa: S101 - what is bad is so since some time
    return Trouble(name, health.state.value, health.since, health.why, health.usual)


def _bad(health: Health) -> bool:
    return health.state in _BAD and health.since is not None


def _is_to_be_told(one: Incident, look: Look) -> bool:
    muted = one.subject in look.muted
    return one.told_at is None and not muted and not _is_over(one, look)


def _is_over(one: Incident, look: Look) -> bool:
    if one.subject.startswith(OWN):
        return one.subject not in look.own
    return one.subject not in look.sources or _is_mended(one, look)


def _is_mended(one: Incident, look: Look) -> bool:
    if one.subject.startswith(OWN):
        return one.subject not in look.own
    health = look.sources.get(one.subject)
    return health is not None and health.state is State.HEALTHY
