"""A backfill as people and programs see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from service.cli.moments import exact, shown
from service.cli.tables import Column, print_table

if TYPE_CHECKING:
    from storage.backfill import Backfill, Place


def backfill_data(one: Backfill) -> dict[str, Any]:
    """Return a backfill for programs."""
    return {
        "id": one.id,
        "source": one.source,
        "state": one.state.value,
        "goal": {"pages": one.goal.pages, "since": exact(one.goal.since)},
        "per_day": one.per_day,
        "created_at": exact(one.created_at),
        "updated_at": exact(one.updated_at),
        "finished_at": exact(one.finished_at),
        "next_at": exact(one.next_at),
        "failures": one.failures,
        "error_kind": one.error_kind,
        "error": one.error,
        "pages": one.pages,
        "waiting": one.waiting,
        "today": one.today,
        "counts": asdict(one.counts) | {"stored": one.counts.stored},
        "listings": [_place(place) for place in one.places],
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "listing": place.listing_url,
        "page": place.url,
        "pages": place.number,
        "ended": place.ended,
        "latest": exact(place.latest),
    }


def print_backfills(backfills: Sequence[Backfill]) -> None:
    """Print backfills, a line each."""
    print_table(backfills, _COLUMNS)


def summary(one: Backfill) -> str:
    """Return where a backfill stands, in one line."""
    pages = f"{one.pages} page{'s' * (one.pages != 1)} read"
    return (
        f"{one.source}: {one.state.value}: {pages}, {one.counts.stored_new} new articles,"
        f" {one.waiting} waiting"
    )


def _why(one: Backfill) -> str:
    if not one.error_kind:
        return ""
    again = f" (again at {shown(one.next_at)})" if one.next_at else ""
    return f"{one.error_kind}: {one.error}{again}"


_COLUMNS: list[Column[Backfill]] = [
    Column("source", lambda one: one.source),
    Column("goal", lambda one: one.goal),
    Column("state", lambda one: one.state.value),
    Column("pages", lambda one: one.pages, right=True),
    Column("new", lambda one: one.counts.stored_new, right=True),
    Column("failed", lambda one: one.counts.failed, right=True),
    Column("waiting", lambda one: one.waiting, right=True),
    Column("begun (UTC)", lambda one: shown(one.created_at)),
    Column("last (UTC)", lambda one: shown(one.updated_at)),
    Column("why", _why, wide=True),
]
