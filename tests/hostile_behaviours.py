"""A hostile site as data: what each of its addresses does, and what a crawl must make of it.

A behaviour is a function that answers one request. Where it stands decides how it is met: an
article page, a listing, or the robots.txt of an origin of its own. Its outcomes are the manifest:

    stored · rejected:REASON · failed:CLASS · gone      of a page, as the work list has it
    done · failed:CLASS                                 of a listing or robots.txt, as the run has it
"""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from html import escape

GONE_AFTER = 30.0
"""Seconds after which even an endless answer ends, so that a broken client hangs no test."""


class Place(StrEnum):
    PAGE = "page"
    LISTING = "listing"
    ROBOTS = "robots"


class Threat(StrEnum):
    WIRE = "wire"
    TLS = "tls"
    REDIRECT = "redirect"
    PRIVATE = "private address"
    PACKED = "packed body"
    CHARSET = "charset"
    MARKUP = "markup"
    TYPE = "content type"
    WALL = "wall"
    FIELD = "field"
    LISTING = "listing"
    ROBOTS = "robots"


@dataclass(slots=True)
class Exchange:
    """One request, and the bare connection to answer it on."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    target: str
    headers: Mapping[str, str]
    bases: Mapping[str, str]
    """Base address of each origin by name."""
    edition: int = 1
    name: str = ""
    keeps_open: bool = False

    async def send(self, *pieces: bytes) -> None:
        for piece in pieces:
            self.writer.write(piece)
            await self.writer.drain()

    async def answer(self, body: bytes | str = b"", *headers: str, status: str = "200 OK") -> None:
        """Answer as a sound server would, but for what ``headers`` and ``status`` say."""
        self.keeps_open = True
        data = body if isinstance(body, bytes) else body.encode()
        named = {line.partition(":")[0].lower() for line in headers}
        usual = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(data))}
        lines = [f"{name}: {value}" for name, value in usual.items() if name.lower() not in named]
        await self.send(head(*headers, *lines, status=status), data)

    async def article(self, body: str = "", *headers: str, **parts: str) -> None:
        await self.answer(article(self.name, body, **parts), *headers)

    async def redirect(self, location: str, status: str = "302 Found") -> None:
        await self.answer(b"", f"Location: {location}", status=status)

    async def forever(self, piece: bytes, pause: float = 0.0) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + GONE_AFTER
        while loop.time() < end:
            await self.send(piece)
            await asyncio.sleep(pause)

    async def hang(self) -> None:
        async with asyncio.timeout(GONE_AFTER):
            await self.reader.read()

    def reset(self) -> None:
        """Drop the connection with a reset instead of an orderly end."""
        sock: socket.socket = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


Respond = Callable[[Exchange], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Behaviour:
    name: str
    threat: Threat
    place: Place
    respond: Respond
    outcomes: tuple[str, ...]
    """Any of them is right."""
    link: str = "{main}/p/{name}"
    """How the main listing links to it."""
    shows: str = ""
    """What the stored title or text must hold."""
    hides: str = ""
    """What neither may hold."""
    later: tuple[str, ...] = ()
    """Outcomes of the second crawl, for which its listing claims a change."""
    keeps: str = ""
    """What the stored text must still hold after the second crawl."""
    articles: int | None = None
    """How many articles the crawl of a listing must store, at most."""


@dataclass(slots=True)
class Register:
    """All behaviours, in the order of their writing."""

    behaviours: dict[str, Behaviour] = field(default_factory=dict)

    def add(self, behaviour: Behaviour) -> None:
        assert behaviour.name not in self.behaviours, behaviour.name
        self.behaviours[behaviour.name] = behaviour

    def at(self, place: Place) -> list[Behaviour]:
        return [one for one in self.behaviours.values() if one.place is place]


REGISTER = Register()


def page(threat: Threat, *outcomes: str, **more: object) -> Callable[[Respond], Respond]:
    return _registering(Place.PAGE, threat, outcomes, more)


def listing(*outcomes: str, **more: object) -> Callable[[Respond], Respond]:
    return _registering(Place.LISTING, Threat.LISTING, outcomes, more)


def robots(*outcomes: str, **more: object) -> Callable[[Respond], Respond]:
    return _registering(Place.ROBOTS, Threat.ROBOTS, outcomes, more)


def _registering(
    place: Place, threat: Threat, outcomes: tuple[str, ...], more: dict[str, object]
) -> Callable[[Respond], Respond]:
    def register(respond: Respond) -> Respond:
        name = str(more.pop("name", "") or getattr(respond, "__name__", ""))
        name = name.replace("_", "-")
        REGISTER.add(Behaviour(name, threat, place, respond, outcomes, **more))  # type: ignore[arg-type]
        return respond

    return register


def head(*headers: str, status: str = "200 OK", version: str = "HTTP/1.1") -> bytes:
    return "\r\n".join([f"{version} {status}", *headers, "", ""]).encode("utf-8", "surrogateescape")


def article(name: str, body: str = "", *, title: str = "", before: str = "", date: str = "") -> str:
    """Return a sound article page; what is given goes in as it is, unescaped."""
    text = body or f"<p>{prose(name)}</p>"
    return (
        f"<!doctype html>\n<html lang=en><head>{before}<title>Hostile Times</title></head>\n"
        f"<body><h1>{title or escape(name)}</h1>"
        f"<time>{date or '2026-05-01 08:00'}</time>\n<div id=text>{text}</div></body></html>"
    )


def prose(name: str) -> str:
    """Return text that no other behaviour has."""
    return f"The council met on {name} and, after a long debate, agreed to meet on {name} again."


def links(targets: Mapping[str, str]) -> str:
    rows = "".join(
        f'<li><a href="{escape(url)}">{escape(title)}</a></li>' for url, title in targets.items()
    )
    return f"<!doctype html><html><body><ul>{rows}</ul></body></html>"
