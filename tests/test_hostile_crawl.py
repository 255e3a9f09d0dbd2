"""One crawl over everything that a hostile site can do, beside a good one, judged by the manifest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import frontmatter
import pytest
from crawling import Ended, is_whole, newspaper_source, order, rows
from hostile_behaviours import REGISTER, Behaviour, Place, Threat
from hostile_server import GOOD, HostileServer, Visit
from selectolax.lexbor import LexborHTMLParser

from articles.frontmatter import parse, post_of, render
from articles.html.sanitise import safe_body
from articles.slugs import post_path
from demo.newspaper import Newspaper
from demo.server import DemoServer
from storage import Storage
from storage.types import Record, RecordFilter

pytestmark = pytest.mark.timeout(300)

DEADLINE = 8.0
DELAY = 0.25
"""Seconds between two requests to the good site: a quarter of what politeness asks by default, and
enough for the machine's load to show less than what the hostile pages do."""
SLACK = 4.0
"""Seconds by which a busy machine may be late to hang up."""
LIMIT = 400
PATIENCE = 10_000
"""Failures of one host in a row: nobody else would ask the main origin for all it has."""
SETTINGS = {
    "timeout": 4,
    "deadline": DEADLINE,
    "extract_timeout": 60,  # none of the pages needs it, unless the machine is very busy
    "max_page_bytes": 2 << 20,
    "concurrency": 64,
    "total_concurrency": 128,
}
RULES = {"body": ["#text"], "title": "h1", "published": "time"}
ACTIVE = "script,style,svg,math,object,embed,form,input,link,meta,base,template"
GOOD_PATH = re.compile(r"main/\d{4}/\d\d/[^/\\\x00-\x1f\x7f-\x9f:*?\"<>|]{1,200}\.md")


@dataclass(frozen=True, slots=True)
class Crawled:
    """All that the tests look at: three crawls, one of them of the good source alone."""

    server: HostileServer
    alone: Ended
    first: Ended
    second: Ended
    outcomes: dict[str, str]
    later: dict[str, str]
    records: dict[str, Record]
    later_records: dict[str, Record]
    visits: list[Visit]
    later_visits: list[Visit]
    file: Path


def source(name: str, base: str, **listing: Any) -> dict[str, Any]:
    shown = {"url": "/list", "title": "All", "entries": "li a"} | listing
    return {
        "name": name,
        "title": "Hostile Times",
        "homepage": base,
        "timezone": "UTC",
        "category": "News",
        "extract": RULES,
        "listing": [shown],
    }


def hostile_sources(server: HostileServer) -> list[dict[str, Any]]:
    own = [one for one in REGISTER.behaviours.values() if one.place is not Place.PAGE]
    return [source("main", server.bases["main"]), *(_own_source(server, one) for one in own)]


def _own_source(server: HostileServer, behaviour: Behaviour) -> dict[str, Any]:
    name = origin_of(behaviour)
    paged = {"next_page": "/list/{page}"} if behaviour.place is Place.LISTING else {}
    return source(name, server.bases[name], **paged)


def origin_of(behaviour: Behaviour) -> str:
    return f"{behaviour.place}-{behaviour.name}"


def outcomes_in(file: Path) -> dict[str, str]:
    found = rows(file, "SELECT url, state, error_kind FROM entry WHERE source = 'main'")
    return {row["url"]: ":".join(filter(None, (row["state"], row["error_kind"]))) for row in found}


def records_in(file: Path) -> dict[str, Record]:
    with Storage.open(f"sqlite:///{file}") as storage:
        stored = {one.id: one for one in storage.records.iterate(RecordFilter(source="main"))}
    found = rows(file, "SELECT url, article_id FROM entry WHERE source = 'main' AND article_id")
    return {row["url"]: stored[row["article_id"]] for row in found}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "alone").mkdir()
    paper = DemoServer(Newspaper.printed(30))
    with HostileServer(folder) as server, paper:
        good = newspaper_source(paper.base_url, delay=DELAY)
        allowed = [*server.allowed, f"127.0.0.1:{paper.port}"]
        trust = {"SSL_CERT_FILE": str(server.authority)}
        more = {
            "settings": SETTINGS,
            "environment": trust,
            "options": {"limit": LIMIT},
            "circuit": PATIENCE,
        }
        alone = order(folder / "alone", [good], allowed, **more).run()
        everything = order(folder, [good, *hostile_sources(server)], allowed, **more)
        first = everything.run()
        outcomes, records = outcomes_in(everything.file), records_in(everything.file)
        seen = len(server.visits)
        server.edition = 2
        again = order(folder, [good, source("main", server.bases["main"])], allowed, **more)
        second = again.run()
        yield Crawled(
            server,
            alone,
            first,
            second,
            outcomes,
            outcomes_in(everything.file),
            records,
            records_in(everything.file),
            server.visits[:seen],
            server.visits[seen:],
            everything.file,
        )


pages = pytest.mark.parametrize("behaviour", REGISTER.at(Place.PAGE), ids=lambda one: one.name)
origins = pytest.mark.parametrize(
    "behaviour", [*REGISTER.at(Place.LISTING), *REGISTER.at(Place.ROBOTS)], ids=lambda one: one.name
)
turning = pytest.mark.parametrize(
    "behaviour", [one for one in REGISTER.at(Place.PAGE) if one.later], ids=lambda one: one.name
)


def test_the_manifest_covers_every_class_of_threat() -> None:
    assert len(REGISTER.behaviours) > 300
    assert {one.threat for one in REGISTER.behaviours.values()} == set(Threat)


def test_every_crawl_ends_by_itself_and_nothing_unexpected_happens(crawled: Crawled) -> None:
    for ended in (crawled.alone, crawled.first, crawled.second):
        assert ended.status == 0, ended.log[-3000:]
        assert "Traceback" not in ended.log, ended.log[-5000:]
        assert "ERROR" not in ended.log, ended.log[-5000:]
        assert "never awaited" not in ended.log
        assert all(run["kind"] != "internal" for run in ended.told["runs"].values())


@pages
def test_a_page_comes_to_what_the_manifest_says(crawled: Crawled, behaviour: Behaviour) -> None:
    assert crawled.outcomes[crawled.server.address(behaviour)] in behaviour.outcomes


@origins
def test_a_listing_or_robots_file_comes_to_what_the_manifest_says(
    crawled: Crawled, behaviour: Behaviour
) -> None:
    run = crawled.first.told["runs"][origin_of(behaviour)]
    outcome = "done" if run["state"] == "done" else f"failed:{run['kind']}"
    assert outcome in behaviour.outcomes, run
    assert behaviour.articles is None or run["stored"] <= behaviour.articles


def test_the_good_articles_among_them_are_all_stored(crawled: Crawled) -> None:
    main = crawled.server.bases["main"]
    good = {crawled.outcomes[f"{main}/p/good-{number}"] for number in range(GOOD)}
    assert good == {"stored"}


def test_nothing_ever_reaches_our_own_network(crawled: Crawled) -> None:
    assert crawled.server.canary_hits == []


def test_no_request_outlives_its_deadline(crawled: Crawled) -> None:
    late = [(one.target[:80], one.seconds) for one in (*crawled.visits, *crawled.later_visits)
            if one.seconds > DEADLINE + SLACK]  # fmt: skip
    assert late == []


def test_no_credentials_or_cookies_are_ever_sent(crawled: Crawled) -> None:
    sent = {name for visit in crawled.visits for name in visit.headers}
    assert sent.isdisjoint({"authorization", "cookie", "referer", "proxy-authorization"})


def test_memory_does_not_grow(crawled: Crawled) -> None:
    alone, all_of_them = crawled.alone.told, crawled.first.told
    for peak in ("peak_kib", "peak_of_workers_kib"):
        assert all_of_them[peak] - alone[peak] < 200 * 1024, peak


def test_a_good_source_beside_them_is_at_most_twice_as_slow(crawled: Crawled) -> None:
    alone, beside = (one.told["runs"]["nbd"] for one in (crawled.alone, crawled.first))
    assert (alone["state"], beside["state"]) == ("done", "done")
    assert beside["stored"] == alone["stored"] == 30
    assert beside["seconds"] <= 2 * alone["seconds"]


def test_what_is_stored_holds_nothing_that_acts(crawled: Crawled) -> None:
    for url, record in crawled.records.items():
        article = record.article
        tree = LexborHTMLParser(f"<div>{article.body_html}</div>")
        assert not tree.css(ACTIVE), url
        assert safe_body(article.body_html, url) == article.body_html, url
        assert "{{" not in article.body_html, url
        assert article.headimg == "" or article.headimg.startswith(("http://", "https://")), url


@pages
def test_what_a_page_shows_is_stored_and_what_it_hides_is_not(
    crawled: Crawled, behaviour: Behaviour
) -> None:
    record = crawled.records.get(crawled.server.address(behaviour))
    if record is not None:
        held = f"{record.article.title}\n{record.article.body_html}"
        assert behaviour.shows in held
        assert not behaviour.hides or behaviour.hides not in held


def test_titles_and_addresses_break_out_of_nothing(crawled: Crawled) -> None:
    for url, record in crawled.records.items():
        article = record.article
        assert 0 < len(article.title) <= 1_000, url
        assert not re.search(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]", article.title), url
        path = post_path(
            source="main",
            published_at=article.published_at,
            title=article.title,
            key=article.key,
        )
        assert GOOD_PATH.fullmatch(str(path)), path


def test_every_post_of_them_reads_back(crawled: Crawled) -> None:
    for url, record in crawled.records.items():
        post = post_of(record.article)
        text = render(post)
        assert parse(text) == post, url
        assert frontmatter.loads(text)["title"], url


def test_dates_are_of_this_world(crawled: Crawled) -> None:
    earliest, latest = datetime(1990, 1, 1, tzinfo=UTC), datetime.now(UTC)
    for url, record in crawled.records.items():
        assert earliest < record.article.published_at <= latest, url
        updated = record.article.updated_at
        assert updated is None or earliest < updated <= latest, url


def test_every_page_that_failed_waits_and_none_waits_for_good(crawled: Crawled) -> None:
    failed = rows(crawled.file, "SELECT * FROM entry WHERE source = 'main' AND state = 'failed'")
    assert len(failed) > 100
    for row in failed:
        tried, due = (datetime.fromisoformat(row[name]) for name in ("fetched_at", "due_at"))
        assert timedelta(minutes=3) < due - tried < timedelta(days=36), row["url"]


def test_the_database_is_whole(crawled: Crawled) -> None:
    assert is_whole(crawled.file)


@turning
def test_a_good_text_outlives_what_its_page_turns_to(
    crawled: Crawled, behaviour: Behaviour
) -> None:
    url = crawled.server.address(behaviour)
    assert crawled.later[url] in behaviour.later
    assert behaviour.keeps in crawled.later_records[url].article.body_text


def test_a_second_crawl_asks_only_for_what_changed(crawled: Crawled) -> None:
    asked = [one.target for one in crawled.later_visits if one.origin == "main"]
    changed = [one.name for one in REGISTER.at(Place.PAGE) if one.later]
    assert sorted(asked) == sorted(["/robots.txt", "/list", *(f"/p/{name}" for name in changed)])
    elsewhere = [one for one in crawled.later_visits if one.origin != "main"]
    assert elsewhere == []
