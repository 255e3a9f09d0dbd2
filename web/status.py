"""What the daemon tells of itself, as one JSON document: ``newsmill status --json`` and the API.

Its fields are a promise (docs/cli.md). Without a daemon it holds what files and database know.
"""

from __future__ import annotations

from typing_extensions import TypedDict

from config.data import HealthData
from storage.data import CountsData


class DaemonData(TypedDict):
    """The process itself."""

    state: str
    version: str
    pid: int
    host: str
    since: str
    crawls_at_once: int
    database: str
    web: str | None
    health: HealthData


class TroubleData(TypedDict):
    """Why nothing can be stored, and since when."""

    what: str
    since: str


class RunningData(TypedDict):
    """A crawl under way with its counts so far; they are empty while it starts."""

    source: str
    run: int | None
    since: str
    phase: str
    expected: int
    counts: dict[str, int]


class QueuedData(TypedDict):
    """A source whose time has come, and which waits for its turn."""

    source: str
    planned_at: str


class BriefRun(TypedDict):
    """What fits a line of a run."""

    id: int | None
    state: str
    started_at: str
    finished_at: str | None
    error_kind: str | None
    error: str | None
    counts: CountsData


class SourceStatus(TypedDict):
    """Where one source stands."""

    name: str
    title: str
    state: str
    next_at: str | None
    why: str | None
    last_run: BriefRun | None
    paused_since: str | None
    health: HealthData


class StatusData(TypedDict):
    """The whole document."""

    daemon: DaemonData | None
    trouble: TroubleData | None
    faults: dict[str, str]
    running: list[RunningData]
    queue: list[QueuedData]
    sources: list[SourceStatus]
