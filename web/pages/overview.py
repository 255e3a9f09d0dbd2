"""The first page: how everything is, what needs attention, what came in."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from web.charts import Chart, Point, chart
from web.pages.page import asking, render
from web.status import SourceStatus, StatusData

routes = APIRouter()
_DAYS = 30
_RUNS = 8
_ILL = ("failing", "degraded")


@routes.get("/")
def overview(request: Request) -> Response:
    """Show everything at a glance."""
    ask = asking(request)
    status, days = ask.status(), ask.daily(_DAYS)
    points = [
        Point(f"{day:%m-%d}", count, f"/records?since={day}&until={day}T23:59:59")
        for day, count in days
    ]
    return render(
        request,
        "overview.html",
        status=status,
        incidents=ask.own_incidents(),
        ill=needing_attention(status),
        shown=[one for one in status["sources"] if one["state"] != "disabled"],
        today=dict(days).get(ask.now().date(), 0),
        total=sum(ask.of_each().values()),
        days=_per_day(points),
        runs=ask.runs(None, None, _RUNS).rows,
    )


def _per_day(points: list[Point]) -> Chart:
    return chart("days", "Articles a day", "articles", points)


def needing_attention(status: StatusData) -> list[SourceStatus]:
    """Return the sources that are not well, the worst first; not those that are switched off."""
    found = [one for one in status["sources"] if one["state"] != "disabled"]
    ill = [one for one in found if one["health"]["state"] in _ILL]
    return sorted(ill, key=lambda one: (_ILL.index(one["health"]["state"]), one["name"]))
