"""Sources whose listing is a site's own interface for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from listing_site import Site, backfill, crawl, served, source, titles

from storage import Storage
from storage.types import RunState

API = {
    "kind": "json",
    "url": "/api.json",
    "entries": "data.list",
    "entry_link": "id",
    "link_pattern": "/a/{link}",
    "entry_title": "title",
    "entry_date": "time",
}
NOON = 1_795_435_200
"""2026-11-23T12:00:00Z, in seconds."""


def answer(*numbers: int, after: object = None) -> str:
    entries = [{"id": n, "title": f"Article {n}", "time": NOON + 60 * n} for n in numbers]
    return json.dumps({"data": {"list": entries, "next": after}})


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with Storage.open(f"sqlite:///{tmp_path}/test.db") as opened:
        yield opened


@pytest.fixture
def site() -> Iterator[Site]:
    with served({}) as running:
        running.put_articles(*range(1, 31))
        yield running


def test_entries_are_mapped_and_an_unchanged_answer_costs_one_request(
    storage: Storage, site: Site
) -> None:
    site.pages["/api.json"] = answer(3, 2, 1)
    made = source(site.base, API)
    assert crawl(made, storage).counts.stored_new == 3
    first, *others = site.asked()
    assert first == ("/api.json", 200)
    assert sorted(others) == [("/a/1", 200), ("/a/2", 200), ("/a/3", 200)]
    assert crawl(made, storage).counts.listings_unchanged == 1
    assert site.asked() == [("/api.json", 304)]


def test_pages_are_read_by_number_while_they_show_something_new(
    storage: Storage, site: Site
) -> None:
    made = source(site.base, API | {"next_page": "/api.json?page={page}", "first_crawl": 4})
    site.pages |= {
        "/api.json": answer(9, 8, 7),
        "/api.json?page=2": answer(6, 5, 4),
        "/api.json?page=3": answer(3, 2, 1),
    }
    first = crawl(made, storage).counts
    assert (first.found, first.older, first.stored_new) == (6, 2, 4)
    assert ("/api.json?page=3", 200) not in site.asked()
    site.pages |= {"/api.json": answer(11, 10, 9), "/api.json?page=2": answer(8, 7, 6)}
    second = crawl(made, storage).counts
    assert (second.known, second.stored_new) == (4, 2)
    assert backfill(made, storage, pages=3).counts.stored_new == 3
    assert titles(storage) == {f"Article {n}" for n in (1, 2, 3, *range(6, 12))}


def test_pages_are_read_by_cursor_to_the_last_one(storage: Storage, site: Site) -> None:
    pages = {"cursor": "data.next", "next_page": "?after={cursor}"}
    site.pages |= {
        "/api.json": answer(6, 5, after="a b/c"),
        "/api.json?after=a%20b%2Fc": answer(4, 3, after=77),
        "/api.json?after=77": answer(2, 1),
    }
    run = crawl(source(site.base, API | pages), storage)
    assert (run.state, run.counts.stored_new) == (RunState.DONE, 6)


def test_a_cursor_that_leads_in_a_circle_ends_the_walk(storage: Storage, site: Site) -> None:
    pages = {"cursor": "data.next", "next_page": "?after={cursor}", "max_pages": 100}
    site.pages |= {
        "/api.json": answer(6, after="x"),
        "/api.json?after=x": answer(5, after="x"),
    }
    assert crawl(source(site.base, API | pages), storage).counts.stored_new == 2
    assert [path for path, _ in site.asked()][:2] == ["/api.json", "/api.json?after=x"]


def test_an_answer_wrapped_for_a_script_is_read(storage: Storage, site: Site) -> None:
    site.pages["/api.json"] = f"jQuery1124_99({answer(1, 2)});"
    assert crawl(source(site.base, API), storage).counts.stored_new == 2


def test_a_list_at_the_top_with_addresses_of_its_own(storage: Storage, site: Site) -> None:
    site.pages["/api.json"] = json.dumps([{"link": "/a/1"}, {"link": "a/2"}, {"link": None}])
    plain = {"kind": "json", "url": "/api.json", "entries": "@", "entry_link": "link"}
    assert crawl(source(site.base, plain), storage).counts.stored_new == 2


def test_an_empty_list_is_sound_and_a_missing_one_is_a_drift(storage: Storage, site: Site) -> None:
    site.pages["/api.json"] = answer()
    assert crawl(source(site.base, API), storage).state is RunState.DONE
    site.pages["/api.json"] = '{"data": {"items": []}}'
    run = crawl(source(site.base, API), storage)
    assert (run.state, run.error_kind) == (RunState.FAILED, "drifted")
    assert "there is no list at entries = 'data.list'" in (run.error or "")


def test_what_is_no_json_is_named(storage: Storage, site: Site) -> None:
    site.pages["/api.json"] = "<html>busy</html>"
    run = crawl(source(site.base, API), storage)
    assert "it is no JSON: Expecting value in line 1" in (run.error or "")


def test_an_entry_whose_title_changes_is_looked_at_again(storage: Storage, site: Site) -> None:
    site.pages["/api.json"] = answer(1, 2)
    made = source(site.base, API)
    crawl(made, storage)
    site.pages["/api.json"] = answer(1, 2).replace("Article 2", "Article two")
    run = crawl(made, storage)
    assert (run.counts.new, run.counts.stored_unchanged, run.counts.known) == (1, 1, 1)
