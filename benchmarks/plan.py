"""What a benchmark gets: how large to be, and a folder for what it writes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.lines import Line


@dataclass(frozen=True, slots=True)
class Plan:
    """The sizes of one run: the full one is for documents, the quick one for every change."""

    folder: Path
    articles: int
    times: int
    """Pairs of runs, of which the median counts."""
    records: int
    """Stored records of the storage's benchmarks."""
    sources: int
    """Sources that are due at once."""
    growth: int
    """How many times the articles the larger crawl of ``memory`` has."""
    references: bool
    """Whether to run the slow references too: the script, trafilatura, newspaper4k."""


def full(folder: Path) -> Plan:
    """Return the plan of the figures in docs/performance.md."""
    return Plan(folder, 1000, 3, 1_000_000, 10_000, 20, references=True)


def quick(folder: Path) -> Plan:
    """Return the plan of the gates: under three minutes."""
    return Plan(folder, 100, 1, 5_000, 1_000, 3, references=False)


Benchmark = Callable[[Plan], list[Line]]
