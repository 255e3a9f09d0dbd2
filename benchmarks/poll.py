"""What it costs to look at a source that has nothing new, in a process that runs for long."""

from __future__ import annotations

from statistics import median

from benchmarks.crawls import Crawls
from benchmarks.lines import Line, at_most
from benchmarks.newspapers import on_air
from benchmarks.plan import Plan
from benchmarks.processes import python, told

_NAME = "poll with nothing new: CPU"
_SOURCES = 20
_TIMES = 3
_LISTING = "/columns/1072"
_ONE_LISTING = """
name = "{name}"
title = "{name}"
homepage = "{base}"
language = "zh"
timezone = "Asia/Shanghai"
category = "news"

[[listing]]
url = "{listing}"
title = "news"
entries = ".u-news-title a"

[extract]
body = [".g-articl-text"]
title = ".g-article-top h1"
published = ".u-time .time"
"""


def poll(plan: Plan) -> list[Line]:
    """Let ours and plain Scrapy look at the same sources in rounds, each in a process of its own.

    By turns; of each its quickest round counts, since only other work makes one slower.
    """
    with on_air(60, plan.folder) as paper:
        crawls = Crawls(paper, plan.folder / "poll")
        surroundings = crawls.surroundings()
        (crawls.folder / "sources" / "nbd.toml").unlink()
        for name in (f"paper-{number}" for number in range(_SOURCES)):
            file = crawls.folder / "sources" / f"{name}.toml"
            file.write_text(
                _ONE_LISTING.format(name=name, base=paper.base, listing=_LISTING), "utf-8"
            )
        addresses = crawls.folder / "addresses.txt"
        addresses.write_text(f"{paper.base}/robots.txt {paper.base}{_LISTING}\n" * _SOURCES)
        theirs, ours = [], []
        for _ in range(_TIMES):
            plain = python("-m", "benchmarks.reference_polls", str(addresses))
            theirs.append(min(told(plain, surroundings)))
            ours.append(min(told(python("-m", "benchmarks.polls"), surroundings)))
    note = "robots.txt and a listing answered 304, a run row"
    return [
        Line(_NAME, min(ours), "ms", at_most(10, None), f"{note}; as busy as the machine"),
        Line(
            f"{_NAME}, of plain Scrapy",
            median(one / other for one, other in zip(ours, theirs, strict=True)),
            goal=at_most(1.2, 2.0),
            note="which asks for both in full, a crawl each, and does nothing",
        ),
    ]
