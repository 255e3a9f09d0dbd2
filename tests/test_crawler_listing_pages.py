"""What a crawl makes of listing pages: their base, their pictures, their channels, their depth."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from listing_site import Site, article, crawl, served, titles
from listing_site import ruled_source as source

from storage import Storage
from storage.types import RecordFilter, RunState

LINKS = {"url": "/list", "title": "All", "entries": "a.entry", "next_link": "a.next"}


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with Storage.open(f"sqlite:///{tmp_path / 'news.db'}") as opened:
        yield opened


@pytest.fixture
def site() -> Iterator[Site]:
    with served({}) as running:
        yield running


@pytest.mark.parametrize("base", ["/a/", "BASE/a/", "a/list"])
def test_links_and_the_way_on_start_from_the_base_of_the_page(
    storage: Storage, site: Site, base: str
) -> None:
    head = f'<head><base href="{base}"></head>'
    site.pages |= {
        "/list": f"{head}<a class=entry href=1>One</a><a class=next href='../more'>on</a>",
        "/more": "<a class=entry href='a/2'>Two</a>",
    }
    site.put_articles(1, 2)
    run = crawl(source(site.base, LINKS | {"max_pages": 3}), storage)
    assert (run.state, titles(storage)) == (RunState.DONE, {"Article 1", "Article 2"})
    assert site.asked()[0] == ("/list", 200)


def test_a_base_on_another_site_leads_no_further(storage: Storage, site: Site) -> None:
    with served({"/a/1": article(1), "/more": "<a class=entry href=/a/1>One</a>"}) as other:
        page = f"<base href='{other.base}/'><a class=entry href=a/1>One</a><a class=next href=more>"
        site.pages["/list"] = page
        run = crawl(source(site.base, LINKS), storage)
        assert other.asked() == []
    assert (run.counts.found, run.counts.failed) == (1, 1)
    assert run.problems[0].kind == "private-address"


def test_the_headline_beside_a_linked_picture_names_an_article_without_a_title(
    storage: Storage, site: Site
) -> None:
    site.pages |= {
        "/list": "<li><a class=entry href=/a/1><img src=x></a><h3>From the list</h3></li>"
        "<li><a class=entry href=/a/2><img src=x></a><a class=entry href=/a/2>Linked too</a></li>",
    }
    for number in (1, 2):
        page = article(number).replace(f"<title>Article {number}</title>", "")
        site.pages[f"/a/{number}"] = page.replace(f"<h1>Article {number}</h1>", "")
    run = crawl(source(site.base, LINKS), storage)
    assert (run.counts.found, run.counts.rejected) == (2, 0)
    assert titles(storage) == {"From the list", "Linked too"}


def test_a_listing_that_nests_too_deep_says_so(storage: Storage, site: Site) -> None:
    site.pages["/list"] = "<div>" * 5_000 + "<a class=entry href=/a/1>One</a>"
    run = crawl(source(site.base, LINKS), storage)
    assert (run.state, run.error_kind) == (RunState.FAILED, "too-deep")
    assert "its markup nests 5001 elements deep" in str(run.error)
    assert "layout" not in str(run.error)


def test_an_article_that_several_listings_show_has_the_channels_of_all_the_first_first(
    storage: Storage, site: Site
) -> None:
    listings = [LINKS | {"url": f"/{name}", "title": name} for name in ("late", "soon", "news")]
    link = "<a class=entry href=/a/{}>x</a>"
    site.pages |= {
        "/late": link.format(1),
        "/soon": link.format(2) + link.format(1),
        "/news": link.format("1?utm_source=news") + link.format(2),
    }
    site.put_articles(1, 2)
    counts = crawl(source(site.base, *listings), storage).counts
    assert (counts.found, counts.stored_new, counts.listings) == (2, 2, 3)
    assert [path for path, _ in site.asked()].count("/a/1") == 1
    records = storage.records.list(RecordFilter()).rows
    shown = {row.title: (storage.records.get(row.id).channels, row.categories) for row in records}
    assert shown == {
        "Article 1": (("late", "soon", "news"), ("News", "Example", "late")),
        "Article 2": (("soon", "news"), ("News", "Example", "soon")),
    }


def test_a_channel_that_shows_an_article_later_is_added_without_a_fetch(
    storage: Storage, site: Site
) -> None:
    listings = [LINKS | {"url": f"/{name}", "title": name} for name in ("first", "second")]
    site.pages |= {
        "/first": "<a class=entry href=/a/1>x</a>",
        "/second": "<a class=entry href=/a/2>",
    }
    site.put_articles(1, 2)
    made = source(site.base, *listings)
    crawl(made, storage)
    site.asked()
    site.pages["/second"] = "<a class=entry href=/a/2></a><a class=entry href=/a/1>x</a>"
    crawl(made, storage)
    assert [line for line in site.asked() if line[0].startswith("/a/")] == []
    rows = storage.records.list(RecordFilter()).rows
    (first,) = (row for row in rows if row.title == "Article 1")
    assert storage.records.get(first.id).channels == ("first", "second")
