"""The application: pages for people, an API and feeds for programs, three addresses for probes.

/healthz   200 while the daemon gets on with its work, 503 with the reason when it does not
/readyz    200 while it can store what it crawls, else 503
/metrics   Prometheus' text format
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TypeAlias

from fastapi import FastAPI
from fastapi.routing import APIRouter
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import PlainTextResponse, Response
from starlette.staticfiles import StaticFiles

from web import api, pages
from web.asking import Asking
from web.failing import handlers
from web.guard import Access
from web.shield import Shield
from web.world import World

_WELL, _NOT_NOW = 200, 503
_METRICS = "text/plain; version=0.0.4; charset=utf-8"
_STATIC = Path(__file__).with_name("static")
_LEAST_PACKED = 1_000


@dataclass(frozen=True, slots=True)
class Probes:
    """Where the answers come from. ``health`` and ``ready`` give what is wrong, or nothing."""

    health: Callable[[], str]
    ready: Callable[[], str]
    metrics: Callable[[], Awaitable[bytes]]


App: TypeAlias = FastAPI


def make_app(probes: Probes, access: Access, world: World | None = None) -> App:
    """Build the application; without a ``world`` it has probes only."""
    app = FastAPI(
        title="newsmill",
        description="Stored records, runs and sources. Times are UTC.",
        version=version("newsmill"),
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        exception_handlers=handlers(),
        middleware=[
            Middleware(GZipMiddleware, minimum_size=_LEAST_PACKED, compresslevel=5),
            Middleware(Shield, access=access),
        ],
    )
    app.include_router(_probes(probes))
    if world is not None:
        app.state.asking, app.state.access = Asking(world), access
        app.include_router(api.routes)
        app.include_router(pages.routes)
        app.mount("/static", StaticFiles(directory=_STATIC), "static")
    return app


def _probes(probes: Probes) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/healthz")
    async def healthz() -> Response:
        return _verdict(probes.health())

    @routes.get("/readyz")
    async def readyz() -> Response:
        return _verdict(probes.ready())

    @routes.get("/metrics")
    async def metrics() -> Response:
        return Response(await probes.metrics(), media_type=_METRICS)

    return routes


def _verdict(wrong: str) -> Response:
    status = _NOT_NOW if wrong else _WELL
    return PlainTextResponse(f"{wrong or 'ok'}\n", status)
