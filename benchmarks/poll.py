"""What it costs to look at a source that has nothing new, in a process that runs for long."""

from __future__ import annotations

from statistics import median

from benchmarks.crawls import Crawls
from benchmarks.lines import Line, at_most
from benchmarks.newspapers import on_air
from benchmarks.plan import Plan
from benchmarks.processes import measured

_SOURCES = 20
_TIMES = 3
_ONE_LISTING = """
name = "{name}"
title = "{name}"
homepage = "{base}"
language = "zh"
timezone = "Asia/Shanghai"
category = "news"

[[listing]]
url = "/columns/1072"
title = "news"
entries = ".u-news-title a"

[extract]
body = [".g-articl-text"]
title = ".g-article-top h1"
published = ".u-time .time"
"""


def poll(plan: Plan) -> list[Line]:
    """Crawl one source and many, second pass both; the difference is what one more source costs."""
    with on_air(60, plan.folder) as paper:
        crawls = Crawls(paper, plan.folder / "poll")
        surroundings = crawls.surroundings()
        names = [f"paper-{number}" for number in range(_SOURCES)]
        for name in names:
            file = crawls.folder / "sources" / f"{name}.toml"
            file.write_text(_ONE_LISTING.format(name=name, base=paper.base), "utf-8")
        crawled = crawls.command("crawl", "--quiet", *names)
        measured(crawled, surroundings)
        one = crawls.command("crawl", "--quiet", names[0])
        each = [
            (measured(crawled, surroundings).cpu - measured(one, surroundings).cpu) / (_SOURCES - 1)
            for _ in range(_TIMES)
        ]
    return [
        Line(
            "poll with nothing new: CPU",
            median(each) * 1000,
            "ms",
            at_most(10, 40),
            "robots.txt and a listing answered 304, a run row; absolute, so as busy as the machine",
        )
    ]
