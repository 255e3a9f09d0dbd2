"""The application: three addresses for programs.

/healthz   200 while the daemon gets on with its work, 503 with the reason when it does not
/readyz    200 while it can store what it crawls, else 503
/metrics   Prometheus' text format
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

_WELL, _NOT_NOW = 200, 503
_METRICS = "text/plain; version=0.0.4; charset=utf-8"
_OWN_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


@dataclass(frozen=True, slots=True)
class Probes:
    """Where the answers come from. ``health`` and ``ready`` give what is wrong, or nothing."""

    health: Callable[[], str]
    ready: Callable[[], str]
    metrics: Callable[[], bytes]


def make_app(probes: Probes, hosts: Sequence[str]) -> Starlette:
    """Build the application; ``hosts`` are the names it answers to (``*``: any).

    A page of another site must not reach it through a name that resolves to this machine.
    """

    async def healthz(_request: Request) -> Response:
        return _verdict(probes.health())

    async def readyz(_request: Request) -> Response:
        return _verdict(probes.ready())

    async def metrics(_request: Request) -> Response:
        return Response(probes.metrics(), media_type=_METRICS, headers=_OWN_HEADERS)

    return Starlette(
        routes=[
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Route("/metrics", metrics),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts))],
    )


def _verdict(wrong: str) -> Response:
    status = _NOT_NOW if wrong else _WELL
    return PlainTextResponse(f"{wrong or 'ok'}\n", status, headers=_OWN_HEADERS)
