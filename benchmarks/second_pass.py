"""The second crawl: what it asks for and writes when little or nothing is new."""

from __future__ import annotations

import json
from urllib.request import Request, urlopen

from benchmarks.crawls import Crawls
from benchmarks.lines import Line, at_most
from benchmarks.newspapers import Printed, on_air
from benchmarks.plan import Plan
from demo.columns import COLUMNS

_WRITTEN = ("article", "article_version", "entry", "article_url", "article_category")


def second_pass(plan: Plan) -> list[Line]:
    """Crawl everything; again with nothing new; again with one article in a hundred new."""
    fresh = max(1, plan.articles // 100)
    with on_air(plan.articles, plan.folder) as paper:
        crawls = Crawls(paper, plan.folder)
        first = crawls.first()
        _told(paper, "reset-log", post=True)
        before = [crawls.count(table) for table in _WRITTEN]
        idle = crawls.again(plan.articles)
        asked = len(_requests(paper))
        rows = sum(map(crawls.count, _WRITTEN)) - sum(before)
        for _ in range(fresh):
            _told(paper, "add", post=True)
        _told(paper, "reset-log", post=True)
        crawls.again(plan.articles + fresh)
        asked_again, got = len(_requests(paper)), _bytes(paper)
    # robots.txt, and each listing to its first page of known articles
    least = 1 + len(COLUMNS)
    return [
        Line(
            "second pass, nothing new: requests",
            asked,
            "",
            at_most(least, least + 2),
            "robots.txt and the first page of each listing",
        ),
        Line("second pass, nothing new: rows written", rows, "", at_most(0, 0), "but the run's"),
        Line("second pass, nothing new: CPU of the first", idle.cpu / first.cpu),
        Line(
            f"second pass, {fresh} new: requests",
            asked_again,
            "",
            at_most(least + fresh + 1, least + fresh + 10),
            f"{got / 1024:,.0f} KiB",
        ),
    ]


def _requests(paper: Printed) -> list[dict[str, object]]:
    found = _told(paper, "log")["requests"]
    return found if isinstance(found, list) else []


def _bytes(paper: Printed) -> int:
    return sum(int(str(one["bytes"])) for one in _requests(paper))


def _told(paper: Printed, command: str, *, post: bool = False) -> dict[str, object]:
    request = Request(f"{paper.base}/_control/{command}", method="POST" if post else "GET")  # noqa: S310 - our own loopback
    with urlopen(request) as answer:  # noqa: S310 - the same
        found: dict[str, object] = json.load(answer)
        return found
