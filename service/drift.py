"""Whether what a source's articles are like has changed: fields, lengths, dates, counts. Pure.

A site that changes its layout seldom breaks all at once: articles go on coming, cut to their first
paragraph, without their date or picture. So the latest ten are held against those before. Nothing
is found while too few came: that is a quiet source, not a broken one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from storage.types import Run, RunState

_LATEST = 10
"""Articles that are judged at a time, at least."""
_BEFORE = 30
"""Articles that tell what is usual, at least."""
_MOST, _FEW = 0.8, 0.2
_SHORTER, _LONGER = 1 / 3, 4.0
_LISTED_LEAST = 8
_LISTED_BEFORE = 5
_LISTED_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Drift:
    """What has changed, since when, and what was usual. ``tries``: crawls that show it."""

    since: datetime
    why: str
    usual: str
    tries: int | None = None


@dataclass(frozen=True, slots=True)
class _Part:
    articles: int
    of: Callable[[str], int]

    def share(self, name: str) -> float:
        return self.of(name) / self.articles


def drift_of_articles(read: Sequence[Run]) -> Drift | None:
    """Hold the latest articles against those before. ``read``: runs that found new ones."""
    count = _enough(read, _LATEST)
    if count is None or _enough(read[count:], _BEFORE) is None:
        return None
    latest, before = _part(read[:count]), _part(read[count:])
    told = _length(latest, before) or _fields(latest, before)
    return Drift(read[count - 1].started_at, *told) if told else None


def drift_of_counts(ended: Sequence[Run]) -> Drift | None:
    """Hold what the listings show against what they used to. ``ended``: newest first."""
    whole = [
        run for run in ended if run.state is RunState.DONE and not run.counts.listings_unchanged
    ]
    shown = [run.counts.found for run in whole]
    bad = next((n for n, run in enumerate(whole) if not _is_few(shown, n)), 0)
    if not bad:
        return None
    usual = median(shown[bad:])
    why = f"its listings show {shown[0]} articles"
    return Drift(whole[bad - 1].started_at, why, f"about {usual:.0f}", bad)


def _is_few(shown: Sequence[int], at: int) -> bool:
    before = shown[at + 1 :]
    if len(before) < _LISTED_BEFORE:
        return False
    usual = median(before)
    return usual >= _LISTED_LEAST and shown[at] < usual * _LISTED_SHARE


def _enough(runs: Sequence[Run], least: int) -> int | None:
    """Return how many runs, newest first, brought so many articles."""
    articles = 0
    for number, run in enumerate(runs, 1):
        articles += run.counts.stored_new
        if articles >= least:
            return number
    return None


def _part(runs: Sequence[Run]) -> _Part:
    def of(name: str) -> int:
        return sum(int(getattr(run.reading, name)) for run in runs)

    return _Part(sum(run.counts.stored_new for run in runs), of)


def _length(latest: _Part, before: _Part) -> tuple[str, str] | None:
    now, usual = latest.share("chars"), before.share("chars")
    if not usual or _SHORTER <= now / usual <= _LONGER:
        return None
    return (
        f"the latest {latest.articles} articles have {now:.0f} characters on average",
        f"{usual:.0f} characters",
    )


_FIELDS = (
    ("undated", "have no date"),
    ("late", "are dated more than two days ago"),
    ("unillustrated", "have no lead image"),
    ("unsigned", "have no author"),
)


def _fields(latest: _Part, before: _Part) -> tuple[str, str] | None:
    for name, what in _FIELDS:
        if latest.share(name) >= _MOST and before.share(name) <= _FEW:
            why = f"{latest.of(name)} of the latest {latest.articles} articles {what}"
            return why, f"{before.of(name)} of {before.articles}"
    return None
