"""Crawls that are killed or told to stop, at every write and at random: lost, doubled, left: none."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from crawling import ROOT, is_whole, rows
from ended_crawls import NOT_REACHED
from odd_site import Answer, OddSite, answered, article, source_of

ARTICLES = 8
AT_MOST = 200
"""Moments of a crawl; one that no crawl reaches ends the count."""


@pytest.fixture
def site() -> Iterator[OddSite]:
    pages: dict[str, Answer] = {
        f"/{n}": article(f"第{n}条", f"第{n}条的正文" * 9) for n in range(6)
    }
    pages["/6"] = answered("no article at all", "text/plain")
    links = [f"<li><a href=/{n}>第{n}条</a></li>" for n in range(ARTICLES)]
    pages |= {"/list": answered("".join(links[:4])), "/list/2": answered("".join(links[4:]))}
    with OddSite(pages) as running:
        yield running


def ended(folder: Path, site: OddSite, number: int, at: list[Any], **more: Any) -> list[list[int]]:
    listing = {"url": "/list", "title": "全部", "entries": "li a", "next_page": "/list/{page}"}
    source = source_of(site.url, listing=[listing | {"max_pages": 2}])
    told = {
        "source": source.model_dump(mode="json", exclude_unset=True, by_alias=True),
        "folder": str(folder),
        "port": site.port,
        "signal": number,
        "at": at,
    }
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "ended_crawls.py"), json.dumps(told | more)],
        cwd=ROOT, capture_output=True, text=True, timeout=800, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return [[int(word) for word in line.split()] for line in done.stdout.splitlines()]


def check(file: Path, states: set[str]) -> None:
    """Look at what the ended crawl and the one after it have left."""
    runs = rows(file, "SELECT * FROM run ORDER BY id")
    assert {run["state"] for run in runs[:-1]} <= states
    assert runs[-1]["state"] == "done"
    for run in runs:
        if run["state"] == "crashed":
            continue
        assert run["found"] == run["known"] + run["new"] + run["older"]
        outcomes = run["rejected"] + run["failed"] + run["gone"]
        outcomes += sum(
            run[f"stored_{how}"] for how in ("new", "changed", "unchanged", "duplicate")
        )
        assert run["new"] + run["resumed"] == outcomes + run["left"]
    entries = rows(file, "SELECT url, state FROM entry ORDER BY url")
    left = {one["url"].rpartition("/")[2]: one["state"] for one in entries}
    stored = {str(n): "stored" for n in range(6)}
    assert left == stored | {"6": "rejected", "7": "failed"}
    assert len(rows(file, "SELECT id FROM article")) == 6
    assert len(rows(file, "SELECT article_id FROM article_version")) == 6
    assert is_whole(file)


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("number", "states", "step"),
    # A stop is heard by the loop, whatever the writer does: before and after a commit are alike.
    # test_storage_crash.py kills at each and every moment, without a site.
    [(signal.SIGTERM, {"interrupted", "done"}, 2), (signal.SIGKILL, {"crashed", "done"}, 3)],
)
def test_a_crawl_ended_at_any_write_is_made_good_by_the_next(
    tmp_path: Path, site: OddSite, number: int, states: set[str], step: int
) -> None:
    statuses = ended(tmp_path, site, number, list(range(0, AT_MOST, step)))
    ends = [first for first, _ in statuses]
    assert ends.pop() == NOT_REACHED
    assert len(ends) * step >= 20
    assert set(ends) == ({0} if number == signal.SIGTERM else {-signal.SIGKILL})
    assert {then for _, then in statuses} == {0}
    for moment in range(len(ends)):
        check(tmp_path / f"{moment}.db", states)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_crawl_ended_at_whatever_instant_is_made_good_by_the_next(
    tmp_path: Path, site: OddSite, number: int
) -> None:
    chance = random.Random(20261128)  # noqa: S311 - a repeatable choice of moments
    at = [f"{chance.uniform(0.02, 0.5):.3f}" for _ in range(8)]
    statuses = ended(tmp_path, site, number, at, delay=0.03)
    assert {then for _, then in statuses} == {0}
    for moment in range(len(at)):
        check(tmp_path / f"{moment}.db", {"interrupted", "done", "crashed"})
