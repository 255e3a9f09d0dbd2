"""A source as plain values for programs: ``--json`` and the API give the same."""

from __future__ import annotations

from typing_extensions import TypedDict

from config.durations import show_duration
from config.schedule import Schedule
from config.source import Source


class HealthData(TypedDict):
    """How a source, or the daemon, is; since when and why, where that is not well."""

    state: str
    since: str | None
    why: str | None


class ListingData(TypedDict):
    """A page that lists articles."""

    title: str
    kind: str
    url: str


class SourceData(TypedDict):
    """What is known of a source; ``health`` is null where no run history can be read."""

    name: str
    title: str
    homepage: str
    enabled: bool
    status: str
    health: HealthData | None
    schedule: str
    language: str | None
    timezone: str
    category: str
    listings: list[ListingData]
    file: str


def source_data(source: Source, health: HealthData | None) -> SourceData:
    """Return a source."""
    return {
        "name": source.name,
        "title": source.title,
        "homepage": source.homepage,
        "enabled": source.enabled,
        "status": source.status,
        "health": health,
        "schedule": schedule_shown(source.schedule),
        "language": source.language,
        "timezone": source.timezone,
        "category": source.category,
        "listings": [
            {"title": one.title, "kind": one.kind, "url": source.listing_url(one)}
            for one in source.listings
        ],
        "file": str(source.path),
    }


def schedule_shown(schedule: Schedule) -> str:
    """Return when a source is crawled, for people."""
    if schedule.cron:
        return f"cron {schedule.cron}"
    assert schedule.every is not None  # noqa: S101 - without cron there is an interval
    every = f"every {show_duration(schedule.every)}"
    return f"{every}, adaptive" if schedule.adaptive else every
