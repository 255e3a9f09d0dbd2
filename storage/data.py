"""What is stored, as plain values for programs: ``--json`` and the API give the same.

Each shape is a promise: fields are added, never renamed. Times are ISO 8601 with ``Z``.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, cast

from typing_extensions import TypedDict

from articles.moments import exact, stamp

if TYPE_CHECKING:
    from storage.statistics import Stats
    from storage.types import Hit, Record, RecordSummary, Run, Story, Version


class RecordLine(TypedDict):
    """One line of a list of records: no text."""

    id: int
    source: str
    url: str
    title: str
    author: str
    byline: str | None
    categories: list[str]
    published_at: str
    fetched_at: str
    language: str | None
    headimg: str
    version: int
    status: str


class HitData(RecordLine):
    """A record that a search found; each match is the pair of where it begins and ends."""

    title_matches: list[list[int]]
    excerpt: str
    excerpt_matches: list[list[int]]


class RecordData(TypedDict):
    """A record whole, with its text."""

    id: int
    source: str
    url: str
    aliases: list[str]
    title: str
    author: str
    byline: str | None
    origin: str | None
    categories: list[str]
    channels: list[str]
    published_at: str
    date_source: str
    updated_at: str | None
    first_fetched_at: str
    fetched_at: str
    withdrawn_at: str | None
    language: str | None
    headimg: str
    images: list[str]
    keywords: list[str]
    description: str | None
    confidence: float | None
    provenance: dict[str, str]
    content_hash: str
    version: int
    status: str
    body_html: str
    body_text: str


class VersionData(TypedDict):
    """One version of a record."""

    version: int
    stored_at: str
    run_id: int | None
    title: str
    byline: str | None
    headimg: str
    published_at: str
    updated_at: str | None
    content_hash: str
    body_html: str
    body_text: str


class StoryData(TypedDict):
    """Copies of one text that several sources have."""

    story: int
    records: list[RecordLine]


class CountsData(TypedDict):
    """The accounts of a run."""

    listings: int
    listings_unchanged: int
    found: int
    known: int
    new: int
    older: int
    resumed: int
    stored_new: int
    stored_changed: int
    stored_unchanged: int
    stored_duplicate: int
    rejected: int
    failed: int
    gone: int
    left: int
    requests: int
    bytes: int
    stored: int


class ProblemData(TypedDict):
    """One reason why pages gave no article, with how often and an example."""

    stage: str
    kind: str
    count: int
    example_url: str
    message: str


class RunData(TypedDict):
    """One crawl of one source; ``id`` is null for one that was not stored."""

    id: int | None
    source: str
    state: str
    trigger: str
    holder: str
    started_at: str
    finished_at: str | None
    error_kind: str | None
    error: str | None
    counts: CountsData
    problems: list[ProblemData]


class SourceCount(TypedDict):
    """One source's records."""

    source: str
    records: int
    versions: int
    withdrawn: int
    oldest: str
    newest: str


class DayCountData(TypedDict):
    """One source's articles of one day (UTC)."""

    day: str
    source: str
    count: int


class StatsData(TypedDict):
    """How much is stored."""

    records: int
    versions: int
    withdrawn: int
    sources: list[SourceCount]
    days: list[DayCountData]


def summary_data(row: RecordSummary) -> RecordLine:
    """Return one line of a list."""
    return {
        "id": row.id,
        "source": row.source,
        "url": row.url,
        "title": row.title,
        "author": row.author,
        "byline": row.byline,
        "categories": list(row.categories),
        "published_at": stamp(row.published_at),
        "fetched_at": stamp(row.fetched_at),
        "language": row.language,
        "headimg": row.headimg,
        "version": row.version,
        "status": row.status,
    }


def hit_data(hit: Hit) -> HitData:
    """Return a hit: the record's line, and from where to where the matches stand."""
    return {
        **summary_data(hit.record),
        "title_matches": [list(one) for one in hit.title.matches],
        "excerpt": hit.excerpt.text,
        "excerpt_matches": [list(one) for one in hit.excerpt.matches],
    }


def record_data(record: Record) -> RecordData:
    """Return a record whole, as an export has it."""
    from storage.export import record_data as data  # noqa: PLC0415 - a list shows no text

    return cast("RecordData", data(record))


def version_data(version: Version) -> VersionData:
    """Return a version."""
    article = version.article
    return {
        "version": version.number,
        "stored_at": stamp(version.stored_at),
        "run_id": version.run_id,
        "title": article.title,
        "byline": article.byline,
        "headimg": article.headimg,
        "published_at": stamp(article.published_at),
        "updated_at": exact(article.updated_at),
        "content_hash": article.content_hash,
        "body_html": article.body_html,
        "body_text": article.body_text,
    }


def story_data(story: Story) -> StoryData:
    """Return a story."""
    return {"story": story.id, "records": [summary_data(record) for record in story.records]}


def run_data(run: Run) -> RunData:
    """Return a run."""
    counts: dict[str, Any] = asdict(run.counts) | {"stored": run.counts.stored}
    return {
        "id": run.id or None,
        "source": run.source,
        "state": run.state.value,
        "trigger": run.trigger,
        "holder": run.holder,
        "started_at": stamp(run.started_at),
        "finished_at": exact(run.finished_at),
        "error_kind": run.error_kind,
        "error": run.error,
        "counts": cast("CountsData", counts),
        "problems": [cast("ProblemData", asdict(problem)) for problem in run.problems],
    }


def stats_data(stats: Stats) -> StatsData:
    """Return the counts."""
    return {
        "records": stats.records,
        "versions": stats.versions,
        "withdrawn": stats.withdrawn,
        "sources": [
            {
                "source": one.source,
                "records": one.records,
                "versions": one.versions,
                "withdrawn": one.withdrawn,
                "oldest": stamp(one.oldest),
                "newest": stamp(one.newest),
            }
            for one in stats.by_source
        ],
        "days": [cast("DayCountData", asdict(one)) for one in stats.by_day],
    }
