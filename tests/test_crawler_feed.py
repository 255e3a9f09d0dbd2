"""Sources whose listing is a feed, crawled from a real server into a real database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from listing_site import NEWSPAPER, Site, article, backfill, crawl, served, source, titles

from articles.types import DateSource
from demo import DemoServer, Newspaper
from storage import Storage
from storage.types import RecordFilter, RunState

TEXT = "The whole text of an article, told at some length. " * 8
RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Example</title>{items}</channel></rss>"""
ITEM = """<item><title>Article {n}</title><link>BASE/a/{n}</link>
<pubDate>Fri, 20 Nov 2026 {h:02}:00:00 GMT</pubDate>{more}</item>"""
FULL = f"<content:encoded><![CDATA[<p>{TEXT}</p>]]></content:encoded>"
FEED = {"kind": "feed", "url": "/feed.xml"}


def rss(*numbers: int, more: str = "") -> str:
    return RSS.format(items="".join(ITEM.format(n=n, h=n % 24, more=more) for n in numbers))


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with Storage.open(f"sqlite:///{tmp_path}/test.db") as opened:
        yield opened


@pytest.fixture
def site() -> Iterator[Site]:
    with served({}) as running:
        yield running


def test_every_article_of_the_newspapers_feed_is_stored(storage: Storage) -> None:
    with DemoServer(Newspaper.printed(40)) as server:
        made = source(server.base_url, FEED | {"url": "/rss.xml"}, extract=NEWSPAPER)
        run = crawl(made, storage)
        assert (run.counts.found, run.counts.stored_new) == (30, 30)
        assert titles(storage) == {one.title for one in server.newspaper.edition.articles[:30]}

        unchanged = crawl(made, storage).counts
        assert (unchanged.requests, unchanged.listings_unchanged, unchanged.found) == (1, 1, 0)

        added = server.newspaper.add(datetime.now(UTC)).article
        again = crawl(made, storage).counts
        assert (again.new, again.stored_new, again.known) == (1, 1, 29)
        assert added.title in titles(storage)


def test_a_title_that_changes_in_the_feed_is_a_new_version(storage: Storage, site: Site) -> None:
    site.pages |= {"/feed.xml": rss(1, 2)}
    site.put_articles(1, 2)
    made = source(site.base, FEED)
    crawl(made, storage)
    site.pages["/feed.xml"] = rss(1, 2).replace("Article 2", "Article two")
    site.pages["/a/2"] = article(2).replace("Article 2", "Article two")
    run = crawl(made, storage)
    assert (run.counts.stored_changed, run.counts.known) == (1, 1)


def test_a_first_crawl_takes_the_newest_and_later_ones_leave_the_others(
    storage: Storage, site: Site
) -> None:
    site.pages["/feed.xml"] = rss(*range(1, 13))
    site.put_articles(*range(1, 15))
    made = source(site.base, FEED | {"first_crawl": 5})
    first = crawl(made, storage).counts
    assert (first.found, first.new, first.older, first.stored_new) == (12, 5, 7, 5)
    assert titles(storage) == {f"Article {n}" for n in (8, 9, 10, 11, 12)}

    site.pages["/feed.xml"] = rss(*range(1, 15))
    second = crawl(made, storage).counts
    assert (second.new, second.known, second.older, second.stored_new) == (2, 12, 0, 2)

    everything = backfill(made, storage, pages=1).counts
    assert (everything.new, everything.stored_new) == (7, 7)
    assert len(titles(storage)) == 14


def test_a_first_crawl_of_none_waits_for_what_comes(storage: Storage, site: Site) -> None:
    site.pages["/feed.xml"] = rss(1, 2)
    site.put_articles(1, 2, 3)
    made = source(site.base, FEED | {"first_crawl": 0})
    assert crawl(made, storage).counts.older == 2
    site.pages["/feed.xml"] = rss(3, 1, 2)
    assert crawl(made, storage).counts.stored_new == 1
    assert titles(storage) == {"Article 3"}


def test_since_replaces_the_number_of_a_first_crawl(storage: Storage, site: Site) -> None:
    site.pages["/feed.xml"] = rss(*range(1, 13))
    site.put_articles(*range(1, 13))
    made = source(site.base, FEED | {"first_crawl": 1})
    counts = crawl(made, storage, since=datetime(2026, 11, 20, 8, tzinfo=UTC)).counts
    assert (counts.new, counts.older) == (5, 7)
    assert crawl(made, storage).counts.found == 0


def test_a_later_listing_takes_what_an_earlier_one_left_alone(storage: Storage, site: Site) -> None:
    site.pages |= {"/feed.xml": rss(1, 2, 3), "/other.xml": rss(1)}
    site.put_articles(1, 2, 3)
    made = source(site.base, FEED | {"first_crawl": 1}, FEED | {"url": "/other.xml"})
    counts = crawl(made, storage).counts
    assert (counts.found, counts.new, counts.older) == (3, 2, 1)
    assert titles(storage) == {"Article 1", "Article 3"}


def test_an_article_is_stored_from_its_feed_when_its_page_cannot_be_fetched(
    storage: Storage, site: Site
) -> None:
    site.pages |= {"/feed.xml": rss(1, 2, 3, more=FULL), "/a/1": 403, "/a/2": 410}
    site.put_articles(3)
    run = crawl(source(site.base, FEED), storage)
    assert (run.state, run.counts.stored_new, run.counts.gone) == (RunState.DONE, 2, 1)
    (note,) = [one for one in run.problems if one.stage == "carried"]
    assert (note.kind, note.count, note.example_url) == ("http-403", 1, f"{site.base}/a/1")
    record = storage.records.find(f"{site.base}/a/1")
    assert record is not None
    assert record.article.body_text == TEXT.strip()
    assert record.article.date_source is DateSource.LISTING
    assert record.article.published_at == datetime(2026, 11, 20, 1, tzinfo=UTC)


def test_what_robots_txt_forbids_is_stored_from_the_feed(storage: Storage, site: Site) -> None:
    site.pages |= {"/feed.xml": rss(1, more=FULL), "/robots.txt": "User-agent: *\nDisallow: /a/"}
    run = crawl(source(site.base, FEED), storage)
    assert (run.state, run.counts.stored_new) == (RunState.DONE, 1)
    assert [one.kind for one in run.problems] == ["robots"]
    assert site.asked() == [("/feed.xml", 200)]


def test_a_teaser_is_no_article(storage: Storage, site: Site) -> None:
    teaser = "<content:encoded><![CDATA[<p>It begins like this and …</p>]]></content:encoded>"
    site.pages |= {"/feed.xml": rss(1, more=teaser), "/a/1": 403}
    run = crawl(source(site.base, FEED), storage)
    assert (run.counts.failed, run.counts.stored) == (1, 0)


def test_a_feed_of_whole_articles_costs_one_request(storage: Storage, site: Site) -> None:
    """As RSSHub writes them: all in the description, under another host's address."""
    body = "<description><![CDATA[<p>Short.</p><p>Text {n}, 不长。</p>]]></description>"
    items = "".join(ITEM.format(n=n, h=n, more=body.format(n=n)) for n in (1, 2, 3))
    site.pages["/rsshub/example/latest"] = RSS.format(items=items)
    made = source(site.base, {"kind": "feed", "url": "/rsshub/example/latest", "full_text": True})
    run = crawl(made, storage)
    assert (run.counts.stored_new, site.asked()) == (3, [("/rsshub/example/latest", 200)])
    record = storage.records.find(f"{site.base}/a/2")
    assert record is not None
    assert record.article.body_html == "<p>Short.</p><p>Text 2, 不长。</p>"


def test_articles_left_by_a_limit_are_read_from_the_feed_again(
    storage: Storage, site: Site
) -> None:
    site.pages["/feed.xml"] = rss(1, 2, 3, more=FULL)
    made = source(site.base, FEED | {"full_text": True})
    assert crawl(made, storage, limit=1).counts.left == 2
    assert crawl(made, storage).counts.stored_duplicate == 2
    assert site.asked() == [("/feed.xml", 200), ("/feed.xml", 200)]
    crawl(made, storage)
    assert site.asked() == [("/feed.xml", 304)]


def test_a_broken_feed_gives_all_its_entries(storage: Storage, site: Site) -> None:
    broken = rss(*range(1, 101)).replace("</item>", "<b>a & b &nbsp; \x0b</item>")
    site.pages["/feed.xml"] = broken.replace("</channel></rss>", "")
    run = crawl(source(site.base, FEED | {"first_crawl": 0}), storage)
    assert (run.state, run.counts.found) == (RunState.DONE, 100)


def test_an_empty_feed_is_sound_and_a_page_is_no_feed(storage: Storage, site: Site) -> None:
    site.pages |= {"/feed.xml": rss(), "/page": "<html><body>Moved.</body></html>"}
    assert crawl(source(site.base, FEED), storage).state is RunState.DONE
    run = crawl(source(site.base, {"kind": "feed", "url": "/page"}), storage)
    assert (run.state, run.error_kind) == (RunState.FAILED, "drifted")
    assert "it is no feed: an answer of type text/html" in run.problems[0].message


def test_a_dry_run_tells_what_a_first_crawl_would_take(storage: Storage, site: Site) -> None:
    site.pages["/feed.xml"] = rss(*range(1, 8))
    site.put_articles(*range(1, 8))
    made = source(site.base, FEED | {"first_crawl": 3})
    dry = crawl(made, storage, dry_run=True).counts
    assert (dry.new, dry.older, dry.stored_new) == (3, 4, 3)
    assert storage.records.count(RecordFilter()) == 0
    assert crawl(made, storage).counts.stored_new == 3
    again = crawl(made, storage, dry_run=True).counts
    assert (again.new, again.known, again.older) == (0, 7, 0)


def test_what_a_feed_says_of_its_pace_is_kept_with_the_run(storage: Storage, site: Site) -> None:
    site.pages["/feed.xml"] = rss(1).replace("<channel>", "<channel><ttl>90</ttl>")
    site.put_articles(1)
    run = crawl(source(site.base, FEED), storage)
    until, ended = run.reading.rest_until, run.finished_at
    assert until
    assert ended
    assert timedelta(minutes=85) < until - ended <= timedelta(minutes=90)
    assert (run.reading.chars > 0, run.reading.unsigned) == (True, 1)


def test_a_feed_that_says_nothing_of_its_pace_puts_nothing_off(
    storage: Storage, site: Site
) -> None:
    site.pages["/feed.xml"] = rss(1)
    site.put_articles(1)
    assert crawl(source(site.base, FEED), storage).reading.rest_until is None
