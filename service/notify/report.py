"""How telling people stands, as ``newsmill status`` and ``notify list`` tell it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from config.notify import Notify
from service.cli.moments import exact
from storage import Storage
from storage.figures import Figures
from storage.notices import Incident, Standing


def told_status(notify: Notify, storage: Storage, now: datetime) -> dict[str, Any]:
    """Return channels, open incidents and mutes. Raises StorageError."""
    standing = {one.channel: one for one in storage.outbox.standing()}
    strays = {name: None for name in standing if name not in notify.channels}
    return {
        "channels": [
            _channel(name, notify, standing.get(name)) for name in {**notify.channels, **strays}
        ],
        "incidents": [_incident(one) for one in storage.incidents.open()],
        "muted": [
            {"source": one.source, "since": exact(one.since), "until": exact(one.until)}
            for one in storage.incidents.mutes(now)
        ],
    }


def figures_status(found: Figures) -> dict[str, Any]:
    """Return how well it all goes."""
    return {
        "alarms": found.alarms,
        "false_alarms": found.false_alarms,
        "sources": {
            name: {
                "seen": one.seen,
                "missed": one.missed,
                "delay_s": None if one.delay is None else round(one.delay.total_seconds()),
            }
            for name, one in found.sources.items()
        },
    }


def _channel(name: str, notify: Notify, standing: Standing | None) -> Mapping[str, Any]:
    channel = notify.channels.get(name)
    return {
        "name": name,
        "address": channel.shown if channel else None,
        "tells": list(channel.tell) if channel else [],
        "pending": standing.pending if standing else 0,
        "failed": standing.failed if standing else 0,
        "oldest": exact(standing.oldest) if standing else None,
    }


def _incident(one: Incident) -> Mapping[str, Any]:
    return {
        "subject": one.subject,
        "state": one.state,
        "since": exact(one.since),
        "why": one.why,
        "usual": one.usual or None,
        "told_at": exact(one.told_at),
    }
