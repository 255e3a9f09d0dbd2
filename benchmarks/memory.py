"""Whether a crawl's memory grows with the articles."""

from __future__ import annotations

from benchmarks.crawls import Crawls
from benchmarks.lines import Line, at_most
from benchmarks.newspapers import on_air
from benchmarks.plan import Plan


def memory(plan: Plan) -> list[Line]:
    """Compare the peak of a larger crawl with that of a smaller one."""
    peaks = []
    for size in (plan.articles, plan.articles * plan.growth):
        with on_air(size, plan.folder) as paper:
            peaks.append(Crawls(paper, plan.folder).first().peak)
    note = f"{plan.articles * plan.growth:,} articles, {plan.articles:,}; largest process"
    return [
        Line("memory as articles grow", peaks[1] / peaks[0], goal=at_most(1.15, 1.5), note=note)
    ]
