"""What programs may ask with, named as the command line names it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path, Query, Request
from pydantic import TypeAdapter

from web.asking import Asking, Wish
from web.problem import MEDIA, ProblemData

_LONGEST_QUERY, _LONGEST_WORD, _LONGEST_CURSOR = 2_000, 200, 200
_MOST = 200
_LARGEST = 2**63 - 1
_PROBLEM = TypeAdapter(ProblemData).json_schema()

Words = Annotated[
    str,
    Query(
        min_length=1,
        max_length=_LONGEST_QUERY,
        description="Words, all of which must occur; the query language of docs/cli.md.",
        examples=['重庆 "open source" -广告 since:7d'],
    ),
]
Limit = Annotated[int, Query(ge=1, le=_MOST, description="Rows of a page.")]
After = Annotated[
    str | None,
    Query(max_length=_LONGEST_CURSOR, description="The `next` of the page before: go on there."),
]
Name = Annotated[str, Path(max_length=_LONGEST_WORD, description="A source's name.")]
Number = Annotated[int, Path(ge=1, le=_LARGEST, description="The number.")]
_Filter = Annotated[str, Query(max_length=_LONGEST_WORD)]


def wish(
    source: Annotated[str, Query(max_length=_LONGEST_WORD, description="Only of it.")] = "",
    category: Annotated[
        str, Query(max_length=_LONGEST_WORD, description="Only of this group, site or channel.")
    ] = "",
    since: Annotated[
        str,
        Query(max_length=_LONGEST_WORD, description="Published then or later: 2026-11-01, 7d."),
    ] = "",
    until: Annotated[
        str, Query(max_length=_LONGEST_WORD, description="Published before then.")
    ] = "",
    status: Annotated[str, Query(max_length=20, description="`current` or `withdrawn`.")] = "",
) -> Wish:
    """Return which records are asked for."""
    return Wish("", source, category, since, until, status)


def asking(request: Request) -> Asking:
    """Return what the application asks with."""
    found: Asking = request.app.state.asking
    return found


def _told(*statuses: tuple[int, str]) -> dict[int | str, dict[str, Any]]:
    return {
        status: {
            "description": description,
            "content": {MEDIA: {"schema": _PROBLEM}},
        }
        for status, description in statuses
    }


COMMON = {304: {"description": "What `If-None-Match` names is still right."}} | _told(
    (400, "What was asked for makes no sense; `detail` says what to ask instead."),
    (401, "The token is needed."),
    (404, "There is nothing of that name or number."),
    (421, "The host's name is not known here."),
    (422, "A parameter is missing, too long or of the wrong kind."),
    (503, "The database does not answer, or not in time."),
)
CHANGES = COMMON | _told(
    (403, "No token is set, or a page of another site asked."),
    (409, "The daemon does not do it; `detail` says why."),
    (413, "The request is too long."),
)
