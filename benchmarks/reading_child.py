"""Read saved pages without any rules, a process a core, as a crawl's workers do.

``python -m benchmarks.reading_child FOLDER``: every ``*.html`` of it; prints how many were read.
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from articles.normalize import Sighting
from articles.read import read
from articles.types import Article, FetchedPage, Profile

_NOW = datetime(2026, 11, 1, tzinfo=UTC)
_PROFILE = Profile("paper", "Paper", "https://paper.example", "Asia/Shanghai", "news")


def is_read(file: Path) -> bool:
    """Read one page; tell whether an article was found."""
    url = f"https://paper.example/{file.name}"
    page = FetchedPage(url, url, 200, file.read_bytes(), "text/html; charset=utf-8", _NOW)
    return isinstance(read(page, Sighting(url, ("news",), _NOW, _NOW), _PROFILE), Article)


if __name__ == "__main__":
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        found = sum(pool.map(is_read, sorted(Path(sys.argv[1]).glob("*.html")), chunksize=8))
    sys.stdout.write(f"{found}\n")
    sys.exit(0 if found else 1)
