"""What a site sees of a crawl: how many requests at once, how far apart, and in which order."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from odd_site import Answer, Asked, OddSite, answered, article, crawl, source_of

from storage import Storage

SLACK = 0.15
"""Seconds by which two requests may come nearer to each other on their way."""
DATED = {"url": "/list", "title": "全部", "entries": "li a", "entry_date": "time"}


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with Storage.open(f"sqlite:///{tmp_path / 'news.db'}") as opened:
        yield opened


def site_of(count: int, **more: Answer) -> OddSite:
    """Return a site with articles, the oldest at the top of its listing."""
    first = date(2026, 3, 1)
    rows = "".join(
        f'<li><a href="/{n}">第{n}条</a><time>{first + timedelta(days=n)}</time></li>'
        for n in range(count)
    )
    pages: dict[str, Answer] = {f"/{n}": article(f"第{n}条") for n in range(count)}
    robots = {f"/{name}.txt": answer for name, answer in more.items()}
    return OddSite(pages | robots | {"/list": answered(f"<ul>{rows}</ul>")})


def gaps(asked: Sequence[Asked]) -> list[float]:
    return [later.at - earlier.at for earlier, later in pairwise(asked)]


class Counter:
    """Answers after a while, and remembers how many waited at once."""

    def __init__(self, site: OddSite, answer: bytes) -> None:
        self.most = 0
        self._site, self._answer = site, answer
        self._now, self._lock = 0, threading.Lock()

    def __call__(self, asked: Asked, connection: socket.socket) -> None:  # noqa: ARG002
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        self._site.pause(0.05)
        with self._lock:
            self._now -= 1
        connection.sendall(self._answer)


@pytest.mark.parametrize("at_once", [1, 3])
@pytest.mark.parametrize("delay", [0, 0.01])
def test_no_more_requests_are_under_way_than_the_source_allows(
    storage: Storage, tmp_path: Path, at_once: int, delay: float
) -> None:
    with site_of(12) as site:
        counter = Counter(site, article("一"))
        site.pages |= {f"/{n}": counter for n in range(12)}
        source = source_of(site.url, listing=[DATED], fetch={"concurrency": at_once})
        (run,) = crawl(storage, source, folder=tmp_path, delay=delay)
    assert run.counts.stored == 12
    assert counter.most == at_once


def test_all_hosts_together_get_no_more_than_the_total(storage: Storage, tmp_path: Path) -> None:
    with site_of(8) as site:
        counter = Counter(site, article("一"))
        site.pages |= {f"/{n}": counter for n in range(8)}
        source = source_of(site.url, listing=[DATED])
        crawl(storage, source, folder=tmp_path, concurrency=8, total_concurrency=2)
    assert counter.most == 2


@pytest.mark.parametrize("limit", [None, 5])
def test_the_newest_articles_are_asked_for_first(
    storage: Storage, tmp_path: Path, limit: int | None
) -> None:
    with site_of(60) as site:
        source = source_of(site.url, listing=[DATED], fetch={"concurrency": 1})
        crawl(storage, source, folder=tmp_path, max_requests=1 + (limit or 60))
        assert site.paths() == ["/list", *(f"/{n}" for n in range(59, 59 - (limit or 60), -1))]


def test_requests_keep_their_distance(storage: Storage, tmp_path: Path) -> None:
    with site_of(6) as site:
        source = source_of(site.url, listing=[DATED])
        crawl(storage, source, folder=tmp_path, robots=True, delay=0.4, delay_jitter=0.1)
        assert len(site.asked) == 8
        assert min(gaps(site.asked)) > 0.36 - SLACK


@pytest.mark.parametrize("delay", [0.0, 0.6])
def test_a_crawl_delay_is_kept_and_no_jitter_goes_below_it(
    storage: Storage, tmp_path: Path, delay: float
) -> None:
    rules = answered("User-agent: *\nCrawl-delay: 0.5\n", "text/plain")
    with site_of(8, robots=rules) as site:
        source = source_of(site.url, listing=[DATED])
        crawl(storage, source, folder=tmp_path, robots=True, delay=delay, delay_jitter=1.0)
        assert len(site.asked) == 10
        assert min(gaps(site.asked)) > 0.5 - SLACK


def test_a_crawl_delay_that_an_earlier_crawl_read_holds_from_the_first_request_on(
    storage: Storage, tmp_path: Path
) -> None:
    rules = answered("User-agent: *\nCrawl-delay: 0.5\n", "text/plain")
    with site_of(2, robots=rules) as site:
        source = source_of(site.url, listing=[DATED])
        crawl(storage, source, folder=tmp_path, robots=True)
        site.asked.clear()
        site.pages["/list"] = answered("<ul><li><a href=/0>甲</a><li><a href=/1>乙</a></ul>")
        crawl(storage, source, folder=tmp_path, robots=True)
        assert [one.path for one in site.asked] == ["/list", "/0", "/1"]
        assert min(gaps(site.asked)) > 0.5 - SLACK
