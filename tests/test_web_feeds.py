"""Feeds out, as a reader's program reads them."""

from __future__ import annotations

from collections.abc import Iterator

import feedparser
import pytest
from web_world import Served, world


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with world(tmp_path_factory.mktemp("world"), 5) as one:
        yield one


@pytest.mark.parametrize(
    ("path", "title", "count"),
    [
        ("all", "newsmill", 9),
        ("wire", "通讯社 – newsmill", 1),
        ("category/要闻", "要闻 – newsmill", 9),
        ("category/a/b", "a/b – newsmill", 0),
        ("search", "第3篇 – newsmill", 1),
    ],
)
def test_a_feed_holds_what_it_is_of(served: Served, path: str, title: str, count: int) -> None:
    query = "?q=第3篇" if path == "search" else ""
    answer = served.get(f"/feeds/{path}.xml{query}")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    read = feedparser.parse(answer.content)
    assert not read.bozo
    assert (read.feed.title, len(read.entries)) == (title, count)
    assert read.feed.links[0].rel == "self"
    assert read.feed.links[0].href == answer.url
    json = served.get(f"/feeds/{path}.json{query}").json()
    assert (json["title"], len(json["items"])) == (title, count)
    assert served.get(f"/feeds/{path}.xml{query}", If_None_Match=answer.headers["etag"]).status_code == 304  # fmt: skip


def test_no_two_feeds_share_an_identity(served: Served) -> None:
    paths = ("all.xml", "wire.xml", "news.xml", "category/要闻.xml", "search.xml?q=a1", "search.xml?q=a2")  # fmt: skip
    ids = [feedparser.parse(served.get(f"/feeds/{path}").content).feed.id for path in paths]
    assert len(set(ids)) == len(paths)


@pytest.mark.parametrize(("path", "status"), [("none.xml", 404), ("wire.rss", 422), ("search.xml", 422)])  # fmt: skip
def test_what_is_no_feed_is_told_so(served: Served, path: str, status: int) -> None:
    answer = served.get(f"/feeds/{path}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
