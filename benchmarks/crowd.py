"""Ten thousand sources, all new and due at once, every host refusing: pages must still answer.

The daemon is the one that users run, with 4 crawls at once as shipped; pages are asked by turns
while it works through them.
"""

from __future__ import annotations

import re
import time
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles

from benchmarks.daemons import Daemon, running
from benchmarks.lines import Line, at_most
from benchmarks.plan import Plan
from benchmarks.processes import MeasureError

_PAGES = ("/", "/sources", "/sources?q=paper-77", "/sources/paper-7", "/records", "/runs")
_PROBES = ("/healthz", "/metrics")
_TIMES = 20
_AT_ONCE = 4
_RUNNING = re.compile(r"^newsmill_crawls_running (\S+)", re.MULTILINE)
_QUEUED = re.compile(r"^newsmill_crawls_queued (\S+)", re.MULTILINE)
_SOURCE = """\
name = "{name}"
title = "{name}"
homepage = "http://{host}:9"
timezone = "UTC"
category = "News"

[[listing]]
url = "/"
title = "All"
entries = "a"
"""


def crowd(plan: Plan) -> list[Line]:
    """Start a daemon on so many sources; milliseconds as a reader sees them."""
    _write_sources(plan.folder / "sources", plan.sources)
    began = time.perf_counter()
    with running(plan.folder, {"CRAWLS_AT_ONCE": str(_AT_ONCE)}) as daemon:
        base = daemon.address()
        leads = time.perf_counter() - began
        times = _looked_at(daemon, base)
        memory = daemon.memory() / 1024**2
        began = time.perf_counter()
        if status := daemon.stop(30):
            raise MeasureError(f"the daemon ended with status {status}")
        stopped = time.perf_counter() - began
    note = f"{plan.sources:,} sources due at once, {_AT_ONCE} crawled at a time"
    first = max(times[path][0] for path in _PAGES)
    usual = {path: quantiles(taken[1:], n=20)[-1] for path, taken in times.items()}
    slowest = max(_PAGES, key=lambda path: usual[path])
    page, goal = usual[slowest], at_most(200, 800)
    return [
        Line("crowd: slowest page, p95", page, "ms", goal, f"{note}; {slowest}"),
        Line("crowd: slowest first look", first, "ms", None, note),
        *(Line(f"crowd: {path}, p95", usual[path], "ms", None, note) for path in usual),
        Line("crowd: first page after", leads, "s", None, note),
        Line("crowd: memory", memory, "MiB", None, note),
        Line("crowd: stop", stopped, "s", at_most(10, 10), note),
    ]


def _looked_at(daemon: Daemon, base: str) -> dict[str, list[float]]:
    """Return what each look at each page took, in milliseconds."""
    times: dict[str, list[float]] = {path: [] for path in (*_PAGES, *_PROBES)}
    with closing(HTTPConnection(base.removeprefix("http://"), timeout=60)) as connection:
        for _ in range(_TIMES + 1):
            daemon.lives()
            for path, taken in times.items():
                began = time.perf_counter()
                text = _got(connection, path)
                taken.append((time.perf_counter() - began) * 1000)
            _check(text)
    return times


def _got(connection: HTTPConnection, path: str) -> str:
    connection.request("GET", path, headers={"Accept-Language": "zh-CN"})
    answer = connection.getresponse()
    text = answer.read().decode()
    if answer.status != 200:  # noqa: PLR2004 - HTTP's OK
        raise MeasureError(f"{path} answers {answer.status}: {text[:200]}")
    return text


def _check(metrics: str) -> None:
    """Raise MeasureError unless crawls go on, no more at once than allowed, and more wait."""
    (running_now,), (queued,) = _RUNNING.findall(metrics), _QUEUED.findall(metrics)
    if float(running_now) > _AT_ONCE:
        raise MeasureError(f"{running_now} crawls run at once; {_AT_ONCE} may")
    if float(queued) < 1:
        raise MeasureError("no source waits any more: the pages were not asked in a crowd")


def _write_sources(home: Path, count: int) -> None:
    home.mkdir()
    for number in range(count):
        # a host of its own each, on loopback, where nothing listens
        host = f"127.{1 + number // 250 // 250}.{number // 250 % 250}.{1 + number % 250}"
        text = _SOURCE.format(name=f"paper-{number}", host=host)
        (home / f"paper-{number}.toml").write_text(text, "utf-8")
