"""A process that dies while it walks a listing: the next crawl finds what one undisturbed would.

Run in a process of its own, which ends without a word at a named moment of the database.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from listing_site import Site, crawl, served, source, titles

from storage import Storage

INDEX = {"kind": "sitemap", "url": "/sitemap.xml", "first_crawl": 3}
FEED = {"kind": "feed", "url": "/feed.xml", "first_crawl": 3}
DIES = """
import os, sys
from collections import Counter
sys.path.insert(0, {tests!r})
from listing_site import crawl, source
from storage import Storage
seen = Counter()
def at(moment):
    seen[moment] += 1
    if moment == {moment!r} and seen[moment] == {count}:
        os._exit(9)
with Storage.open({url!r}, on_point=at) as storage:
    crawl(source({base!r}, {listing!r}), storage)
"""


@pytest.fixture
def site() -> Iterator[Site]:
    with served({}) as running:
        running.put_articles(*range(1, 9))
        running.pages |= {
            "/sitemap.xml": parts("2026-11-08T00:00:00Z", "2026-11-04T00:00:00Z"),
            "/new.xml": urls(5, 6, 7, 8),
            "/old.xml": urls(1, 2, 3, 4),
            "/feed.xml": feed(*range(1, 9)),
        }
        yield running


def urls(*numbers: int) -> str:
    rows = (f"<url><loc>BASE/a/{n}</loc><lastmod>2026-11-{n:02}</lastmod></url>" for n in numbers)
    return f"<urlset>{''.join(rows)}</urlset>"


def parts(new: str, old: str) -> str:
    return (
        f"<sitemapindex><sitemap><loc>BASE/new.xml</loc><lastmod>{new}</lastmod></sitemap>"
        f"<sitemap><loc>BASE/old.xml</loc><lastmod>{old}</lastmod></sitemap></sitemapindex>"
    )


def feed(*numbers: int) -> str:
    rows = (
        f"<item><title>Article {n}</title><link>BASE/a/{n}</link>"
        f"<pubDate>{n} Nov 2026 08:00:00 GMT</pubDate></item>"
        for n in numbers
    )
    return f'<rss version="2.0"><channel>{"".join(rows)}</channel></rss>'


@pytest.mark.parametrize(
    ("listing", "moment", "count"),
    [
        (FEED, "discover:after-commit", 1),
        (INDEX, "discover:after-commit", 1),
        (INDEX, "end-walk:after-commit", 1),
        (INDEX, "end-walk:after-commit", 2),
    ],
)
def test_a_first_crawl_that_died_is_done_again(
    site: Site, tmp_path: Path, listing: dict[str, object], moment: str, count: int
) -> None:
    url = f"sqlite:///{tmp_path}/test.db"
    code = DIES.format(
        tests=str(Path(__file__).parent),
        moment=moment,
        count=count,
        url=url,
        base=site.base,
        listing=listing,
    )
    died = subprocess.run([sys.executable, "-c", code], check=False, env=os.environ)
    assert died.returncode == 9
    with Storage.open(url) as storage:
        made = source(site.base, listing)
        crawl(made, storage)
        assert titles(storage) == {"Article 6", "Article 7", "Article 8"}
        again = crawl(made, storage).counts
        assert (again.requests, again.new) == (1, 0)
        # what was left alone stays known, and what is new is taken
        site.put_articles(9)
        site.pages |= {
            "/new.xml": urls(5, 6, 7, 8, 9),
            "/sitemap.xml": parts(datetime.now(UTC).isoformat(), "2026-11-04T00:00:00Z"),
            "/feed.xml": feed(*range(1, 10)),
        }
        assert crawl(made, storage).counts.stored_new == 1
        assert len(titles(storage)) == 4
