"""Sources whose listing is a sitemap or an index of sitemaps, crawled from a real server."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from listing_site import NEWSPAPER, Site, backfill, crawl, served, source, titles

from articles.types import DateSource
from demo import DemoServer, Newspaper
from storage import Storage
from storage.types import RunState

MAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'
INDEX = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</sitemapindex>'
SITEMAP = {"kind": "sitemap", "url": "/sitemap.xml"}


def rows(*numbers: int, day: str = "2026-11-{:02}") -> str:
    return "".join(
        f"<url><loc>BASE/a/{n}</loc><lastmod>{day.format(n)}</lastmod></url>" for n in numbers
    )


def urls(*numbers: int, day: str = "2026-11-{:02}") -> str:
    return MAP.format(rows(*numbers, day=day))


def index(**parts: str) -> str:
    """Name parts as ``a="2026-11-01"``; an empty date is left out."""
    return INDEX.format(
        "".join(
            f"<sitemap><loc>BASE/{name}.xml</loc>"
            + (f"<lastmod>{lastmod}</lastmod>" if lastmod else "")
            + "</sitemap>"
            for name, lastmod in parts.items()
        )
    )


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with Storage.open(f"sqlite:///{tmp_path}/test.db") as opened:
        yield opened


@pytest.fixture
def site() -> Iterator[Site]:
    with served({}) as running:
        running.put_articles(*range(1, 29))
        yield running


@pytest.mark.parametrize("url", ["/sitemap.xml", "/sitemap-news.xml"])
def test_every_article_of_the_newspapers_sitemap_is_stored(storage: Storage, url: str) -> None:
    with DemoServer(Newspaper.printed(30)) as server:
        listing = SITEMAP | {"url": url, "first_crawl": 100}
        made = source(server.base_url, listing, extract=NEWSPAPER)
        run = crawl(made, storage)
        assert (run.counts.found, run.counts.stored_new) == (30, 30)
        assert titles(storage) == {one.title for one in server.newspaper.edition.articles}

        assert crawl(made, storage).counts.found == 0
        server.newspaper.add(datetime.now(UTC))
        again = crawl(made, storage).counts
        assert (again.found, again.new, again.stored_new) == (31, 1, 1)


def test_a_date_of_change_is_no_date_of_publication(storage: Storage, site: Site) -> None:
    site.pages |= {"/sitemap.xml": urls(3), "/a/3": "<h1>Undated</h1><article>Text</article>"}
    run = crawl(source(site.base, SITEMAP), storage)
    record = storage.records.find(f"{site.base}/a/3")
    assert record is not None, run.problems
    assert record.article.date_source is DateSource.FIRST_SEEN


def test_a_page_is_looked_at_again_when_its_lastmod_changes(storage: Storage, site: Site) -> None:
    site.pages["/sitemap.xml"] = urls(1, 2)
    made = source(site.base, SITEMAP)
    crawl(made, storage)
    site.pages["/sitemap.xml"] = MAP.format(rows(1) + rows(2, day="2026-11-20"))
    run = crawl(made, storage)
    assert (run.counts.new, run.counts.known, run.counts.stored_unchanged) == (1, 1, 1)


def test_an_unchanged_index_costs_one_request(storage: Storage, site: Site) -> None:
    site.pages |= {
        "/sitemap.xml": index(a="2026-11-02T10:00:00Z", b="2026-11-04T10:00:00Z"),
        "/a.xml": urls(1, 2),
        "/b.xml": urls(3, 4),
    }
    made = source(site.base, SITEMAP)
    assert crawl(made, storage).counts.stored_new == 4
    assert site.asked()[:3] == [("/sitemap.xml", 200), ("/b.xml", 200), ("/a.xml", 200)]
    assert crawl(made, storage).counts.listings_unchanged == 1
    assert site.asked() == [("/sitemap.xml", 304)]


def test_a_part_that_is_unchanged_unasked_is_not_taken_for_read(
    storage: Storage, site: Site
) -> None:
    site.pages |= {"/sitemap.xml": index(a="2026-11-02"), "/a.xml": 304}
    made = source(site.base, SITEMAP)
    assert crawl(made, storage).error_kind == "http-304"
    site.pages["/a.xml"] = urls(1)
    assert crawl(made, storage).counts.stored_new == 1


def test_only_the_parts_that_changed_are_fetched(storage: Storage, site: Site) -> None:
    dates = {"a": "2026-11-02T10:00:00Z", "b": "2026-11-04T10:00:00Z"}
    site.pages |= {"/sitemap.xml": index(**dates), "/a.xml": urls(1, 2), "/b.xml": urls(3, 4)}
    made = source(site.base, SITEMAP)
    crawl(made, storage)
    site.asked()
    now = datetime.now(UTC).isoformat()
    site.pages |= {"/sitemap.xml": index(**dates | {"b": now}), "/b.xml": urls(3, 4, 5)}
    assert crawl(made, storage).counts.stored_new == 1
    assert site.asked() == [("/sitemap.xml", 200), ("/b.xml", 200), ("/a/5", 200)]


def test_parts_without_a_date_are_asked_for_each_time(storage: Storage, site: Site) -> None:
    site.pages |= {"/sitemap.xml": index(a="", b=""), "/a.xml": urls(1), "/b.xml": urls(2)}
    made = source(site.base, SITEMAP)
    crawl(made, storage)
    site.asked()
    site.pages["/b.xml"] = urls(2, 3)
    assert crawl(made, storage).counts.stored_new == 1
    assert site.asked() == [
        ("/sitemap.xml", 200), ("/a.xml", 304), ("/b.xml", 200), ("/a/3", 200),
    ]  # fmt: skip


def test_a_first_crawl_stops_at_the_newest_and_passes_the_others_over(
    storage: Storage, site: Site
) -> None:
    dates = {"old": "2026-11-05", "new": "2026-11-20"}
    site.pages |= {
        "/sitemap.xml": index(**dates),
        "/new.xml": urls(10, 11, 12),
        "/old.xml": urls(1, 2, 3),
    }
    made = source(site.base, SITEMAP | {"first_crawl": 2})
    first = crawl(made, storage).counts
    assert (first.found, first.older, first.stored_new) == (3, 1, 2)
    assert ("/old.xml", 200) not in site.asked()

    # the part that was passed over is rewritten: what is dated long ago is not news
    later = datetime.now(UTC).isoformat()
    today = datetime.now(UTC).date().isoformat()
    site.pages |= {
        "/sitemap.xml": index(**dates | {"old": later}),
        "/old.xml": MAP.format(rows(1, 2, 3) + rows(4, day=today)),
    }
    second = crawl(made, storage).counts
    assert (second.found, second.older, second.stored_new) == (4, 3, 1)
    assert titles(storage) == {"Article 4", "Article 11", "Article 12"}

    filled = backfill(made, storage, pages=2).counts
    assert (filled.stored_new, filled.older) == (4, 0)
    assert len(titles(storage)) == 7


def test_a_new_part_brings_its_articles_even_without_dates(storage: Storage, site: Site) -> None:
    site.pages |= {"/sitemap.xml": index(a=""), "/a.xml": urls(1)}
    made = source(site.base, SITEMAP)
    crawl(made, storage)
    bare = MAP.format("<url><loc>BASE/a/2</loc></url>")
    site.pages |= {"/sitemap.xml": index(a="", b=""), "/b.xml": bare}
    assert crawl(made, storage).counts.stored_new == 1


def test_no_more_parts_are_fetched_than_allowed_and_the_rest_comes_next(
    storage: Storage, site: Site
) -> None:
    days = {f"m{n}": f"2026-11-{n:02}T00:00:00Z" for n in range(1, 7)}
    site.pages |= {f"/m{n}.xml": urls(n) for n in range(1, 7)} | {"/sitemap.xml": index(**days)}
    made = source(site.base, SITEMAP | {"max_maps": 2})
    first = crawl(made, storage).counts
    assert first.stored_new == 2
    now = {name: datetime.now(UTC).isoformat() for name in days}
    site.pages["/sitemap.xml"] = index(**now)
    site.pages |= {f"/m{n}.xml": urls(n, n + 10, day="2026-11-25") for n in range(1, 7)}
    site.asked()
    crawl(made, storage)
    fetched = [path for path, _ in site.asked() if path.startswith("/m")]
    crawl(made, storage)
    fetched += [path for path, _ in site.asked() if path.startswith("/m")]
    crawl(made, storage)
    fetched += [path for path, _ in site.asked() if path.startswith("/m")]
    assert sorted(fetched) == [f"/m{n}.xml" for n in range(1, 7)]


def test_a_part_that_fails_is_asked_for_again(storage: Storage, site: Site) -> None:
    site.pages |= {
        "/sitemap.xml": index(a="2026-11-02T10:00:00Z", b="2026-11-04T10:00:00Z"),
        "/a.xml": 500,
        "/b.xml": urls(3),
    }
    made = source(site.base, SITEMAP)
    run = crawl(made, storage)
    assert (run.state, run.error_kind, run.counts.stored_new) == (RunState.FAILED, "http-500", 1)
    site.pages["/a.xml"] = urls(1)
    assert crawl(made, storage).counts.stored_new == 1
    assert titles(storage) == {"Article 1", "Article 3"}


def test_a_part_that_is_gone_and_one_without_articles_do_no_harm(
    storage: Storage, site: Site
) -> None:
    tags = MAP.format("<url><loc>BASE/tags/x</loc></url>")
    site.pages |= {"/sitemap.xml": index(a="", b="", c=""), "/a.xml": urls(1), "/b.xml": tags}
    run = crawl(source(site.base, SITEMAP | {"include": "/a/"}), storage)
    assert (run.state, run.counts.stored_new) == (RunState.DONE, 1)


def test_only_the_wanted_parts_are_read(storage: Storage, site: Site) -> None:
    site.pages |= {"/sitemap.xml": index(posts="", tags=""), "/posts.xml": urls(1)}
    made = source(site.base, SITEMAP | {"maps": "posts"})
    assert crawl(made, storage).state is RunState.DONE
    assert ("/tags.xml", 404) not in site.asked()
    run = crawl(source(site.base, SITEMAP | {"maps": "pages"}), storage)
    assert "none of its 2 sitemaps matches maps" in run.problems[0].message


def test_an_index_of_indexes_is_read_and_one_of_itself_ends(storage: Storage, site: Site) -> None:
    site.pages |= {
        "/sitemap.xml": index(inner="", sitemap=""),
        "/inner.xml": index(a="", inner=""),
        "/a.xml": urls(1),
    }
    assert crawl(source(site.base, SITEMAP), storage).counts.stored_new == 1


def test_a_packed_sitemap_is_read(storage: Storage, site: Site) -> None:
    plain = urls(1, 2).replace("BASE", site.base).encode()
    site.pages["/sitemap.xml.gz"] = gzip.compress(plain)
    run = crawl(source(site.base, SITEMAP | {"url": "/sitemap.xml.gz"}), storage)
    assert run.counts.stored_new == 2


def test_a_large_sitemap_is_noted_in_whole(storage: Storage, site: Site) -> None:
    # one date for all tells nothing, but the numbers rise: the newest stand at the end
    site.put_articles(*range(1996, 2001))
    site.pages["/sitemap.xml"] = urls(*range(1, 29), *range(1001, 2001), day="2026-11-20")
    counts = crawl(source(site.base, SITEMAP | {"first_crawl": 5}), storage).counts
    assert (counts.found, counts.older, counts.stored_new) == (1028, 1023, 5)


def test_a_page_is_no_sitemap(storage: Storage, site: Site) -> None:
    site.pages["/sitemap.xml"] = "<html><body>Not found</body></html>"
    run = crawl(source(site.base, SITEMAP), storage)
    assert (run.state, run.error_kind) == (RunState.FAILED, "drifted")
    assert "it is no sitemap: its root is <html>" in (run.error or "")
