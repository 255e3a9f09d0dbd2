"""A site on loopback that serves what a test writes, and keeps a log of what was asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from config import Settings, Source
from crawler.options import CrawlOptions, Slice
from crawler.process import crawl_sources
from storage import Storage
from storage.backfill import TRIGGER, Goal
from storage.types import RecordFilter, Run

NEWSPAPER = {
    "body": [".g-articl-text"],
    "title": ".g-article-top h1",
    "published": ".u-time .time",
}
"""How the demo newspaper is read."""
PAGE = """<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1>
<time datetime="{date}">{date}</time><article><p>{text}</p></article></body></html>"""


def article(number: int, date: str = "2026-11-20T08:00:00Z") -> str:
    return PAGE.format(title=f"Article {number}", date=date, text=f"The text of number {number}.")


@dataclass
class Site:
    """``pages`` maps a path with its query to text, bytes or a status."""

    base: str = ""
    pages: dict[str, str | bytes | int] = field(default_factory=dict)
    log: list[tuple[str, int]] = field(default_factory=list)

    def asked(self) -> list[tuple[str, int]]:
        """What was asked for since the last look, robots.txt left out."""
        lines, self.log = self.log, []
        return [line for line in lines if line[0] != "/robots.txt"]

    def put_articles(self, *numbers: int) -> None:
        for number in numbers:
            self.pages[f"/a/{number}"] = article(number)


@contextmanager
def served(pages: dict[str, str | bytes | int]) -> Iterator[Site]:
    site = Site(pages=pages)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(site))
    site.base = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            held = site.pages.get(self.path, 404)
            status, body = (held, b"") if isinstance(held, int) else (200, _bytes(held, site))
            etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            if status == 200 and self.headers.get("If-None-Match") == etag:
                status, body = 304, b""
            site.log.append((self.path, status))
            self.send_response(status)
            if status in {200, 304}:
                self.send_header("ETag", etag)
            self.send_header("Content-Type", _type(self.path))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    return Handler


def _bytes(held: str | bytes, site: Site) -> bytes:
    return held if isinstance(held, bytes) else held.replace("BASE", site.base).encode()


def _type(path: str) -> str:
    path = path.partition("?")[0]
    kinds = {".xml": "application/xml", ".json": "application/json", ".gz": "application/gzip"}
    return kinds.get(Path(path).suffix, "text/html; charset=utf-8")


def source(base: str, *listings: dict[str, object], **more: object) -> Source:
    return Source.model_validate(
        {
            "name": "example",
            "title": "Example",
            "homepage": base,
            "timezone": "UTC",
            "category": "News",
            "listing": [{"url": "/list", "title": "All"} | one for one in listings],
            "extract": {"published": "time"},
        }
        | more
    )


def ruled_source(base: str, *listings: dict[str, object], **more: object) -> Source:
    rules = {"body": ["article"], "title": "h1", "published": "time"}
    return source(base, *listings, extract=rules, **more)


def backfill(made: Source, storage: Storage, articles: int | None = None, **goal: object) -> Run:
    """Crawl one slice of a backfill; without a goal the open one goes on."""
    order = Slice(Goal(**goal) if goal else None, articles)
    return crawl(made, storage, backfill=order, trigger=TRIGGER)


def crawl(made: Source, storage: Storage, **options: object) -> Run:
    """Crawl once; the books must balance whatever happened."""
    port = int(made.homepage.rpartition(":")[2])
    settings = Settings(allow_addresses=(f"127.0.0.1:{port}",), delay=0, retry_times=0)
    (run,) = crawl_sources([made], settings, storage, CrawlOptions(**options))
    counts = run.counts
    assert counts.found == counts.known + counts.new + counts.older
    outcomes = counts.stored + counts.rejected + counts.failed + counts.gone
    assert counts.new + counts.resumed == outcomes + counts.left
    return run


def titles(storage: Storage) -> set[str]:
    page = storage.records.list(RecordFilter(), limit=200)
    return {record.title for record in page.rows}
