"""A whole crawl, everything on as shipped, beside plain Scrapy that does nothing with the pages."""

from __future__ import annotations

from benchmarks.crawls import Crawls
from benchmarks.lines import Line, at_least, at_most
from benchmarks.newspapers import on_air
from benchmarks.plan import Plan
from benchmarks.processes import by_turns

_LARGEST = "of the largest process"


def crawl(plan: Plan) -> list[Line]:
    """Compare wall time, CPU time and memory; with the script of bs4 and ORM if asked."""
    with on_air(plan.articles, plan.folder) as paper:
        crawls = Crawls(paper, plan.folder)
        crawls.warm_up(script=plan.references)
        pairs = by_turns(crawls.plain, crawls.first, plan.times)
        # starting takes a larger share of a small crawl, of the reference's too
        most = 5.6 if plan.references else 4.2
        each = f"{plan.articles} articles, plain Scrapy of the same pages"
        lines = [
            Line("crawl: speed", pairs.speed(), goal=at_least(1.0, 0.15), note=each),
            Line("crawl: CPU", pairs.cpu(), goal=at_most(1.5, most), note=each),
            Line(
                "crawl: peak memory",
                pairs.peak(),
                goal=at_most(1.5, 1.95),
                note="its largest process",
            ),
        ]
        if plan.references:
            typical = by_turns(crawls.script, crawls.first, 1)
            lines.append(
                Line("crawl: speed, typical script", typical.speed(), goal=at_least(6.0, 0.5))
            )
    return lines
