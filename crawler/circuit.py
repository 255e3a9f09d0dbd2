"""A circuit breaker per host: who fails again and again is left alone for a while. Pure.

    closed ── N failures in a row ──→ open ── its wait is over ──→ half-open ── success ──→ closed
                                       ↑                              │
                                       └── failure: twice the wait ───┘

Failures are those of the host, not of a page: network errors, 5xx, walls. It never gives up for
good: the wait has a longest, and then one request is let through. ``now`` is an argument.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from scrapy.exceptions import IgnoreRequest

_FAILURES = 5
"""In a row. One bad page is a page's matter; five with nothing good between are the host's."""
_WALLS = 3
"""A host that answers so often with a challenge has made up its mind about us."""
_FIRST = timedelta(minutes=5)
_LONGEST = timedelta(hours=6)
_HOSTS = 10_000
_OF_THE_HOST = frozenset(
    "dns refused timeout tls network truncated robots-unavailable blocked login maintenance parked "
    "http-429 http-403".split()
)
_OF_NOBODY = frozenset(
    "circuit-open private-address robots bad-url redirects max-requests interrupted".split()
)
"""What happened on our side, or before any answer."""
_OF_A_WALL = frozenset({"blocked", "http-429"})


@dataclass(frozen=True, slots=True)
class Circuit:
    """How a host has behaved of late."""

    failures: int = 0
    walls: int = 0
    opened: int = 0
    """How often it has opened without a success since."""
    until: datetime | None = None
    """When the next request may be made; None while it is closed."""
    probing: bool = False
    """Half-open: one request is under way, or was and has had no end."""

    def wait(self) -> timedelta:
        """Return how long it stays open this time."""
        return min(_FIRST * (1 << min(max(self.opened - 1, 0), 20)), _LONGEST)


def is_of_the_host(kind: str) -> bool:
    """Tell whether a failure of this class speaks of the host rather than of one page."""
    return kind in _OF_THE_HOST or kind.startswith("http-5")


def after_failure(circuit: Circuit, kind: str, now: datetime) -> Circuit:
    """Return the circuit after a failure that speaks of the host."""
    seen = replace(
        circuit,
        failures=circuit.failures + 1,
        walls=circuit.walls + 1 if kind in _OF_A_WALL else 0,
    )
    if circuit.until is not None and not circuit.probing:
        return seen  # it was under way when the circuit opened
    if not circuit.probing and seen.failures < _FAILURES and seen.walls < _WALLS:
        return seen
    opened = replace(seen, opened=circuit.opened + 1, probing=False)
    return replace(opened, until=now + opened.wait())


def admitted(circuit: Circuit, now: datetime) -> Circuit | None:
    """Return the circuit with one more request under way; None if that must wait."""
    if circuit.until is None:
        return circuit
    if now < circuit.until:
        return None
    return replace(circuit, probing=True, until=now + circuit.wait())


class Circuits:
    """The circuits of all hosts that a process has met."""

    def __init__(self) -> None:
        self._of: OrderedDict[str, Circuit] = OrderedDict()

    def closed_until(self, host: str, now: datetime) -> datetime | None:
        """Return None if a request may be made, which then counts as made; else when one may."""
        circuit = self._of.get(host)
        if circuit is None:
            return None
        found = admitted(circuit, now)
        if found is None:
            return circuit.until
        self._of[host] = found
        return None

    def open_until(self, host: str) -> datetime | None:
        """Return until when a host is left alone, or is being tried; None while it is closed."""
        circuit = self._of.get(host)
        return None if circuit is None else circuit.until

    def good(self, host: str) -> None:
        """Close a host's circuit: it has answered, or a person says that it will."""
        self._of.pop(host, None)

    def bad(self, host: str, kind: str, now: datetime) -> None:
        """Note a failure. One of a page alone (404, too slow to read) shows a host that answers."""
        if kind in _OF_NOBODY:
            return
        if not is_of_the_host(kind):
            self.good(host)
            return
        self._of[host] = after_failure(self._of.get(host, Circuit()), kind, now)
        self._of.move_to_end(host)
        while len(self._of) > _HOSTS:
            self._of.popitem(last=False)


class CircuitOpenError(IgnoreRequest):
    """A host has failed again and again; nothing is asked of it for a while."""

    kind = "circuit-open"

    def __init__(self, host: str, until: datetime) -> None:
        super().__init__(f"{host} failed again and again; it is left alone until {until:%H:%M} UTC")
        self.until = until
