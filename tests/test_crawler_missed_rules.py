"""Rules that match nothing any more: pages are read without them, and the run tells it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from listing_site import NEWSPAPER, crawl, served, source

from demo import DemoServer, Newspaper
from storage import Storage
from storage.types import RecordFilter, RunProblem, RunState

FEED = {"kind": "feed", "url": "/rss.xml", "first_crawl": 12}
MOVED = {"body": [".moved-away"], "title": ".moved h1", "published": ".moved time"}


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with Storage.open(f"sqlite:///{tmp_path}/test.db") as opened:
        yield opened


@pytest.fixture(scope="module")
def newspaper() -> Iterator[DemoServer]:
    with DemoServer(Newspaper.printed(30)) as server:
        yield server


def doubts(problems: tuple[RunProblem, ...]) -> dict[str, int]:
    return {one.kind: one.count for one in problems if one.stage == "doubtful"}


def test_articles_are_read_without_the_rules_and_the_source_has_drifted(
    storage: Storage, newspaper: DemoServer
) -> None:
    run = crawl(source(newspaper.base_url, FEED, extract=MOVED), storage)
    assert run.counts.stored_new == 12
    assert (run.state, run.error_kind) == (RunState.FAILED, "drifted")
    assert (run.error or "").startswith("extract.body matches nothing on 12 of 12 pages, such as ")
    found = doubts(run.problems)
    assert (found["rule-body"], found["rule-title"], found["rule-published"]) == (12, 12, 12)
    texts = {one.title: one for one in newspaper.newspaper.edition.articles}
    for row in storage.records.list(RecordFilter(), limit=20).rows:
        article = storage.records.get(row.id).article
        provenance = dict(article.provenance)
        assert article.published_at == texts[article.title].published
        assert provenance["body_html"] == "automatic"
        assert "rule" not in provenance.values()


def test_rules_that_miss_here_and_there_are_told_and_no_drift(
    storage: Storage, newspaper: DemoServer
) -> None:
    rules = NEWSPAPER | {"title": ".moved h1", "published": ".moved time"}
    run = crawl(source(newspaper.base_url, FEED, extract=rules), storage)
    assert (run.state, run.counts.stored_new) == (RunState.DONE, 12)
    assert {name: count for name, count in doubts(run.problems).items() if "rule" in name} == {
        "rule-title": 12,
        "rule-published": 12,
    }
    article = storage.records.get(1).article
    assert dict(article.provenance)["body_html"] == "rule"
    assert dict(article.provenance)["published"] != "rule"


def test_a_text_that_a_rule_gave_is_not_replaced_by_one_found_without_it(
    storage: Storage,
) -> None:
    with served({"/list": '<a href="/a/1">A bridge is closed</a>'}) as site:
        site.pages["/a/1"] = bridge("text", "ten")
        listing = {"entries": "a"}
        made = source(site.base, listing, extract={"body": [".text"]})
        assert crawl(made, storage).counts.stored_new == 1
        site.pages["/a/1"] = bridge("story", "twelve")
        run = crawl(made, storage, refetch=True)
        assert (run.counts.rejected, run.counts.stored) == (1, 0)
        (worse,) = run.problems
        assert (worse.stage, worse.kind) == ("rejected", "worse")
        assert "matches nothing any more" in worse.message
        assert "ten weeks" in storage.records.get(1).article.body_text

        mended = source(site.base, listing, extract={"body": [".story"]})
        assert crawl(mended, storage, refetch=True).counts.stored_changed == 1
        assert "twelve weeks" in storage.records.get(1).article.body_text


def bridge(place: str, weeks: str) -> str:
    prose = "".join(
        f"<p>In the {number}th place the council of the town said on Monday that the bridge over"
        f" the river would be closed for {weeks} weeks, because its bearings had worn out.</p>"
        for number in range(3, 9)
    )
    head = "<html><head><title>Bridge closed</title></head><body><h1>Bridge closed</h1>"
    return f"{head}<time>2026-11-20</time><div class={place}>{prose}</div></body></html>"
