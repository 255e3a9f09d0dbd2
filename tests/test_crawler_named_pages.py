"""What ``--url``, ``--since`` and ``--dry-run`` do to the work list and to the books."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from listing_site import Site, article, crawl, served, titles
from listing_site import ruled_source as source

from articles.types import Article, Decision
from config import Settings, Source
from crawler.options import CrawlOptions
from crawler.process import crawl_sources
from storage import Storage
from storage.types import RunState

DATED = {"url": "/list", "title": "All", "entries": "li a", "entry_date": "time"}
PAGED = DATED | {"next_page": "/list/{page}", "max_pages": 5}


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with Storage.open(f"sqlite:///{tmp_path / 'news.db'}") as opened:
        yield opened


@pytest.fixture
def site() -> Iterator[Site]:
    with served({}) as running:
        yield running


def listed(*rows: tuple[int, str]) -> str:
    lines = (f'<li><a href="/a/{n}">Article {n}</a><time>{date}</time></li>' for n, date in rows)
    return f"<ul>{''.join(lines)}</ul>"


def dump(folder: Path) -> list[str]:
    with sqlite3.connect(folder / "news.db") as database:
        lines = list(database.iterdump())
    database.close()
    return lines


def test_a_named_page_alone_is_fetched_and_the_books_balance(storage: Storage, site: Site) -> None:
    made = source(site.base, DATED)
    site.pages["/list"] = listed((1, "2026-11-20"), (2, "2026-11-21"), (3, "2026-11-22"))
    site.put_articles(1, 2, 3, 9)
    assert crawl(made, storage, limit=1).counts.left == 2
    site.asked()
    named = tuple(site.base + path for path in ("/a/9", "/a/1", "/a/9?utm_source=x", "/b"))
    counts = crawl(made, storage, urls=named).counts
    assert sorted(site.asked()) == [("/a/1", 200), ("/a/9", 200), ("/b", 404)]
    assert (counts.found, counts.new, counts.known, counts.resumed, counts.left) == (3, 3, 0, 0, 0)
    assert (counts.stored_new, counts.failed, counts.listings) == (2, 1, 0)
    assert crawl(made, storage).counts.resumed == 1
    assert site.asked() == [("/list", 304), ("/a/2", 200)]


def test_a_stored_page_that_is_named_is_asked_for_changes(storage: Storage, site: Site) -> None:
    made = source(site.base, DATED)
    site.pages["/list"] = listed((1, "2026-11-20"))
    site.put_articles(1)
    crawl(made, storage)
    site.asked()
    counts = crawl(made, storage, urls=(f"{site.base}/a/1",)).counts
    assert site.asked() == [("/a/1", 304)]
    assert (counts.found, counts.new, counts.stored_unchanged) == (1, 1, 1)


def test_what_is_named_and_left_by_a_limit_waits(storage: Storage, site: Site) -> None:
    made = source(site.base, DATED)
    site.put_articles(1, 2)
    named = tuple(f"{site.base}/a/{n}" for n in (1, 2))
    counts = crawl(made, storage, urls=named, limit=1).counts
    assert (counts.found, counts.stored_new, counts.left) == (2, 1, 1)


def test_an_entry_without_a_record_is_asked_for_in_full(
    storage: Storage, site: Site, tmp_path: Path
) -> None:
    made = source(site.base, DATED)
    site.pages["/list"] = listed((1, "2026-11-20"))
    site.put_articles(1)
    crawl(made, storage)
    with sqlite3.connect(tmp_path / "news.db") as database:
        database.execute(
            "UPDATE entry SET article_id = NULL, state = 'pending', due_at = first_seen_at"
        )
    database.close()
    site.asked()
    assert crawl(made, storage).counts.stored_unchanged == 1
    assert site.asked() == [("/list", 304), ("/a/1", 200)]


def test_what_since_leaves_out_is_found_by_the_next_crawl_on_every_page(
    storage: Storage, site: Site
) -> None:
    made = source(site.base, PAGED)
    site.pages |= {
        "/list": listed((6, "2026-11-26"), (5, "2026-11-25")),
        "/list/2": listed((4, "2026-11-24"), (3, "2026-11-10")),
        "/list/3": listed((2, "2026-11-09"), (1, "2026-11-08")),
    }
    site.put_articles(1, 2, 3, 4, 5, 6)
    since = datetime(2026, 11, 20, tzinfo=UTC)
    first = crawl(made, storage, since=since).counts
    assert (first.found, first.new, first.older, first.stored_new) == (6, 3, 3, 3)
    again = crawl(made, storage, since=since).counts
    assert (again.found, again.known, again.older, again.stored) == (6, 3, 3, 0)
    site.asked()
    assert crawl(made, storage).counts.stored_new == 3
    assert ("/list", 200) in site.asked()
    assert crawl(made, storage).counts.listings_unchanged == 1
    assert len(titles(storage)) == 6


def test_since_that_leaves_nothing_out_ends_the_walk(storage: Storage, site: Site) -> None:
    made = source(site.base, DATED)
    site.pages["/list"] = listed((1, "2026-11-20"))
    site.put_articles(1)
    since = datetime(2026, 11, 1, tzinfo=UTC)
    crawl(made, storage, since=since)
    assert crawl(made, storage, since=since).counts.listings_unchanged == 1


def test_pages_that_turn_out_to_be_older_are_held_back_and_the_books_balance(
    storage: Storage, site: Site
) -> None:
    made = source(site.base, DATED | {"entry_date": None})
    site.pages["/list"] = listed((1, ""), (2, ""))
    site.pages["/a/1"] = article(1, "2026-11-01T08:00:00Z")
    site.put_articles(2)
    since = datetime(2026, 11, 10, tzinfo=UTC)
    first = crawl(made, storage, since=since).counts
    assert (first.found, first.new, first.older, first.stored_new) == (2, 1, 1, 1)
    again = crawl(made, storage, since=since).counts
    assert (again.found, again.known, again.new, again.older, again.left) == (1, 0, 0, 1, 0)
    assert crawl(made, storage).counts.stored_new == 1


def dry(storage: Storage, made: Source, **more: object) -> list[tuple[str, Decision]]:
    shown: list[tuple[str, Decision]] = []

    def heard(article: Article, decision: Decision) -> None:
        shown.append((article.title, decision))

    run_id = crawl(made, storage, dry_run=True, on_article=heard, **more).id
    assert run_id == 0
    return shown


def test_a_dry_run_shows_the_newest_first_and_each_once_and_writes_nothing(
    storage: Storage, site: Site, tmp_path: Path
) -> None:
    made = source(site.base, DATED, fetch={"concurrency": 1})
    site.pages["/list"] = listed((1, "2026-11-20"), (3, "2026-11-22"), (2, "2026-11-21"))
    site.put_articles(1, 2, 3, 4)
    copied = article(3).replace("The text", "The whole and rather long text")
    site.pages |= {"/a/1": copied, "/a/3": copied}
    before = dump(tmp_path)
    new, copy = Decision.NEW, Decision.DUPLICATE
    shown = dry(storage, made)
    assert [path for path, _ in site.asked()] == ["/list", "/a/3", "/a/2", "/a/1"]
    assert sorted(shown) == [("Article 2", new), ("Article 3", copy), ("Article 3", new)]
    assert dry(storage, made, limit=1) == [("Article 3", new)]
    named = (f"{site.base}/a/4", f"{site.base}/a/4#top")
    assert dry(storage, made, urls=named) == [("Article 4", new)]
    dry(storage, made, retry_failed=True, refetch=True, since=datetime(2026, 1, 1, tzinfo=UTC))
    assert dump(tmp_path) == before


def test_a_dry_run_of_a_busy_source_writes_no_run(
    storage: Storage, site: Site, tmp_path: Path
) -> None:
    made = source(site.base, DATED)
    before = dump(tmp_path)
    with storage.hold("example"):
        run = crawl(made, storage, dry_run=True)
    assert (run.id, run.state, run.error_kind) == (0, RunState.SKIPPED, "busy")
    assert dump(tmp_path) == before
    assert site.asked() == []


def test_a_dry_run_writes_no_posts(storage: Storage, site: Site, tmp_path: Path) -> None:
    made = source(site.base, DATED)
    site.pages["/list"] = listed((1, "2026-11-20"))
    site.put_articles(1)
    port = site.base.rpartition(":")[2]
    settings = Settings(
        allow_addresses=(f"127.0.0.1:{port}",), delay=0, posts_dir=tmp_path / "posts"
    )
    (run,) = crawl_sources([made], settings, storage, CrawlOptions(dry_run=True))
    assert run.counts.stored_new == 1
    assert not (tmp_path / "posts").exists()
