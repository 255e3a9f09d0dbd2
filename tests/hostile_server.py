"""The hostile site on the air: bare sockets in a thread, and a log of every request with its times.

Origins (a host and port each):

    main        the listing of all hostile pages, and good articles among them
    elsewhere   another site, where fetching is allowed
    canary      our own network: nothing may ever connect
    closed      a port where nobody listens
    trusted, expired, self_signed, wrong_host     TLS, with such a certificate
    listing-…, robots-…                           one for each hostile listing and robots.txt
"""

from __future__ import annotations

import asyncio
import socket
import time
from concurrent.futures import Future
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Self

import hostile_encodings
import hostile_fields
import hostile_listings
import hostile_pages
import hostile_redirects
import hostile_wire
from hostile_behaviours import REGISTER, Behaviour, Exchange, Place, links
from hostile_certificates import make_certificates

PARTS = (
    hostile_wire,
    hostile_redirects,
    hostile_encodings,
    hostile_pages,
    hostile_fields,
    hostile_listings,
)
"""The modules that fill the register."""
GOOD = 12
"""Good articles on the main origin, among the hostile pages."""
_LARGEST_HEAD = 64 * 1024
_TLS_HANDSHAKE = b"\x16"


@dataclass(slots=True)
class Visit:
    """One request; ``ended`` is None while it is being answered. Times are monotonic seconds."""

    origin: str
    target: str
    headers: dict[str, str]
    began: float
    ended: float | None = None

    @property
    def seconds(self) -> float:
        return (self.ended or time.monotonic()) - self.began


class HostileServer:
    """Serves while it is entered. ``edition`` 2 makes the pages that turn show what they turn to."""

    def __init__(self, folder: Path) -> None:
        hostile_encodings.make_bombs()
        certificates = make_certificates(folder)
        self.authority = certificates.authority
        self.edition = 1
        self.visits: list[Visit] = []
        self.canary_hits: list[str] = []
        self._contexts = certificates.contexts
        self._sockets = {name: _bound() for name in self._names()}
        self.ports = {name: int(one.getsockname()[1]) for name, one in self._sockets.items()}
        self.bases = _bases(self.ports, set(self._contexts))
        self._sockets.pop("closed").close()
        self._ready: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()
        self._thread = Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    def _names(self) -> list[str]:
        own = [f"{one.place}-{one.name}" for one in REGISTER.behaviours.values()
               if one.place is not Place.PAGE]  # fmt: skip
        return ["main", "elsewhere", "canary", "closed", *self._contexts, *own]

    @property
    def allowed(self) -> list[str]:
        """What a crawl is told to trust: every origin but the canary."""
        return [f"127.0.0.1:{port}" for name, port in self.ports.items() if name != "canary"]

    def address(self, behaviour: Behaviour) -> str:
        """Return the address that the main listing has for a page."""
        return behaviour.link.format(name=behaviour.name, **self.bases)

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.result()
        return self

    def __exit__(self, *_: object) -> None:
        loop, told = self._ready.result()
        loop.call_soon_threadsafe(told.set)
        self._thread.join()

    async def _serve(self) -> None:
        loop, told = asyncio.get_running_loop(), asyncio.Event()
        # failed handshakes and clients that hang up are what this server is for
        loop.set_exception_handler(lambda *_: None)
        async with AsyncExitStack() as serving:
            for name, listener in self._sockets.items():
                server = await asyncio.start_server(
                    _Origin(self, name).met,
                    sock=listener,
                    ssl=self._contexts.get(name),
                    backlog=200,
                    limit=_LARGEST_HEAD,
                )
                serving.callback(server.close)
            self._ready.set_result((loop, told))
            await told.wait()


@dataclass(frozen=True, slots=True)
class _Origin:
    server: HostileServer
    name: str

    async def met(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer requests on one connection until an answer or the client ends it."""
        try:
            while await self._answered(reader, writer):
                pass
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()

    async def _answered(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        if self.name == "canary":
            self.server.canary_hits.append(repr(await reader.read(100)))
            return False
        first = await reader.readexactly(1)
        if first == _TLS_HANDSHAKE:
            writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            return False
        lines = (first + await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        target = lines[0].split(" ")[1]
        pairs = (line.partition(":") for line in lines[1:] if line)
        headers = {name.lower(): value.strip() for name, _, value in pairs}
        visit = Visit(self.name, target, headers, time.monotonic())
        self.server.visits.append(visit)
        exchange = Exchange(reader, writer, target, headers, self.server.bases, self.server.edition)
        try:
            await self._respond(exchange)
        finally:
            visit.ended = time.monotonic()
        return exchange.keeps_open

    def _respond(self, x: Exchange) -> object:
        path = x.target.partition("?")[0]
        kind, _, x.name = path.strip("/").partition("/")
        place, _, name = self.name.partition("-")
        own = REGISTER.behaviours.get(name) if place in {"listing", "robots"} else None
        if path == "/robots.txt":
            return own.respond(x) if own and own.place is Place.ROBOTS else _missing(x)
        if kind == "a" or (kind == "p" and x.name.startswith("good-")):
            return x.article()
        if kind == "p" and self.name != "elsewhere" and x.name in REGISTER.behaviours:
            return REGISTER.behaviours[x.name].respond(x)
        if own and own.place is Place.LISTING:
            return own.respond(x)
        if path == "/list":
            return _main_list(x, self.server) if self.name == "main" else _short_list(x)
        return _missing(x)


async def _missing(x: Exchange) -> None:
    await x.answer("no such page", status="404 Not Found")


async def _short_list(x: Exchange) -> None:
    await x.answer(links({"/a/1": "one", "/a/2": "two", f"/a/{'a' * 200}": "three"}))


async def _main_list(x: Exchange, server: HostileServer) -> None:
    pages = REGISTER.at(Place.PAGE)
    every = max(1, len(pages) // GOOD)
    rows: dict[str, str] = {}
    for number, one in enumerate(pages):
        if number % every == 0 and number // every < GOOD:
            rows[f"/p/good-{number // every}"] = f"good {number // every}"
        # a new title is a new claim: the page is worth another look
        changed = " (updated)" if one.later and server.edition > 1 else ""
        rows[server.address(one)] = f"{one.name}{changed}"
    await x.answer(links(rows))


def _bound() -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", 0))
    return listener


def _bases(ports: dict[str, int], secure: set[str]) -> dict[str, str]:
    bases = {}
    for name, port in ports.items():
        bases[name] = f"{'https' if name in secure else 'http'}://127.0.0.1:{port}"
        bases[f"{name}_netloc"] = f"127.0.0.1:{port}"
        bases[f"{name}_port"] = str(port)
    return bases
