"""Sources, runs and the daemon: what is crawled, what happened, and the order to crawl now."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from typing_extensions import TypedDict

from config.data import SourceData, source_data
from storage.data import RunData, run_data
from web.answers import json_answer
from web.api.parameters import CHANGES, COMMON, After, Limit, Name, Number, asking
from web.asking import Asking
from web.problem import problem
from web.status import StatusData

routes = APIRouter(responses=COMMON)
_Asking = Annotated[Asking, Depends(asking)]


class SourceList(TypedDict):
    """All sources; they come on one page."""

    sources: list[SourceData]
    next: str | None


class RunPage(TypedDict):
    """A page of runs."""

    runs: list[RunData]
    next: str | None


class Ordered(TypedDict):
    """What is going to happen."""

    source: str
    state: str


@routes.get("/status", response_model=StatusData, tags=["daemon"])
def status(request: Request, ask: _Asking) -> Response:
    """Tell what the daemon does and how each source stands."""
    return json_answer(request, ask.status())


@routes.get("/sources", response_model=SourceList, tags=["sources"])
def list_sources(request: Request, ask: _Asking) -> Response:
    """List the sources, disabled ones too."""
    health = ask.health()
    rows = [source_data(one, health.get(name)) for name, one in ask.sources().items()]
    return json_answer(request, SourceList(sources=rows, next=None))


@routes.get("/sources/{name}", response_model=SourceData, tags=["sources"])
def get_source(request: Request, ask: _Asking, name: Name) -> Response:
    """Return what is known of a source."""
    return json_answer(request, source_data(ask.source(name), ask.health().get(name)))


@routes.post(
    "/sources/{name}/crawl",
    response_model=Ordered,
    status_code=202,
    responses=CHANGES,
    tags=["sources"],
    openapi_extra={"security": [{"token": []}]},
)
def crawl(request: Request, ask: _Asking, name: Name) -> Response:
    """Crawl a source as soon as there is a place. Needs the token."""
    if not request.state.by_token:
        set_one = "set one with NEWSMILL_WEB_TOKEN and send it: Authorization: Bearer TOKEN"
        return problem(403, f"a change through the API needs the token; {set_one}")
    ask.source(name)
    ask.desk.crawl(name)
    return json_answer(request, Ordered(source=name, state="queued"), 202)


@routes.get("/runs", response_model=RunPage, tags=["runs"])
def list_runs(
    request: Request,
    ask: _Asking,
    source: Annotated[str, Query(max_length=200, description="Only of it.")] = "",
    after: After = None,
    limit: Limit = 20,
) -> Response:
    """List the runs, newest first."""
    page = ask.runs(source or None, after, limit)
    rows = [run_data(run) for run in page.rows]
    return json_answer(request, RunPage(runs=rows, next=page.next_cursor))


@routes.get("/runs/{number}", response_model=RunData, tags=["runs"])
def get_run(request: Request, ask: _Asking, number: Number) -> Response:
    """Return a run: what happened, and what became of every link."""
    return json_answer(request, run_data(ask.run(number)))
