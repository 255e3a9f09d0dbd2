"""What the inspection pages take, each asked over HTTP, with very many records behind them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles
from urllib.parse import quote

from benchmarks.filled import fill
from benchmarks.lines import Line, at_most
from benchmarks.plan import Plan
from benchmarks.processes import MeasureError
from benchmarks.serving import served
from benchmarks.stories import CATEGORIES, NEWEST, RARE, SOURCES
from config import Settings
from service.pages import alone
from storage import Storage, open_storage
from storage.types import RunCounts, RunState

_TIMES = 20
_RUNS = 40
"""Of each source that has runs."""
_WITH_RUNS = 20
_OK = 200
_SOURCE = """name = "{name}"
title = "{name}"
homepage = "https://{name}.example.com"
language = "zh"
timezone = "Asia/Shanghai"
category = "{category}"

[schedule]
every = "10m"

[[listing]]
url = "/latest"
title = "latest"
entries = "a"
"""
_PAGES = {
    "overview": "/",
    "records": "/records",
    "records of a source": f"/records?source={SOURCES[3]}",
    "records of a category": f"/records?category={quote(CATEGORIES[1])}",
    "search, frequent word": f"/records?q={quote('增长')}",
    "search, rare word": f"/records?q={quote(RARE)}",
    "search, ranked": "/records?q=word3&rank=1",
    "record": "/records/7",
    "record's post": "/records/7?view=post",
    "article's frame": "/records/7/body",
    "sources": "/sources",
    "source": f"/sources/{SOURCES[0]}",
    "another source": f"/sources/{SOURCES[150]}",
    "runs": "/runs",
    "run": "/runs/1",
    "stories": "/stories",
    "settings": "/settings",
}


@dataclass(frozen=True, slots=True)
class _Taken:
    """One page: the first look, the 95th percentile of those after it, and its size."""

    name: str
    first: float
    usual: float
    size: int


def pages(plan: Plan) -> list[Line]:
    """Ask every page of a fresh server; milliseconds, and bytes before compression."""
    file = plan.folder / "records.db"
    fill(file, plan.records)
    return looked_at(file, plan.records)


def looked_at(file: Path, records: int) -> list[Line]:
    """Look at a database that ``fill`` has made; runs are added to it."""
    settings = Settings(
        data_dir=file.parent, database_url=f"sqlite:///{file}", sources_dir=_sources(file.parent)
    )
    with open_storage(settings.database_url) as storage:
        _runs(storage)
        with served(alone(settings, storage, {})) as base:
            taken = [_asked(base, name, path) for name, path in _PAGES.items()]
    return _lines(taken, f"{records:,} records")


def _lines(taken: Sequence[_Taken], size: str) -> list[Line]:
    slowest = max(taken, key=lambda one: one.usual)
    coldest = max(taken, key=lambda one: one.first)
    largest = max(taken, key=lambda one: one.size)
    usual, first, bytes_ = at_most(100, 1000), at_most(1000, 10_000), at_most(200, 200)
    return [
        Line("slowest page, p95", slowest.usual, "ms", usual, f"{size}; {slowest.name}"),
        Line("slowest first look", coldest.first, "ms", first, f"{size}; {coldest.name}"),
        Line("largest page", largest.size / 1000, "kB", bytes_, f"{size}; {largest.name}"),
        *(Line(f"page: {one.name}, p95", one.usual, "ms", None, size) for one in taken),
    ]


def _asked(base: str, name: str, path: str) -> _Taken:
    host = base.removeprefix("http://")
    with closing(HTTPConnection(host, timeout=60)) as connection:
        times, size = [], 0
        for _ in range(_TIMES + 1):
            began = time.perf_counter()
            connection.request("GET", path, headers={"Accept-Language": "zh-CN"})
            answer = connection.getresponse()
            size = len(answer.read())
            times.append((time.perf_counter() - began) * 1000)
            if answer.status != _OK:
                raise MeasureError(f"{path} answers {answer.status}")
    return _Taken(name, times[0], quantiles(times[1:], n=20)[-1], size)


def _sources(folder: Path) -> Path:
    home = folder / "sources"
    home.mkdir(exist_ok=True)
    for number, name in enumerate(SOURCES):
        text = _SOURCE.format(name=name, category=CATEGORIES[number % len(CATEGORIES)])
        (home / f"{name}.toml").write_text(text, encoding="utf-8")
    return home


def _runs(storage: Storage) -> None:
    """Add runs of some sources, the latest of them a day after the newest record."""
    done = RunCounts(listings=1, found=20, known=15, new=5, stored_new=5, requests=6, bytes=90_000)
    for back in range(_RUNS, 0, -1):
        begun = NEWEST + timedelta(days=1) - timedelta(minutes=10 * back)
        for name in SOURCES[:_WITH_RUNS]:
            number = storage.runs.start(name, "schedule", "pid 1 on bench", begun)
            ended = begun + timedelta(seconds=9)
            storage.runs.finish(number, RunState.DONE, done, (), None, None, ended)
