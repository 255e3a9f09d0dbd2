"""``python -m benchmarks [NAME…] [--quick] [--json]``: how fast newsmill is beside others.

Ends with 0 if every gate holds, 1 if one does not or a program failed, 2 for wrong
arguments.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.crawl import crawl
from benchmarks.crowd import crowd
from benchmarks.dispatch import dispatch
from benchmarks.extraction_speed import extraction_speed
from benchmarks.lines import Line, Verdict, print_lines
from benchmarks.memory import memory
from benchmarks.pages import pages
from benchmarks.plan import Benchmark, full, quick
from benchmarks.poll import poll
from benchmarks.processes import MeasureError
from benchmarks.queries import queries
from benchmarks.queries_server import queries_server
from benchmarks.second_pass import second_pass
from benchmarks.startup import startup
from benchmarks.storing import storing

BENCHMARKS: dict[str, Benchmark] = {
    "startup": startup,
    "crawl": crawl,
    "second_pass": second_pass,
    "poll": poll,
    "dispatch": dispatch,
    "crowd": crowd,
    "extraction_speed": extraction_speed,
    "storing": storing,
    "queries": queries,
    "queries_server": queries_server,
    "pages": pages,
    "memory": memory,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is asked for and print it."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    if unknown := set(asked.names) - set(BENCHMARKS):
        parser.error(f"{', '.join(sorted(unknown))}: the benchmarks are {', '.join(BENCHMARKS)}")
    lines: list[Line] = []
    broken = False
    with tempfile.TemporaryDirectory(prefix="newsmill-benchmarks-") as folder:
        plan = quick(Path(folder)) if asked.quick else full(Path(folder))
        if asked.records:
            plan = replace(plan, records=asked.records)
        if asked.sources:
            plan = replace(plan, sources=asked.sources)
        if asked.articles:
            plan = replace(plan, articles=asked.articles)
        for name in asked.names or BENCHMARKS:
            print(f"{name} …", file=sys.stderr, flush=True)  # noqa: T201 - a program's progress
            own = plan.folder / name
            own.mkdir()
            try:
                lines += BENCHMARKS[name](replace(plan, folder=own))
            except MeasureError as problem:
                print(f"error: {problem}", file=sys.stderr)  # noqa: T201 - the same
                broken = True
    if asked.json:
        print(json.dumps([line.data() for line in lines], ensure_ascii=False, indent=2))  # noqa: T201 - its output
    else:
        print_lines(lines)
    return 1 if broken or any(line.verdict is Verdict.FAILED for line in lines) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}")
    parser.add_argument("--quick", action="store_true", help="small sizes, for every change")
    parser.add_argument("--json", action="store_true", help="print for programs")
    parser.add_argument("--records", type=int, help="stored records (1,000,000; quick 5,000)")
    parser.add_argument("--articles", type=int, help="articles of a crawl (1,000; quick 100)")
    parser.add_argument("--sources", type=int, help="sources at once (10,000; quick 1,000)")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
