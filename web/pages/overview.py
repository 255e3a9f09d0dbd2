"""The first page: how everything is, what needs attention, what came in."""

from __future__ import annotations

from itertools import islice

from fastapi import APIRouter, Request, Response

from web.charts import Chart, Point, chart
from web.pages.page import asking, render

routes = APIRouter()
_DAYS = 30
_RUNS = 8
_CARDS = 12
_TILES = 60
_FAULTS = 8


@routes.get("/")
def overview(request: Request) -> Response:
    """Show everything at a glance."""
    ask = asking(request)
    lineup, days = ask.lineup(), ask.daily(_DAYS)
    points = [
        Point(f"{day:%m-%d}", count, f"/records?since={day}&until={day}T23:59:59")
        for day, count in days
    ]
    return render(
        request,
        "overview.html",
        status=lineup.status,
        lineup=lineup,
        incidents=ask.own_incidents(),
        faults=list(islice(lineup.status["faults"].items(), _FAULTS)),
        ill=lineup.worst(_CARDS),
        shown=lineup.first(_TILES),
        today=dict(days).get(ask.now().date(), 0),
        total=sum(ask.of_each().values()),
        days=_per_day(points),
        runs=ask.runs(None, None, _RUNS).rows,
    )


def _per_day(points: list[Point]) -> Chart:
    return chart("days", "Articles a day", "articles", points)
