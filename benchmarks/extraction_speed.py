"""Reading pages without rules, beside trafilatura's own command line over the same pages."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

from benchmarks.lines import Line, at_least
from benchmarks.newspapers import Printed, on_air
from benchmarks.plan import Plan
from benchmarks.processes import Cost, by_turns, environment, measured, python

_PAGES = 300


def extraction_speed(plan: Plan) -> list[Line]:
    """Compare wall time on all cores, and CPU time; both start anew and write or keep the text."""
    pages = plan.folder / "pages"
    pages.mkdir()
    size = min(_PAGES, plan.articles)
    with on_air(size, plan.folder) as paper:
        _save(paper, pages)
    surroundings = environment(plan.folder)

    def running(command: list[str]) -> Callable[[], Cost]:
        return lambda: measured(command, surroundings)

    ours = running(python("-m", "benchmarks.reading_child", str(pages)))
    trafilatura = str(Path(sys.executable).with_name("trafilatura"))
    out = str(plan.folder / "texts")
    theirs = running(
        [trafilatura, "--input-dir", str(pages), "--output-dir", out, "--parallel", "2"]
    )
    theirs()
    ours()
    pairs = by_turns(theirs, ours, plan.times)
    note = f"{size} pages; trafilatura's command line, all cores, no rules"
    return [
        Line("extraction: speed", pairs.speed(), goal=at_least(1.3, 0.3), note=note),
        Line("extraction: CPU saved", pairs.cpu_saved(), goal=at_least(1.0, 0.45), note=note),
    ]


def _save(paper: Printed, folder: Path) -> None:
    articles = [one for one in paper.addresses if "/articles/" in one]
    for number, address in enumerate(articles):
        with urlopen(address) as answer:  # noqa: S310 - our own loopback
            (folder / f"{number:05}.html").write_bytes(answer.read())
