"""Errors as answers: a problem document for programs, a page for people, the same words in both."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from articles.errors import QueryError
from config import ConfigError
from storage import (
    ArchiveError,
    CursorError,
    RawPageNotFound,
    RecordNotFound,
    RunNotFound,
    StorageError,
)
from web.errors import NotFound, Refused, WrongQuestion
from web.pages.page import failure_page
from web.problem import problem

_MEANING: tuple[tuple[type[Exception], int], ...] = (
    (RecordNotFound, 404),
    (RunNotFound, 404),
    (NotFound, 404),
    (RawPageNotFound, 404),
    (ArchiveError, 410),
    (CursorError, 400),
    (QueryError, 400),
    (ConfigError, 400),
    (WrongQuestion, 400),
    (Refused, 409),
    (StorageError, 503),
)
_FOR_PROGRAMS = ("/api/", "/feeds/")

Handler = Callable[[Request, Any], Coroutine[Any, Any, Response]]


def handlers() -> dict[int | type[Exception], Handler]:
    """Return how each error is answered. Any other is a bug: 500, and a traceback in the log."""
    found: dict[int | type[Exception], Handler] = {
        kind: _answering(status) for kind, status in _MEANING
    }
    return found | {RequestValidationError: _invalid, HTTPException: _http, Exception: _bug}


def _answering(status: int) -> Handler:
    async def answer(request: Request, error: Exception) -> Response:
        return await told(request, status, str(error))

    return answer


async def _invalid(request: Request, error: RequestValidationError) -> Response:
    faults = [
        f"{'.'.join(str(part) for part in one['loc'][1:])}: {one['msg']}" for one in error.errors()
    ]
    return await told(request, 422, "; ".join(faults))


async def _http(request: Request, error: HTTPException) -> Response:
    answer = await told(request, error.status_code, str(error.detail))
    answer.headers.update(error.headers or {})
    return answer


async def _bug(request: Request, _error: Exception) -> Response:
    """Answer what nobody expected; the server logs the traceback."""
    why = "this is a bug in newsmill: the log of the server has its traceback"
    if request.url.path.startswith(_FOR_PROGRAMS):
        return problem(500, why)
    return PlainTextResponse(f"{why}\n", 500)


async def told(request: Request, status: int, detail: str) -> Response:
    """Return the answer to a request that failed."""
    if request.url.path.startswith(_FOR_PROGRAMS) or not hasattr(request.app.state, "asking"):
        return problem(status, detail)
    return await run_in_threadpool(failure_page, request, status, detail)
