"""What the daemon tells of itself, as one JSON document. Its fields are a promise (docs/cli.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from config import Readout, Source
from config.data import HealthData
from service.cli.moments import exact
from service.health import Health, State
from storage.data import run_data
from storage.types import Run, RunState

if TYPE_CHECKING:
    from service.crawls import Running


def source_status(
    source: Source,
    state: str,
    runs: Sequence[Run],
    next_at: datetime | None,
    why: str | None,
) -> dict[str, Any]:
    """Return where one source stands. ``runs``: newest first."""
    ended = [run for run in runs if run.state not in {RunState.RUNNING, RunState.SKIPPED}]
    return {
        "name": source.name,
        "title": source.title,
        "state": state,
        "next_at": exact(next_at),
        "why": why,
        "last_run": brief(ended[0]) if ended else None,
    }


def health_status(health: Health) -> HealthData:
    """Return a judgement for programs."""
    return {
        "state": health.state.value,
        "since": exact(health.since),
        "why": health.why or None,
    }


def brief(run: Run) -> dict[str, Any]:
    """Return what fits a line of a run."""
    whole = run_data(run)
    wanted = ("id", "state", "started_at", "finished_at", "error_kind", "error", "counts")
    return {key: value for key, value in whole.items() if key in wanted}


def running_status(running: Mapping[str, Running]) -> list[dict[str, Any]]:
    """Return the crawls under way with their counts so far."""
    return [
        {
            "source": name,
            "run": one.run_id,
            "since": exact(one.begun),
            "phase": one.progress.phase if one.progress else "starting",
            "expected": one.progress.expected if one.progress else 0,
            "counts": asdict(one.progress.counts) if one.progress else {},
        }
        for name, one in running.items()
    ]


def idle_status(
    readout: Readout,
    history: Mapping[str, Sequence[Run]],
    paused: Mapping[str, datetime],
    health: Mapping[str, Health],
    told: Mapping[str, Any],
) -> dict[str, Any]:
    """Return what can be told while no daemon runs: the same document, nothing in motion.

    ``told``: what it says of notices and figures.
    """
    return {
        "daemon": None,
        "trouble": None,
        "faults": {error.file.stem: str(error) for error in readout.errors},
        **told,
        "running": [],
        "queue": [],
        "sources": [
            source_status(one, _idle(one, paused), history.get(one.name, ()), None, None)
            | {
                "paused_since": exact(paused.get(one.name)),
                "health": health_status(health.get(one.name, Health(State.UNKNOWN))),
            }
            for one in readout.sources
        ],
    }


def _idle(source: Source, paused: Mapping[str, datetime]) -> str:
    if not source.enabled:
        return "disabled"
    return "paused" if source.name in paused else "idle"
