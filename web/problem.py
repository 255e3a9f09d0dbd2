"""What went wrong, for programs: RFC 9457, ``application/problem+json``."""

from __future__ import annotations

import json
from http import HTTPStatus

from starlette.responses import Response
from typing_extensions import TypedDict

MEDIA = "application/problem+json"


class ProblemData(TypedDict):
    """A problem: its kind, its status, and in words what it is and what to do."""

    type: str
    title: str
    status: int
    detail: str


def problem(status: int, detail: str) -> Response:
    """Return the answer that tells of a problem."""
    told: ProblemData = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    return Response(json.dumps(told, ensure_ascii=False), status, media_type=MEDIA)
