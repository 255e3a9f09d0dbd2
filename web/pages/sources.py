"""Sources: how each is, when it is crawled next, what it gave; and what may be done with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from starlette.responses import RedirectResponse

from config import Source
from config.data import schedule_shown
from storage.types import Run, RunState
from web.asking import Asking
from web.charts import Chart, Point, chart
from web.errors import NotFound
from web.lineup import STATES, SourceWish
from web.pages.page import asking, own_form, render
from web.status import SourceStatus

routes = APIRouter()
_Name = Annotated[str, Path(max_length=200)]
_Form = Annotated[Mapping[str, str], Depends(own_form)]
_Text = Annotated[str, Query(max_length=300)]
_RUNS = 40
_ROWS = 100
_FAULTS = 20


@routes.get("/sources")
def sources(request: Request, q: _Text = "", state: _Text = "", after: _Text = "") -> Response:
    """List the sources a page at a time, those that need attention first."""
    ask = asking(request)
    lineup, known = ask.lineup(), ask.sources()
    wish = SourceWish(q.strip(), state if state in STATES else "")
    page = lineup.page(wish, after, _ROWS)
    shown = (known.get(one["name"]) for one in page.rows)
    return render(
        request,
        "sources_found.html" if request.headers.get("hx-target") == "found" else "sources.html",
        faults=list(islice(lineup.status["faults"].items(), _FAULTS)),
        more_faults=len(lineup.status["faults"]) - _FAULTS,
        lineup=lineup,
        states=[one for one in STATES if lineup.counts[one] or one == wish.state],
        wish=wish,
        page=page,
        after=after,
        counts=ask.of_each(),
        schedules={one.name: schedule_shown(one.schedule) for one in shown if one},
    )


@routes.get("/sources/{name}")
def source(request: Request, name: _Name, done: str = "") -> Response:
    """Show one source."""
    ask = asking(request)
    status = _status(ask, name)
    known = ask.sources().get(name)
    runs = ask.runs(name, None, _RUNS).rows
    return render(
        request,
        "source.html",
        name=name,
        status=status,
        source=known,
        fault=ask.status()["faults"].get(name, ""),
        schedule=schedule_shown(known.schedule) if known else "",
        toml=_toml(known),
        count=ask.of_each().get(name, 0),
        charts=_charts(runs),
        days=_days(ask, name),
        runs=runs[:10],
        cause=next((run for run in runs if run.state in _BROKEN), None),
        has_daemon=ask.status()["daemon"] is not None,
        done=done,
    )


_BROKEN = frozenset({RunState.FAILED, RunState.CRASHED})


def _status(ask: Asking, name: str) -> SourceStatus | None:
    found = ask.lineup().get(name)
    if found is None and name not in ask.status()["faults"]:
        raise NotFound(f"there is no source {name!r}; see the list of sources")
    return found


def _toml(known: Source | None) -> str:
    if known is None:
        return ""
    try:
        return known.path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return f"# {known.path} cannot be read: {error}"


def _days(ask: Asking, name: str) -> Chart:
    points = [
        Point(f"{day:%m-%d}", count, f"/records?source={name}&since={day}&until={day}T23:59:59")
        for day, count in ask.daily(30, name)
    ]
    return chart("days", "Articles a day", "articles", points)


def _charts(runs: Sequence[Run]) -> tuple[Chart, ...]:
    """Return what the latest runs gave, how long they took and what they lost, oldest first."""
    ended = [run for run in reversed(runs) if run.finished_at and run.state is not RunState.SKIPPED]
    return (
        _of_runs("yield", "New articles a run", "articles", ended, _new),
        _of_runs("time", "Duration of a run", "seconds", ended, _seconds, digits=1),
        _of_runs("errors", "Pages that gave no article", "pages", ended, _lost),
    )


def _of_runs(
    name: str,
    title: str,
    unit: str,
    runs: Sequence[Run],
    value: Callable[[Run], float],
    *,
    digits: int = 0,
) -> Chart:
    points = [
        Point(f"{run.started_at:%m-%d %H:%M}", value(run), f"/runs/{run.id}", _mark(run))
        for run in runs
    ]
    return chart(name, title, unit, points, digits)


def _mark(run: Run) -> str:
    return "bad" if run.state in _BROKEN else ""


def _new(run: Run) -> float:
    return run.counts.stored_new


def _seconds(run: Run) -> float:
    return (run.finished_at - run.started_at).total_seconds() if run.finished_at else 0.0


def _lost(run: Run) -> float:
    return run.counts.failed + run.counts.rejected


@routes.post("/sources/{name}/{action}")
def act(request: Request, name: _Name, action: str, form: _Form) -> Response:  # noqa: ARG001 - the form proves who asks
    """Crawl a source now, pause it, or let it go on; then show it."""
    ask = asking(request)
    ask.source(name)
    actions: dict[str, Callable[[str], Any]] = {
        "crawl": ask.desk.crawl,
        "pause": ask.desk.pause,
        "resume": ask.desk.resume,
    }
    if action not in actions:
        raise NotFound(f"{action!r} is nothing that can be done with a source")
    actions[action](name)
    ask.changed()
    return RedirectResponse(f"/sources/{name}?done={action}", 303)
