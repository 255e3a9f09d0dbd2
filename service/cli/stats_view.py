"""How much is stored, as people and programs see it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from service.cli.console import hint, say
from service.cli.moments import shown
from service.cli.tables import Column, print_table

if TYPE_CHECKING:
    from storage.statistics import SourceStats, Stats

_DAYS = 14
_BAR = 40


def print_stats(stats: Stats) -> None:
    """Print the counts by source, then the latest days as bars."""
    if not stats.records:
        hint("no record here; newsmill crawl NAME fetches")
        return
    print_table(stats.by_source, _BY_SOURCE)
    say(f"{stats.records:,} records, {stats.versions:,} versions, {stats.withdrawn:,} withdrawn")
    say("")
    say(f"articles a day (UTC), the latest {_DAYS} days with any")
    for line in _bars(stats):
        say(line)


def _bars(stats: Stats) -> list[str]:
    days = [
        (day, sum(one.count for one in counts))
        for day, counts in groupby(stats.by_day, key=lambda one: one.day)
    ][-_DAYS:]
    most = max(count for _, count in days)
    return [
        f"{day}  {count:>7,}  {'█' * max(1, round(_BAR * count / most))}" for day, count in days
    ]


_BY_SOURCE: list[Column[SourceStats]] = [
    Column("source", lambda one: one.source),
    Column("records", lambda one: f"{one.records:,}", right=True),
    Column("versions", lambda one: f"{one.versions:,}", right=True),
    Column("withdrawn", lambda one: f"{one.withdrawn:,}", right=True),
    Column("oldest (UTC)", lambda one: shown(one.oldest)),
    Column("newest (UTC)", lambda one: shown(one.newest)),
]
