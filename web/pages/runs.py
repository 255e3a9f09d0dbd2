"""Runs: what happened in each crawl, and which pages gave no article, by reason."""

from __future__ import annotations

from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.responses import PlainTextResponse

from storage.types import LostPage, Run, RunProblem
from web.asking import Asking
from web.lineup import names_to_choose
from web.pages.page import asking, render

routes = APIRouter()
_ROWS = 30
_URLS = 200
_ALL = 100_000
_OF_A_PAGE = frozenset({"failed", "rejected", "gone"})
_Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
_Text = Annotated[str, Query(max_length=200)]


@routes.get("/runs")
def runs(request: Request, source: _Text = "", after: _Text = "") -> Response:
    """List the runs, newest first."""
    ask = asking(request)
    page = ask.runs(source or None, after or None, _ROWS)
    return render(
        request,
        "runs.html",
        runs=page.rows,
        following=page.next_cursor,
        source=source,
        after=after,
        names=names_to_choose(ask.of_each().keys() | _crawled(ask)),
    )


def _crawled(ask: Asking) -> set[str]:
    return {one["name"] for one in ask.status()["sources"] if one["last_run"]}


@routes.get("/runs/{number}")
def run(request: Request, number: _Number) -> Response:
    """Show one run."""
    ask = asking(request)
    found = ask.run(number)
    with ask.storage() as storage:
        lost = storage.frontier.lost(number, _URLS + 1)
    problems = _with_urls(found, lost[:_URLS])
    return render(request, "run.html", run=found, problems=problems, more=len(lost) > _URLS)


@routes.get("/runs/{number}/pages.tsv")
def lost_pages(request: Request, number: _Number) -> Response:
    """Return all pages that gave a run no article: reason, address and message, tabs between."""
    ask = asking(request)
    ask.run(number)
    with ask.storage() as storage:
        lost = storage.frontier.lost(number, _ALL)
    lines = ("\t".join(map(_cell, (one.kind, one.url, one.message))) for one in lost)
    return PlainTextResponse("".join(f"{line}\n" for line in ("kind\turl\tmessage", *lines)))


def _cell(text: str) -> str:
    return " ".join(text.split())


def _with_urls(found: Run, lost: tuple[LostPage, ...]) -> list[tuple[RunProblem, list[LostPage]]]:
    """Put to each reason the pages that it kept, as far as the work list still knows them."""
    kind = sorted(lost, key=lambda one: one.kind)
    by_kind = {name: list(its) for name, its in groupby(kind, key=lambda one: one.kind)}
    return [
        (one, by_kind.get(one.kind, []) if one.stage in _OF_A_PAGE else [])
        for one in found.problems
    ]
