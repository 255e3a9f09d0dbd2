"""A site on loopback that answers what a test says, byte for byte, and remembers what it was asked.

``pages`` maps a path to an answer: bytes sent as they are, or a function that gets the request and
the connection and writes by itself (to drip, to hang, to break off).
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from config import Settings, Source
from crawler.options import CrawlOptions
from crawler.process import crawl_sources
from storage import Storage
from storage.types import Run

Answer = bytes | Callable[["Asked", socket.socket], None]


@dataclass(frozen=True)
class Asked:
    """One request."""

    path: str
    headers: dict[str, str]
    at: float = field(default_factory=time.monotonic)


@dataclass
class OddSite:
    """Serves while it is entered."""

    pages: dict[str, Answer] = field(default_factory=dict)
    host: str = "127.0.0.1"
    asked: list[Asked] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._socket = socket.create_server((self.host, 0), backlog=128)
        self.port: int = self._socket.getsockname()[1]
        self._ended = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def paths(self, but: str = "/robots.txt") -> list[str]:
        return [one.path for one in self.asked if one.path != but]

    def hang(self, asked: Asked, connection: socket.socket) -> None:  # noqa: ARG002
        """Say nothing until the site ends."""
        self._ended.wait()

    def pause(self, seconds: float) -> bool:
        """Wait between two bytes; true when the site has ended."""
        return self._ended.wait(seconds)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            try:
                self._answer(connection)
            except OSError:
                return

    def _answer(self, connection: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            piece = connection.recv(65536)
            if not piece:
                return
            head += piece
        first, *lines = head.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
        pairs = (line.split(": ", 1) for line in lines)
        asked = Asked(first.split(" ")[1], {name.lower(): value for name, value in pairs})
        self.asked.append(asked)
        answer = self.pages.get(asked.path, answered(b"no such page", status="404 Not Found"))
        if callable(answer):
            answer(asked, connection)
        else:
            connection.sendall(answer)


def answered(
    body: bytes | str,
    content_type: str = "text/html; charset=utf-8",
    *,
    status: str = "200 OK",
    **headers: str,
) -> bytes:
    """Return a whole answer."""
    body = body.encode() if isinstance(body, str) else body
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    lines = {"Content-Type": content_type, "Content-Length": str(len(body)), **named}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status}\r\n{head}Connection: close\r\n\r\n".encode() + body


def redirect(to: str) -> bytes:
    return answered(b"", status="302 Found", Location=to)


def listing(*links: str) -> bytes:
    rows = "".join(f'<li><a href="{link}">条目 {link}</a></li>' for link in links)
    return answered(f"<ul>{rows}</ul>")


def article(
    title: str, text: str = "重庆工业互联网平台发布新的数据，接入设备超过一百万台。" * 3
) -> bytes:
    return answered(
        f"<title>{title}</title><article><h1>{title}</h1><time>2021-05-10 09:30</time>"
        f"<p>{title}：{text}</p></article>"
    )


def source_of(homepage: str, name: str = "odd", **more: Any) -> Source:
    given: dict[str, Any] = {
        "name": name,
        "title": "怪站",
        "homepage": homepage,
        "timezone": "Asia/Shanghai",
        "category": "测试",
        "listing": [{"url": "/list", "title": "全部", "entries": "li a"}],
        "extract": {"body": ["article"], "title": "h1", "published": "time"},
    }
    return Source.model_validate(given | more)


def crawl(
    storage: Storage,
    *sources: Source,
    folder: Path,
    options: CrawlOptions | None = None,
    **settings: Any,
) -> tuple[Run, ...]:
    given = {
        "delay": 0,
        "timeout": 5,
        "deadline": 10,
        "retry_times": 0,
        "robots": False,
        "allow_addresses": ("127.0.0.0/8",),
    }
    chosen = Settings(data_dir=folder, **(given | settings))
    return crawl_sources(sources, chosen, storage, options or CrawlOptions())
