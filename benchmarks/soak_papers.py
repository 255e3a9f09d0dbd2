"""Many small newspapers on loopback, each at an address of its own, a third of them misbehaving.

A good paper publishes an article at a time and lists its latest. A bad one always misbehaves in one
of the ways below. What a paper holds follows from the time alone, so anybody can tell what must be
stored.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from aiohttp import web

_LISTED = 12
_WORDS = "The council met again and found that the bridge would hold for another year. " * 12
_HUGE = b"x" * (4 * 1024 * 1024)


@dataclass(frozen=True, slots=True)
class Paper:
    """One newspaper; ``vice`` is empty for a good one."""

    number: int
    vice: str = ""

    @property
    def name(self) -> str:
        """Its source's name."""
        return f"paper{self.number:03}"

    @property
    def host(self) -> str:
        """Its own loopback address."""
        return f"127.0.{1 + self.number // 200}.{1 + self.number % 200}"


class Press:
    """Prints all papers from ``begin`` on: an article every ``pace`` seconds until ``stop``."""

    def __init__(self, papers: int, pace: float) -> None:
        vices = [*_VICES, *["refusing"]]
        self.papers = [
            Paper(number, vices[number // 3 % len(vices)] if number % 3 == 0 else "")
            for number in range(papers)
        ]
        self._pace, self._begun, self._stopped = pace, time.monotonic(), 0.0
        self._first = datetime.now(UTC)

    def stop(self) -> None:
        """Publish nothing any more."""
        self._stopped = time.monotonic()

    def published(self, paper: Paper) -> int:
        """Return how many articles a paper has published."""
        elapsed = (self._stopped or time.monotonic()) - self._begun
        # each at another moment, so that not all are new at once
        return 1 + int(elapsed / self._pace + paper.number * 0.37 % 1)

    def listing(self, paper: Paper) -> str:
        """Return the page that lists the latest articles."""
        newest = self.published(paper)
        links = "".join(
            f'<li><a class="story" href="/a/{n}">Story {n} of {paper.name}</a></li>'
            for n in range(newest, max(0, newest - _LISTED), -1)
        )
        return f"<html><body><ul>{links}</ul></body></html>"

    def article(self, paper: Paper, number: int) -> str:
        """Return the page of one article."""
        moment = self._first + timedelta(seconds=number * self._pace)
        title = f"Story {number} of {paper.name}"
        return (
            f"<html><head><title>{title}</title></head><body><h1>{title}</h1>"
            f'<time datetime="{moment.isoformat()}">today</time>'
            f'<div class="text"><p>{title}. {_WORDS}</p></div></body></html>'
        )


Stop = Callable[[], object]


async def serve(press: Press, port: int, ready: Future[Stop]) -> None:
    """Serve every paper until the function that ``ready`` gets is called, in any thread."""
    loop, stopping = asyncio.get_running_loop(), asyncio.Event()
    by_host = {one.host: one for one in press.papers}

    async def answer(request: web.Request) -> web.StreamResponse:
        paper = by_host[request.host.partition(":")[0]]
        if request.path == "/robots.txt":
            return web.Response(status=404)
        vice = _VICES.get(paper.vice)
        return await vice(request) if vice else _proper(press, paper, request)

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    for paper in press.papers:
        if paper.vice != "refusing":
            await web.TCPSite(runner, paper.host, port).start()
    ready.set_result(lambda: loop.call_soon_threadsafe(stopping.set))
    await stopping.wait()
    await runner.cleanup()


def _proper(press: Press, paper: Paper, request: web.Request) -> web.Response:
    number = request.path.removeprefix("/a/")
    text = press.article(paper, int(number)) if number.isdecimal() else press.listing(paper)
    return web.Response(text=text, content_type="text/html")


async def _broken(_request: web.Request) -> web.StreamResponse:
    return web.Response(status=500)


async def _hanging(_request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(30)
    return web.Response(status=204)


async def _empty(_request: web.Request) -> web.StreamResponse:
    return web.Response(
        text="<html><body>Under construction</body></html>", content_type="text/html"
    )


async def _circling(request: web.Request) -> web.StreamResponse:
    raise web.HTTPFound(request.path)


async def _huge(_request: web.Request) -> web.StreamResponse:
    return web.Response(body=_HUGE, content_type="text/html")


async def _cut_off(request: web.Request) -> web.StreamResponse:
    answer = web.StreamResponse(headers={"Content-Length": "100000", "Content-Type": "text/html"})
    await answer.prepare(request)
    with suppress(ConnectionError):
        await answer.write(b"<html>")
    if request.transport:
        request.transport.abort()
    return answer


async def _dripping(request: web.Request) -> web.StreamResponse:
    answer = web.StreamResponse(headers={"Content-Type": "text/html"})
    await answer.prepare(request)
    with suppress(ConnectionError):
        for _ in range(100):
            await answer.write(b"<p>")
            await asyncio.sleep(0.3)
    return answer


_VICES: dict[str, Callable[[web.Request], Awaitable[web.StreamResponse]]] = {
    "broken": _broken,
    "hanging": _hanging,
    "empty": _empty,
    "circling": _circling,
    "huge": _huge,
    "cut-off": _cut_off,
    "dripping": _dripping,
}
