"""Records: listed, found, whole, as posts, in all versions; stories and counts."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from typing_extensions import TypedDict

from storage.data import (
    HitData,
    RecordData,
    RecordLine,
    StatsData,
    StoryData,
    VersionData,
    hit_data,
    record_data,
    story_data,
    summary_data,
    version_data,
)
from storage.posts import post_text
from web.answers import json_answer, kept
from web.api.parameters import COMMON, After, Limit, Number, Words, asking, wish
from web.asking import Asking, Wish
from web.downloads import attachment, post_name

routes = APIRouter(responses=COMMON)
_Wish = Annotated[Wish, Depends(wish)]
_Asking = Annotated[Asking, Depends(asking)]
_POST: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/markdown": {"schema": {"type": "string"}}}}
}


class RecordPage(TypedDict):
    """A page of records; ``next`` is null on the last one."""

    records: list[RecordLine]
    next: str | None


class HitPage(TypedDict):
    """A page of what a search found."""

    records: list[HitData]
    next: str | None


class StoryPage(TypedDict):
    """A page of stories."""

    stories: list[StoryData]
    next: str | None


@routes.get("/records", response_model=RecordPage, tags=["records"])
def list_records(
    request: Request, ask: _Asking, wanted: _Wish, after: After = None, limit: Limit = 50
) -> Response:
    """List records, newest first."""
    page = ask.records(wanted, after, limit)
    rows = [summary_data(row) for row in page.rows]
    return json_answer(request, RecordPage(records=rows, next=page.next_cursor))


@routes.get("/search", response_model=HitPage, tags=["records"])
def search(  # noqa: PLR0913, PLR0917 - each is a parameter of the address
    request: Request,
    ask: _Asking,
    wanted: _Wish,
    q: Words,
    after: After = None,
    limit: Limit = 20,
    rank: Annotated[  # noqa: FBT002 - a flag of the address
        bool, Query(description="The most relevant first, not the newest.")
    ] = False,
) -> Response:
    """Find records by words, newest first."""
    asked = Wish(**{**wanted.given(), "q": q})
    page = ask.hits(asked, after, limit, ranked=rank)
    rows = [hit_data(row) for row in page.rows]
    return json_answer(request, HitPage(records=rows, next=page.next_cursor))


@routes.get("/records/{number}", response_model=RecordData, tags=["records"])
def get_record(request: Request, ask: _Asking, number: Number) -> Response:
    """Return a record whole."""
    with ask.storage() as storage:
        return json_answer(request, record_data(storage.records.get(number)))


@routes.get("/records/{number}/post", responses=_POST, response_class=Response, tags=["records"])
def get_post(request: Request, ask: _Asking, number: Number) -> Response:
    """Return a record as its post, exactly as it is published."""
    with ask.storage() as storage:
        article = storage.records.get(number).article
    body = post_text(article).encode()
    return kept(request, body, "text/markdown", attachment(post_name(article)))


@routes.get("/records/{number}/versions", response_model=list[VersionData], tags=["records"])
def get_versions(request: Request, ask: _Asking, number: Number) -> Response:
    """Return all versions of a record, oldest first."""
    with ask.storage() as storage:
        found = storage.records.versions(number)
    return json_answer(request, [version_data(one) for one in found])


@routes.get("/records/{number}/copies", response_model=list[RecordLine], tags=["records"])
def get_copies(request: Request, ask: _Asking, number: Number) -> Response:
    """Return the records of other sources that hold nearly the same text."""
    with ask.storage() as storage:
        storage.records.get(number)
        found = storage.records.copies(number)
    return json_answer(request, [summary_data(one) for one in found])


@routes.get("/stories", response_model=StoryPage, tags=["records"])
def list_stories(
    request: Request, ask: _Asking, wanted: _Wish, after: After = None, limit: Limit = 20
) -> Response:
    """List what several sources have in nearly the same words, the latest first."""
    page = ask.stories(wanted, after, limit)
    rows = [story_data(row) for row in page.rows]
    return json_answer(request, StoryPage(stories=rows, next=page.next_cursor))


@routes.get("/stats", response_model=StatsData, tags=["records"])
def stats(request: Request, ask: _Asking, wanted: _Wish) -> Response:
    """Count what is stored, by source and by day; up to a minute old."""
    return json_answer(request, ask.stats(wanted))
