"""The newspaper that is crawled: a process of its own, with pages of a real page's weight."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.processes import ROOT, environment, python
from demo.columns import COLUMN_BY_ID
from demo.newspaper import Newspaper

PER_PAGE = 15
_SOURCE = ROOT / "config" / "sources" / "nbd.toml"


@dataclass(frozen=True, slots=True)
class Printed:
    """A newspaper on the air."""

    base: str
    size: int
    addresses: tuple[str, ...]
    """Every page that a crawl of all of it asks for: robots.txt, listings, articles."""

    @property
    def host(self) -> str:
        """Host and port."""
        return urlsplit(self.base).netloc

    def source_in(self, folder: Path) -> None:
        """Write the shipped source for it into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        shipped = _SOURCE.read_text("utf-8")
        moved = shipped.replace("https://www.nbd.com.cn", self.base)
        # all of it in one crawl, however many pages that are
        moved = moved.replace("max_pages = 5", "max_pages = 1000")
        (folder / "nbd.toml").write_text(moved, "utf-8")


@contextmanager
def on_air(size: int, folder: Path) -> Iterator[Printed]:
    """Serve a newspaper of so many articles, every page rendered before the first request."""
    command = python("-m", "demo", "--size", str(size), "--weight", "--warm")
    with subprocess.Popen(  # noqa: S603 - our own program
        command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment(folder)
    ) as server:
        try:
            base = server.stdout.readline().strip() if server.stdout else ""
            yield Printed(base, size, _addresses(base, size))
        finally:
            server.terminate()


def _addresses(base: str, size: int) -> tuple[str, ...]:
    edition = Newspaper.printed(size).edition
    listings = [
        f"/columns/{column}/page/{page}"
        for column in COLUMN_BY_ID
        for page in range(1, ceil(len(edition.by_column[column]) / PER_PAGE) + 1)
    ]
    articles = [article.path for article in edition.articles]
    return tuple(f"{base}{path}" for path in ("/robots.txt", *listings, *articles))
