"""A host that fails again and again is left alone, asked again later, and never given up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from odd_site import Answer, OddSite, answered, article, crawl, listing, source_of

from crawler.circuit import Circuits
from crawler.options import CrawlOptions
from storage import Storage

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOST = "news.example.com"
ONE_BY_ONE = {"concurrency": 1, "delay": 0.1, "delay_jitter": 0}
BROKEN = answered("", status="500 Internal Server Error")
CHALLENGE = answered("<title>访问验证</title><article>您的访问过于频繁，请输入验证码</article>")
UNRULED_CHALLENGE = answered("<title>访问验证</title><main>您的访问过于频繁，请输入验证码</main>")


def failed(times: int, kind: str = "timeout", now: datetime = NOW) -> Circuits:
    circuits = Circuits()
    for _ in range(times):
        circuits.bad(HOST, kind, now)
    return circuits


@pytest.mark.parametrize(
    ("kind", "times"),
    [("timeout", 5), ("dns", 5), ("http-503", 5), ("blocked", 3), ("http-429", 3)],
)
def test_it_opens_after_failures_in_a_row(kind: str, times: int) -> None:
    assert failed(times - 1, kind).closed_until(HOST, NOW) is None
    assert failed(times, kind).closed_until(HOST, NOW) == NOW + 5 * MINUTE


def test_a_good_answer_between_keeps_it_closed() -> None:
    circuits = failed(4)
    circuits.good(HOST)
    for _ in range(4):
        circuits.bad(HOST, "timeout", NOW)
    assert circuits.closed_until(HOST, NOW) is None


@pytest.mark.parametrize("kind", ["http-404", "soft-404", "extract-timeout", "too-large"])
def test_a_failure_of_one_page_shows_a_host_that_answers(kind: str) -> None:
    circuits = failed(4)
    circuits.bad(HOST, kind, NOW)
    circuits.bad(HOST, "timeout", NOW)
    assert circuits.closed_until(HOST, NOW) is None


@pytest.mark.parametrize("kind", ["circuit-open", "private-address", "robots", "max-requests"])
def test_what_never_reached_the_host_says_nothing(kind: str) -> None:
    circuits = failed(4)
    circuits.bad(HOST, kind, NOW)
    circuits.bad(HOST, "timeout", NOW)
    assert circuits.closed_until(HOST, NOW) is not None


def test_after_its_wait_one_request_may_try() -> None:
    circuits = failed(5)
    then = NOW + 5 * MINUTE
    assert circuits.closed_until(HOST, then) is None
    assert circuits.closed_until(HOST, then) == then + 5 * MINUTE
    circuits.good(HOST)
    assert circuits.closed_until(HOST, then) is None


def test_a_try_without_an_end_blocks_nothing_for_ever() -> None:
    circuits = failed(5)
    then = NOW + 5 * MINUTE
    assert circuits.closed_until(HOST, then) is None
    assert circuits.closed_until(HOST, then + 5 * MINUTE) is None


def test_waits_double_to_their_longest() -> None:
    circuits, now, waits = failed(5), NOW, []
    for _ in range(9):
        until = circuits.closed_until(HOST, now)
        assert until is not None
        waits.append(until - now)
        now = until
        assert circuits.closed_until(HOST, now) is None
        circuits.bad(HOST, "timeout", now)
    assert waits == [minutes * MINUTE for minutes in (5, 10, 20, 40, 80, 160, 320, 360, 360)]


def test_requests_under_way_when_it_opened_lengthen_nothing() -> None:
    assert failed(50).closed_until(HOST, NOW) == NOW + 5 * MINUTE


def test_hosts_do_not_share_their_fate() -> None:
    assert failed(9).closed_until("other.example.com", NOW) is None


@given(st.lists(st.sampled_from(["timeout", "blocked", "good", "http-404", "ask"])))
def test_a_host_is_always_asked_again_within_six_hours(events: list[str]) -> None:
    circuits, now = Circuits(), NOW
    for event in events:
        if event == "good":
            circuits.good(HOST)
        elif event == "ask":
            now += MINUTE
            circuits.closed_until(HOST, now)
        else:
            circuits.bad(HOST, event, now)
    until = circuits.closed_until(HOST, now)
    assert until is None or now < until <= now + timedelta(hours=6)


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with Storage.open(f"sqlite:///{tmp_path}/news.db") as opened:
        yield opened


def site_of(answer: Answer, count: int = 20) -> dict[str, Answer]:
    names = [f"/{number}" for number in range(count)]
    return {"/list": listing(*names)} | dict.fromkeys(names, answer)


@pytest.mark.parametrize(
    ("answer", "kind", "most"),
    [(BROKEN, "http-500", 5), (CHALLENGE, "blocked", 3), (UNRULED_CHALLENGE, "blocked", 3)],
)
def test_a_crawl_stops_asking_and_says_when_it_goes_on(
    storage: Storage, tmp_path: Path, answer: Answer, kind: str, most: int
) -> None:
    with OddSite(site_of(answer)) as site:
        (run,) = crawl(storage, source_of(site.url), folder=tmp_path, **ONE_BY_ONE)
        asked = len(site.paths("/list"))
    counts = {one.kind: one.count for one in run.problems}
    assert counts.keys() == {kind, "circuit-open"}
    assert sum(counts.values()) == run.counts.failed == 20
    assert asked == counts[kind] <= most + 1  # one may be under way
    waiting, first = storage.frontier.waiting("odd")
    assert waiting == 20
    assert first is not None
    assert run.finished_at is not None
    assert run.finished_at < first < run.finished_at + timedelta(hours=2)


def test_what_was_not_asked_for_counts_as_no_try(storage: Storage, tmp_path: Path) -> None:
    with OddSite(site_of(BROKEN)) as site:
        (run,) = crawl(storage, source_of(site.url), folder=tmp_path, **ONE_BY_ONE)
        assert run.finished_at is not None
        later = run.finished_at + timedelta(days=1)
        leases = storage.frontier.lease("odd", run.id, 50, later)
    assert {lease.attempts for lease in leases} == {1, 2}


def test_retrying_what_failed_forgets_every_wait(storage: Storage, tmp_path: Path) -> None:
    with OddSite(site_of(BROKEN)) as site:
        crawl(storage, source_of(site.url), folder=tmp_path)
        site.pages |= {f"/{number}": article(f"第{number}条") for number in range(20)}
        (meanwhile,) = crawl(storage, source_of(site.url), folder=tmp_path)
        again = CrawlOptions(retry_failed=True)
        (run,) = crawl(storage, source_of(site.url), folder=tmp_path, options=again)
    assert meanwhile.counts.stored == 0
    assert run.counts.stored_new == 20
    assert run.problems == ()


def test_a_good_site_does_not_suffer(storage: Storage, tmp_path: Path) -> None:
    good = site_of(b"", 9) | {f"/{number}": article(f"第{number}条") for number in range(9)}
    with OddSite(site_of(BROKEN)) as bad_site, OddSite(good) as good_site:
        sources = source_of(bad_site.url, "bad"), source_of(good_site.url, "good")
        bad, fine = crawl(storage, *sources, folder=tmp_path)
    assert (bad.counts.failed, fine.counts.stored_new, fine.problems) == (20, 9, ())
