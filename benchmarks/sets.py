"""The sets of pages with their truth: FOLDER/<set>/truth.jsonl and FOLDER/<set>/<id>.html.gz."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from articles.types import FetchedPage

BODY_SETS = ("news_en", "publishers", "multilingual", "web_articles")
SETS = (*BODY_SETS, "metadata")
NOW = datetime(2026, 12, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Case:
    """One page with its truth."""

    set: str
    name: str
    page: FetchedPage
    truth: Mapping[str, Any]


def cases(folder: Path, name: str, limit: int | None = None) -> Iterator[Case]:
    """Yield the pages of a set, in the order of its truth. Its lines end with LF alone."""
    lines = (folder / name / "truth.jsonl").read_text("utf-8").rstrip("\n").split("\n")
    for line in lines[:limit]:
        truth = json.loads(line)
        body = gzip.decompress((folder / name / f"{truth['id']}.html.gz").read_bytes())
        url = truth.get("url") or "https://unknown.invalid/"
        yield Case(name, truth["id"], FetchedPage(url, url, 200, body, "text/html", NOW), truth)
