"""Tells the log which sources were taken up, changed or found broken."""

from __future__ import annotations

import structlog

from service.roster import Changes, Roster

_log = structlog.stdlib.get_logger("newsmill.daemon")
_MANY = 5
"""So many sources are named one by one; of more, their number is told."""


def announce(found: Changes, roster: Roster) -> None:
    """Tell what a new look at the files has brought."""
    for what in ("added", "changed", "removed", "mended"):
        names = getattr(found, what)
        if len(names) > _MANY:
            _log.info("sources taken up", what=what, number=len(names))
            continue
        for name in names:
            _log.info("source taken up", source=name, what=what)
    for name in found.broken:
        why = roster.faults[name]
        _log.error("source file broken: the last good one is kept", source=name, error=why)
