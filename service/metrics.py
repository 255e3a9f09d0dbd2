"""The daemon's figures for Prometheus: counted as runs end, or looked up when asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from service.health import State
from storage.figures import Figures as Covered
from storage.notices import Standing
from storage.types import Run

_OUTCOMES = (
    ("new", "stored_new"),
    ("changed", "stored_changed"),
    ("unchanged", "stored_unchanged"),
    ("duplicate", "stored_duplicate"),
    ("rejected", "rejected"),
    ("failed", "failed"),
    ("gone", "gone"),
)
_SECONDS = (0.1, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800, 7200)
_DELAYS = (60, 300, 600, 1800, 3600, 3 * 3600, 12 * 3600, 86_400, 7 * 86_400)


@dataclass(frozen=True, slots=True)
class SourceFigures:
    """Where a source stands; times None where there is none."""

    name: str
    health: State
    last_run: datetime | None
    next_run: datetime | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Where the daemon stands."""

    running: int
    queued: int
    trouble: bool
    sources: tuple[SourceFigures, ...]
    notices: tuple[Standing, ...] = ()
    """The channels that have messages which wait or were given up."""
    covered: Covered | None = None
    """How well the last week was covered; None: it was not counted yet."""


class Metrics:
    """All figures of one daemon."""

    def __init__(self, now: Callable[[], Figures]) -> None:
        self._now = now
        # when a counter began tells nobody anything, and is one line more for each
        disable_created_metrics()  # type: ignore[no-untyped-call]
        registry = self._registry = CollectorRegistry()
        self._runs = Counter(
            "newsmill_runs", "Crawls by how they ended.", ["source", "state"], registry=registry
        )
        self._articles = Counter(
            "newsmill_articles",
            "Articles looked at, by what became of them.",
            ["source", "outcome"],
            registry=registry,
        )
        self._requests = Counter(
            "newsmill_requests", "Requests answered.", ["source"], registry=registry
        )
        self._bytes = Counter(
            "newsmill_received_bytes", "Bytes of answers, unpacked.", ["source"], registry=registry
        )
        self._took = Histogram(
            "newsmill_run_seconds", "How long crawls took.", buckets=_SECONDS, registry=registry
        )
        self._late = Histogram(
            "newsmill_lateness_seconds",
            "From a crawl's slot to its start.",
            buckets=_SECONDS,
            registry=registry,
        )
        self._delay = Histogram(
            "newsmill_publication_delay_seconds",
            "From an article's publication to its first storing.",
            buckets=_DELAYS,
            registry=registry,
        )
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)

    async def text(self) -> bytes:
        """Return every figure in Prometheus' text format.

        What is so just now is looked up on the loop, whose own it is. With thousands of sources
        the text takes a good part of a second: it is made in a thread.
        """
        found = self._now()
        return await asyncio.to_thread(self._written, found)

    def _written(self, found: Figures) -> bytes:
        return generate_latest(self._registry) + generate_latest(_Standing(found))

    def ended(self, run: Run, planned: datetime) -> None:
        """Count a crawl that has ended."""
        self._runs.labels(run.source, run.state.value).inc()
        for outcome, column in _OUTCOMES:
            count = getattr(run.counts, column)
            if count:
                self._articles.labels(run.source, outcome).inc(count)
        self._requests.labels(run.source).inc(run.counts.requests)
        self._bytes.labels(run.source).inc(run.counts.bytes)
        self._late.observe(max(0.0, (run.started_at - planned).total_seconds()))
        if run.finished_at:
            self._took.observe((run.finished_at - run.started_at).total_seconds())

    def stored(self, published: datetime, now: datetime) -> None:
        """Count a new article."""
        self._delay.observe(max(0.0, (now - published).total_seconds()))


class _Standing(Collector):
    """What is so just now."""

    def __init__(self, found: Figures) -> None:
        self._found = found

    def collect(self) -> Iterator[Metric]:
        """Tell it."""
        found = self._found
        yield _gauge("newsmill_crawls_running", "Crawls under way.", found.running)
        yield _gauge("newsmill_crawls_queued", "Crawls that wait for a turn.", found.queued)
        yield _gauge("newsmill_storage_trouble", "1 while nothing can be stored.", found.trouble)
        yield from _of_sources(found.sources)
        yield from _of_notices(found.notices)
        if found.covered:
            yield from _of_coverage(found.covered)


def _gauge(name: str, told: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, told, value=value)


def _of_notices(standing: Sequence[Standing]) -> Iterator[Metric]:
    pending = GaugeMetricFamily(
        "newsmill_notices_pending", "Messages that wait for their channel.", labels=["channel"]
    )
    failed = GaugeMetricFamily(
        "newsmill_notices_failed", "Messages that were given up.", labels=["channel"]
    )
    for one in standing:
        pending.add_metric([one.channel], one.pending)
        failed.add_metric([one.channel], one.failed)
    yield from (pending, failed)


def _of_coverage(covered: Covered) -> Iterator[Metric]:
    seen = GaugeMetricFamily(
        "newsmill_seen_articles", "Of a week: shown by listings and tried.", labels=["source"]
    )
    missed = GaugeMetricFamily(
        "newsmill_missed_articles", "Of a week: those that are not stored.", labels=["source"]
    )
    for name, one in covered.sources.items():
        seen.add_metric([name], one.seen)
        missed.add_metric([name], one.missed)
    yield from (seen, missed)
    yield _gauge("newsmill_alarms", "Incidents told in thirty days.", covered.alarms)
    yield _gauge("newsmill_false_alarms", "Over within the hour.", covered.false_alarms)


def _of_sources(sources: tuple[SourceFigures, ...]) -> Iterator[Metric]:
    health = GaugeMetricFamily(
        "newsmill_source_health",
        "1 for the state that a source is in.",
        labels=["source", "state"],
    )
    last = GaugeMetricFamily(
        "newsmill_source_last_run_timestamp_seconds", "Start of the last crawl.", labels=["source"]
    )
    following = GaugeMetricFamily(
        "newsmill_source_next_run_timestamp_seconds", "Next slot.", labels=["source"]
    )
    for one in sources:
        for state in State:
            health.add_metric([one.name, state.value], float(state is one.health))
        if one.last_run:
            last.add_metric([one.name], one.last_run.timestamp())
        if one.next_run:
            following.add_metric([one.name], one.next_run.timestamp())
    yield from (health, last, following)
