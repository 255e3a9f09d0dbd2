"""Backfills: a source's past, read in slices that go on where the one before stopped."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from listing_site import Site, article, backfill, crawl, served, source, titles

from config import Source
from storage import Storage
from storage.backfill import BackfillState
from storage.types import RecordFilter, RunState

NOW = datetime(2026, 11, 28, tzinfo=UTC)
PAGED = {
    "entries": "li a",
    "entry_date": "time",
    "next_page": "/list/{page}",
    "max_pages": 1,
}


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with Storage.open(f"sqlite:///{tmp_path}/test.db") as opened:
        yield opened


@pytest.fixture
def site() -> Iterator[Site]:
    """Twelve articles on four pages of three, the newest first."""
    with served({}) as running:
        running.put_articles(*range(1, 16))
        put_pages(running, *range(12, 0, -1))
        yield running


def put_pages(site: Site, *numbers: int) -> None:
    for page in range(1, len(numbers) // 3 + 2):
        shown = numbers[3 * page - 3 : 3 * page]
        rows = "".join(
            f'<li><a href="/a/{n}">Article {n}</a><time>2026-11-{n:02}</time></li>' for n in shown
        )
        site.pages["/list" if page == 1 else f"/list/{page}"] = rows if shown else 404


def all_titles(*numbers: int) -> set[str]:
    return {f"Article {n}" for n in numbers}


def listings_asked(site: Site) -> list[str]:
    return [path for path, _ in site.asked() if not path.startswith("/a/")]


def stands(storage: Storage, made: Source) -> BackfillState:
    return storage.backfills.list(NOW, source=made.name)[0].state


def test_slices_go_on_where_the_one_before_stopped(storage: Storage, site: Site) -> None:
    made = source(site.base, PAGED)
    assert crawl(made, storage).counts.stored_new == 3
    site.asked()
    first = backfill(made, storage, articles=3, pages=4)
    assert (first.counts.stored_new, first.counts.left, first.trigger) == (3, 0, "backfill")
    assert listings_asked(site) == ["/list", "/list/2"]
    second = backfill(made, storage, articles=3)
    assert second.counts.stored_new == 3
    # a slice begins with the page that was read last: what moved in between is not missed
    assert listings_asked(site) == ["/list/2", "/list/3"]
    assert stands(storage, made) is BackfillState.RUNNING
    last = backfill(made, storage)
    assert last.counts.stored_new == 3
    assert titles(storage) == all_titles(*range(1, 13))
    done = storage.backfills.list(NOW)[0]
    assert (done.state, done.pages, done.counts.stored_new) == (BackfillState.DONE, 4, 9)
    assert backfill(made, storage).state is RunState.SKIPPED


def test_live_crawls_and_slices_leave_each_others_work_alone(storage: Storage, site: Site) -> None:
    made = source(site.base, PAGED)
    crawl(made, storage, limit=1)
    found = backfill(made, storage, articles=1)
    assert found.state is RunState.SKIPPED
    backfill(made, storage, articles=1, pages=9)
    put_pages(site, *range(15, 0, -1))
    live = crawl(made, storage)
    # what the first crawl had left, and what is new since, and nothing of the backfill's
    assert (live.counts.stored_new, live.counts.new, live.counts.resumed) == (5, 3, 2)
    assert titles(storage) == all_titles(9, *range(10, 16))
    rest = backfill(made, storage)
    assert rest.counts.stored_new == 8
    assert titles(storage) == all_titles(*range(1, 16))


def test_pages_that_move_between_slices_lose_no_article(storage: Storage, site: Site) -> None:
    made = source(site.base, PAGED)
    backfill(made, storage, articles=3, pages=10)
    # two articles are withdrawn from the list: what stood on page 2 stands on page 1 now
    put_pages(site, 12, *range(9, 0, -1))
    for _ in range(4):
        backfill(made, storage, articles=3)
    assert titles(storage) == all_titles(*range(1, 13))


def test_a_backfill_ends_at_its_date(storage: Storage, site: Site) -> None:
    made = source(site.base, PAGED)
    run = backfill(made, storage, since=datetime(2026, 11, 6, tzinfo=UTC))
    assert titles(storage) == all_titles(*range(6, 13))
    assert run.counts.older == 5
    # the fourth page is the first that shows nothing of that time
    assert listings_asked(site)[-1] == "/list/4"
    assert stands(storage, made) is BackfillState.DONE
    # a wider goal is a new backfill, and takes what the first one left alone
    backfill(made, storage, since=datetime(2026, 11, 2, tzinfo=UTC))
    assert titles(storage) == all_titles(*range(2, 13))


def test_an_open_backfill_takes_a_new_goal_and_keeps_its_place(
    storage: Storage, site: Site
) -> None:
    made = source(site.base, PAGED)
    backfill(made, storage, articles=3, pages=2)
    site.asked()
    backfill(made, storage, pages=3)
    assert listings_asked(site) == ["/list", "/list/2", "/list/3"]
    assert titles(storage) == all_titles(*range(4, 13))
    assert len(storage.backfills.list(NOW)) == 1


def test_a_list_without_a_last_page_ends_where_it_repeats_itself(
    storage: Storage, site: Site
) -> None:
    for page in range(5, 12):
        site.pages[f"/list/{page}"] = site.pages["/list/4"]
    made = source(site.base, PAGED)
    assert backfill(made, storage, pages=1_000).state is RunState.DONE
    assert listings_asked(site)[-1] == "/list/5"
    assert stands(storage, made) is BackfillState.DONE


def test_a_listing_that_fails_is_tried_again_and_given_up_in_the_end(
    storage: Storage, site: Site
) -> None:
    site.pages["/list/2"] = 500
    made = source(site.base, PAGED)
    run = backfill(made, storage, pages=4)
    assert (run.state, run.error_kind, run.counts.stored_new) == (RunState.FAILED, "http-500", 3)
    waiting = storage.backfills.list(NOW)[0]
    assert (waiting.state, waiting.failures) == (BackfillState.RUNNING, 1)
    assert waiting.next_at is not None
    assert waiting.next_at > run.started_at
    assert waiting.allowance(50, 1000, run.started_at) == 0
    for _ in range(4):
        backfill(made, storage)
    failed = storage.backfills.list(NOW)[0]
    assert (failed.state, failed.error_kind) == (BackfillState.FAILED, "http-500")
    put_pages(site, *range(12, 0, -1))
    storage.backfills.resume(made.name, NOW)
    assert backfill(made, storage).counts.stored_new == 9
    assert stands(storage, made) is BackfillState.DONE


def test_a_cancelled_backfill_leaves_what_it_found_alone(storage: Storage, site: Site) -> None:
    made = source(site.base, PAGED)
    run = backfill(made, storage, articles=4, pages=4)
    assert run.counts.left == 2
    assert storage.backfills.cancel(made.name, NOW).state is BackfillState.CANCELLED
    assert crawl(made, storage).counts.stored == 0
    assert backfill(made, storage, pages=4).counts.stored_new == 8


def test_what_the_first_crawl_left_alone_is_taken_from_an_index_part_by_part(
    storage: Storage, site: Site
) -> None:
    days = {f"m{n}": f"2026-11-{n:02}T00:00:00Z" for n in (2, 4, 6)}
    site.pages |= {f"/m{n}.xml": sitemap(n, n - 1) for n in (2, 4, 6)}
    site.pages["/sitemap.xml"] = index(days)
    made = source(site.base, {"kind": "sitemap", "url": "/sitemap.xml", "first_crawl": 1})
    assert crawl(made, storage).counts.stored_new == 1
    site.asked()
    backfill(made, storage, articles=1, pages=3)
    assert listings_asked(site) == ["/sitemap.xml", "/m6.xml"]
    backfill(made, storage, articles=2)
    assert listings_asked(site) == ["/sitemap.xml", "/m4.xml"]
    backfill(made, storage)
    assert listings_asked(site) == ["/sitemap.xml", "/m2.xml"]
    assert titles(storage) == all_titles(*range(1, 7))
    assert stands(storage, made) is BackfillState.DONE
    assert crawl(made, storage).counts.new == 0


def test_an_api_is_read_by_its_cursor_over_slices(storage: Storage, site: Site) -> None:
    site.pages |= {
        "/api.json": answer(6, 5, after="x"),
        "/api.json?after=x": answer(4, 3, after="y"),
        "/api.json?after=y": answer(2, 1),
    }
    api = {
        "kind": "json", "url": "/api.json", "entries": "items", "entry_link": "url",
        "cursor": "next", "next_page": "?after={cursor}", "first_crawl": 1, "max_pages": 1,
    }  # fmt: skip
    made = source(site.base, api)
    assert crawl(made, storage).counts.stored_new == 1
    for articles in (2, 2, 2, 2):
        backfill(made, storage, articles, pages=9)
    assert titles(storage) == all_titles(*range(1, 7))
    assert stands(storage, made) is BackfillState.DONE


@pytest.mark.parametrize("kind", ["atom", "archive", "json"])
def test_a_feed_that_names_its_next_page_is_read_to_its_end(
    storage: Storage, site: Site, kind: str
) -> None:
    site.pages |= {
        "/feed": paged_feed(kind, 6, 5, after="/feed?2"),
        "/feed?2": paged_feed(kind, 4, 3, after="/feed?3"),
        "/feed?3": paged_feed(kind, 2, 1, after="https://elsewhere.example/feed"),
    }
    made = source(site.base, {"kind": "feed", "url": "/feed", "first_crawl": 1})
    live = crawl(made, storage).counts
    assert (live.found, live.stored_new) == (2, 1)
    for _ in range(3):
        backfill(made, storage, 2, pages=9)
    assert titles(storage) == all_titles(*range(1, 7))
    assert stands(storage, made) is BackfillState.DONE


def test_where_listings_show_no_dates_the_pages_tell_what_is_too_old(
    storage: Storage, site: Site
) -> None:
    for number in range(1, 13):
        site.pages[f"/a/{number}"] = article(number, f"2026-11-{number:02}T08:00:00Z")
    made = source(site.base, {name: one for name, one in PAGED.items() if name != "entry_date"})
    run = backfill(made, storage, since=datetime(2026, 11, 9, tzinfo=UTC))
    assert (run.counts.stored_new, run.counts.older, run.counts.left) == (4, 8, 0)
    assert titles(storage) == all_titles(9, 10, 11, 12)
    assert stands(storage, made) is BackfillState.DONE
    assert crawl(made, storage).counts.stored == 0


def test_a_feed_of_whole_texts_is_read_again_for_the_texts_of_later_slices(
    storage: Storage, site: Site
) -> None:
    text = "<p>" + "The whole text of an article that its feed carries. " * 20 + "</p>"
    rows = "".join(
        f"<item><title>Article {n}</title><link>BASE/none/{n}</link>"
        f"<content:encoded><![CDATA[{text} {n}]]></content:encoded></item>"
        for n in range(4)
    )
    head = '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
    site.pages["/feed.xml"] = f"{head}{rows}</channel></rss>"
    feed = {"kind": "feed", "url": "/feed.xml", "full_text": True, "first_crawl": 0}
    made = source(site.base, feed)
    assert crawl(made, storage).counts.older == 4
    assert backfill(made, storage, articles=2, pages=1).counts.stored_new == 2
    assert backfill(made, storage).counts.stored_new == 2
    assert stands(storage, made) is BackfillState.DONE


def paged_feed(kind: str, *numbers: int, after: str) -> str:
    if kind == "json":
        items = [{"id": str(n), "url": f"/a/{n}", "title": f"Article {n}"} for n in numbers]
        version = "https://jsonfeed.org/version/1.1"
        return json.dumps({"version": version, "items": items, "next_url": after})
    rel = "next" if kind == "atom" else "prev-archive"
    rows = "".join(
        f"<entry><title>Article {n}</title><link href='/a/{n}'/><id>{n}</id></entry>"
        for n in numbers
    )
    head = f"<feed xmlns='http://www.w3.org/2005/Atom'><link rel='{rel}' href='{after}'/>"
    return f"{head}{rows}</feed>"


def sitemap(*numbers: int) -> str:
    rows = (f"<url><loc>BASE/a/{n}</loc><lastmod>2026-11-{n:02}</lastmod></url>" for n in numbers)
    return f"<urlset>{''.join(rows)}</urlset>"


def index(days: dict[str, str]) -> str:
    rows = (
        f"<sitemap><loc>BASE/{name}.xml</loc><lastmod>{day}</lastmod></sitemap>"
        for name, day in days.items()
    )
    return f"<sitemapindex>{''.join(rows)}</sitemapindex>"


def answer(*numbers: int, after: str | None = None) -> str:
    return json.dumps({"items": [{"url": f"/a/{n}"} for n in numbers], "next": after})


DIES = """
import os, sys
from collections import Counter
sys.path.insert(0, {tests!r})
from listing_site import backfill, source
from storage import Storage
seen = Counter()
def at(moment):
    seen[moment] += 1
    if moment == {moment!r} and seen[moment] == {count}:
        os._exit(9)
with Storage.open({url!r}, on_point=at) as storage:
    backfill(source({base!r}, {listing!r}), storage, 4, pages=9)
"""
INDEX = {"kind": "sitemap", "url": "/sitemap.xml", "first_crawl": 1}


@pytest.mark.parametrize(
    ("listing", "moment", "count"),
    [
        (PAGED, "backfill-start:after-commit", 1),
        (PAGED, "backfill-slice:before-commit", 1),
        (PAGED, "discover:after-commit", 2),
        (PAGED, "backfill-advance:before-commit", 2),
        (PAGED, "lease:after-commit", 1),
        (PAGED, "save:after-commit", 1),
        (PAGED, "backfill-end:before-commit", 1),
        (PAGED, "run-finish:before-commit", 1),
        (INDEX, "discover:after-commit", 2),
        (INDEX, "backfill-part:after-commit", 1),
        (INDEX, "save:before-commit", 1),
    ],
)
def test_a_killed_slice_is_gone_on_with_and_nothing_is_lost_or_doubled(
    storage: Storage,
    site: Site,
    tmp_path: Path,
    listing: dict[str, object],
    moment: str,
    count: int,
) -> None:
    days = {f"m{n}": f"2026-11-{n:02}T00:00:00Z" for n in range(2, 13, 2)}
    site.pages |= {f"/m{n}.xml": sitemap(n, n - 1) for n in range(2, 13, 2)}
    site.pages["/sitemap.xml"] = index(days)
    made = source(site.base, listing)
    code = DIES.format(
        tests=str(Path(__file__).parent),
        moment=moment,
        count=count,
        url=f"sqlite:///{tmp_path}/test.db",
        base=site.base,
        listing=listing,
    )
    died = subprocess.run([sys.executable, "-c", code], check=False, env=os.environ)
    assert died.returncode == 9
    site.asked()
    for _ in range(9):
        if backfill(made, storage, articles=4).state is not RunState.DONE:
            break
    assert stands(storage, made) is BackfillState.DONE
    page = storage.records.list(RecordFilter(), limit=50)
    assert sorted(one.title for one in page.rows) == sorted(all_titles(*range(1, 13)))
    assert all(one.version == 1 for one in page.rows)
    # the second look at a page is all that a kill costs
    asked = [path for path in listings_asked(site) if path not in {"/list", "/sitemap.xml"}]
    assert max(asked.count(path) for path in asked) <= 2
