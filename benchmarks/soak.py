"""Years in minutes: a daemon on many sources with intervals of seconds, a third misbehaving.

    python -m benchmarks.soak                     100 sources, 10 minutes
    python -m benchmarks.soak --seconds 60 --sources 30

Measured from outside, on the daemon as users run it: whether every article of every good paper is
stored, the growth of its memory after the warm-up, its open files, and how late due sources are
(from its own metrics). The warm-up, in which all sources are new and due at once, is told apart:
``first_lateness_s``. Prints one JSON document; status 1 if a bound is broken.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import socket
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from threading import Thread
from urllib.request import urlopen

from benchmarks.daemons import Daemon, running
from benchmarks.soak_papers import Paper, Press, Stop, serve

_SOURCE = """\
name = "{name}"
title = "{name}"
homepage = "http://{host}:{port}"
timezone = "UTC"
category = "News"

[schedule]
every = "{every}s"
recheck = []

[[listing]]
url = "/"
title = "All"
entries = "a.story"

[extract]
title = "h1"
body = [".text"]
published = "time"
"""
_SETTINGS = {"CRAWLS_AT_ONCE": "16"}
_WARM_UP = 0.4
"""The share of the time after which memory counts: by then every code path was taken."""
_MIB = 1024 * 1024
_BUCKET = re.compile(r'newsmill_lateness_seconds_bucket\{le="([^"]+)"\} (\S+)')


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a soak must keep."""

    growth_mib: float = 5.0
    files: int = 10
    lateness_s: float = 2.0


@dataclass(frozen=True, slots=True)
class Report:
    """What a soak has shown. ``lateness_s``: below this for 99 of 100 crawls after the warm-up."""

    sources: int
    seconds: float
    crawls: int
    articles: int
    missing: tuple[str, ...]
    memory_mib: float
    growth_mib: float
    files: int
    files_growth: int
    lateness_s: float
    first_lateness_s: float
    stop_status: int

    def broken(self, bounds: Bounds) -> tuple[str, ...]:
        """Return what is not as it should be."""
        found = {
            f"{len(self.missing)} articles are missing, as {self.missing[:3]}": bool(self.missing),
            f"memory grew by {self.growth_mib:.1f} MiB": self.growth_mib > bounds.growth_mib,
            f"{self.files_growth} more files are open": self.files_growth > bounds.files,
            f"p99 lateness is {self.lateness_s:g} s": self.lateness_s > bounds.lateness_s,
            f"it ended with status {self.stop_status}": self.stop_status != 0,
        }
        return tuple(what for what, so in found.items() if so)


@dataclass(frozen=True, slots=True)
class _Sample:
    memory: int
    files: int


def soak(sources: int, seconds: float, every: int, folder: Path) -> Report:
    """Let a daemon crawl so many papers for so long, in a folder of its own."""
    press, port = Press(sources, pace=every * 1.5), _free_port()
    _write_sources(press.papers, port, every, folder)
    with _printed(press, port), running(folder, _SETTINGS) as daemon:
        _, first_late = _watched(daemon, seconds * _WARM_UP)
        settled, late = _watched(daemon, seconds * (1 - _WARM_UP))
        press.stop()
        missing = _awaited(press, folder, patience=every * 8 + 30)
        status = daemon.stop(20)
    first, last = settled[: len(settled) // 3], settled[-(len(settled) // 3) :]
    growth = median(one.memory for one in last) - median(one.memory for one in first)
    files = [median(one.files for one in part) for part in (first, last)]
    return Report(
        sources=sources,
        seconds=seconds,
        crawls=_count(folder, "SELECT count(*) FROM run WHERE state <> 'skipped'"),
        articles=_count(folder, "SELECT count(*) FROM article"),
        missing=missing,
        memory_mib=round(settled[-1].memory / _MIB, 1),
        growth_mib=round(growth / _MIB, 2),
        files=int(files[1]),
        files_growth=int(files[1] - files[0]),
        lateness_s=_p99(late - first_late),
        first_lateness_s=_p99(first_late),
        stop_status=status,
    )


def _write_sources(papers: Sequence[Paper], port: int, every: int, folder: Path) -> None:
    (folder / "sources").mkdir()
    for one in papers:
        text = _SOURCE.format(name=one.name, host=one.host, port=port, every=every)
        (folder / "sources" / f"{one.name}.toml").write_text(text, "utf-8")


@contextmanager
def _printed(press: Press, port: int) -> Iterator[None]:
    ready: Future[Stop] = Future()
    thread = Thread(target=asyncio.run, args=(serve(press, port, ready),), daemon=True)
    thread.start()
    stop = ready.result(30)
    try:
        yield
    finally:
        stop()
        thread.join()


def _watched(daemon: Daemon, seconds: float) -> tuple[list[_Sample], Counter[float]]:
    """Look at the process once a second; return that and how late sources were until now."""
    end, samples = time.monotonic() + seconds, []
    while time.monotonic() < end:
        daemon.lives()
        time.sleep(1)
        samples.append(_Sample(daemon.memory(), daemon.files()))
    return samples, _lateness(daemon.address())


def _lateness(address: str) -> Counter[float]:
    """Return how many crawls began within each bound, in seconds, by the daemon's histogram."""
    with urlopen(f"{address}/metrics") as answer:  # noqa: S310 - the daemon's own page
        buckets = _BUCKET.findall(answer.read().decode())
    return Counter({float(bound): int(float(count)) for bound, count in buckets})


def _p99(within: Counter[float]) -> float:
    """Return the bound below which 99 of 100 crawls began."""
    total = max(within.values(), default=0)
    enough = [bound for bound, count in within.items() if count >= 0.99 * total]
    return min(enough, default=0.0)


def _awaited(press: Press, folder: Path, patience: float) -> tuple[str, ...]:
    """Return the titles that good papers hold and that are not stored, however long we wait."""
    wanted = {
        f"Story {number} of {one.name}"
        for one in press.papers
        if not one.vice
        for number in range(1, press.published(one) + 1)
    }
    end = time.monotonic() + patience
    while (missing := wanted - _titles(folder)) and time.monotonic() < end:
        time.sleep(0.5)
    return tuple(sorted(missing))


def _titles(folder: Path) -> set[str]:
    return {row[0] for row in _query(folder, "SELECT title FROM article")}


def _count(folder: Path, sql: str) -> int:
    return int(_query(folder, sql)[0][0])


def _query(folder: Path, sql: str) -> list[tuple[str, ...]]:
    file = folder / "data" / "newsmill.db"
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10)) as database:
        return database.execute(sql).fetchall()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def main(arguments: Sequence[str] | None = None) -> int:
    """Soak, print the report, and tell by the status whether all bounds were kept."""
    parser = argparse.ArgumentParser(description="Years in minutes: a soak of the daemon.")
    parser.add_argument("--sources", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--every", type=int, default=10, help="interval of each source, seconds")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="newsmill-soak-") as folder:
        report = soak(chosen.sources, chosen.seconds, chosen.every, Path(folder))
    broken = report.broken(Bounds())
    json.dump(asdict(report) | {"broken": broken}, sys.stdout, indent=2)
    sys.stdout.write("\n")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
