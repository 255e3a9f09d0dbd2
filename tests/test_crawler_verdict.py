from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.accounts import Accounts
from crawler.options import CrawlProgress
from crawler.verdict import verdict
from storage.types import Discovery, Failure, RunCounts, RunProblem, RunState

NOON, HOUR = datetime(2026, 6, 1, 12, tzinfo=UTC), timedelta(hours=1)
BROKEN = RunProblem("listing", "no-entries", 1, "https://a.example/list", "no link matches")
EMPTY = RunProblem("rejected", "no-body", 3, "https://a.example/1", "no selector matched")
FLAW = RunProblem("failed", "internal", 1, "https://a.example/1", "KeyError: 'x'")
AWAY = RunProblem("failed", "timeout", 4, "https://a.example/1", "it did not answer in time")
UNREAD = RunProblem("listing", "http-500", 1, "https://a.example/list", "it answered HTTP 500")
STRAY = RunProblem("rejected", "off-site", 3, "https://a.example/2", "it redirects")


def hollow(count: int) -> RunProblem:
    return RunProblem("rejected", "no-body", count, "https://a.example/1", "no selector matched")


def missed(count: int) -> RunProblem:
    return RunProblem("doubtful", "rule-body", count, "https://a.example/1", "it matches nothing")


@pytest.mark.parametrize(
    ("counts", "problems", "state", "kind"),
    [
        (RunCounts(stored_new=3), (), RunState.DONE, None),
        (RunCounts(), (), RunState.DONE, None),
        (RunCounts(stored_new=3), (BROKEN,), RunState.FAILED, "no-entries"),
        (RunCounts(rejected=3), (EMPTY,), RunState.FAILED, "drifted"),
        (RunCounts(rejected=2), (EMPTY,), RunState.DONE, None),
        (RunCounts(rejected=3, stored_new=1), (EMPTY,), RunState.DONE, None),
        (RunCounts(failed=4), (AWAY,), RunState.FAILED, "timeout"),
        (RunCounts(failed=4, stored_unchanged=1), (AWAY,), RunState.DONE, None),
        (RunCounts(failed=5, stored_new=9), (AWAY, FLAW), RunState.FAILED, "internal"),
        (RunCounts(listings=1), (BROKEN,), RunState.FAILED, "drifted"),
        (RunCounts(listings=2), (BROKEN,), RunState.FAILED, "no-entries"),
        (RunCounts(listings=2, found=1), (BROKEN, BROKEN), RunState.FAILED, "no-entries"),
        (RunCounts(listings=2), (BROKEN, UNREAD), RunState.FAILED, "no-entries"),
        (RunCounts(listings=1), (UNREAD,), RunState.FAILED, "http-500"),
        (RunCounts(rejected=4, stored_new=4), (hollow(4),), RunState.FAILED, "drifted"),
        (RunCounts(rejected=4, stored_new=5), (hollow(4),), RunState.DONE, None),
        (RunCounts(rejected=6, stored_new=4), (hollow(3), STRAY), RunState.DONE, None),
        (RunCounts(rejected=5, stored_new=1), (hollow(4), STRAY), RunState.FAILED, "drifted"),
        (RunCounts(rejected=4), (hollow(1), STRAY), RunState.DONE, None),
        (RunCounts(stored_new=3), (missed(3),), RunState.FAILED, "drifted"),
        (RunCounts(stored_new=2), (missed(2),), RunState.DONE, None),
        (RunCounts(stored_new=4), (missed(3),), RunState.DONE, None),
        (RunCounts(stored_new=8), (missed(4),), RunState.FAILED, "drifted"),
        (RunCounts(stored_new=9), (missed(4),), RunState.DONE, None),
        (RunCounts(stored_new=6, rejected=2), (missed(2), hollow(2)), RunState.FAILED, "drifted"),
    ],
)
def test_a_run_is_judged_by_its_books(
    counts: RunCounts, problems: tuple[RunProblem, ...], state: RunState, kind: str | None
) -> None:
    found = verdict(counts, problems, interrupted=False)
    assert (found.state, found.error_kind) == (state, kind)


def test_pages_that_were_only_looked_at_again_fail_no_run() -> None:
    counts = RunCounts(new=1, failed=4)
    assert verdict(counts, (AWAY,), interrupted=False, failed_again=4).state is RunState.DONE
    assert verdict(counts, (AWAY,), interrupted=False, failed_again=3).state is RunState.FAILED


@pytest.mark.parametrize(
    ("counts", "state"),
    [
        (RunCounts(resumed=2, failed=2), RunState.DONE),
        (RunCounts(resumed=3, failed=3), RunState.FAILED),
        (RunCounts(new=1, failed=1), RunState.FAILED),
    ],
)
def test_a_dead_page_or_two_that_are_tried_again_fail_no_run(
    counts: RunCounts, state: RunState
) -> None:
    assert verdict(counts, (AWAY,), interrupted=False).state is state


def test_a_listing_s_advice_counts_where_all_give_some_and_a_request_always() -> None:
    books = Accounts("paper")
    books.advised(NOON + HOUR)
    books.advised(NOON + 2 * HOUR)
    books.close(0)
    assert books.reading.rest_until == NOON + HOUR
    books.advised(None)
    books.close(0)
    assert books.reading.rest_until is None
    books.asked(NOON + 3 * HOUR)
    books.close(0)
    assert books.reading.rest_until == NOON + 3 * HOUR


@pytest.mark.parametrize(
    ("undated", "new", "kind"),
    [(4, 4, "drifted"), (4, 8, "drifted"), (4, 9, None), (3, 3, None), (0, 9, None)],
)
def test_new_articles_that_mostly_have_no_date_are_a_drift(
    undated: int, new: int, kind: str | None
) -> None:
    found = verdict(RunCounts(stored_new=new), (), interrupted=False, undated=undated)
    assert found.error_kind == kind
    assert (kind is None) == (found.error is None)


def test_a_drift_says_how_many_pages_lack_what() -> None:
    found = verdict(RunCounts(rejected=4, stored_new=1), (hollow(4),), interrupted=False)
    assert found.error == (
        "4 of 5 pages gave no article (no-body), such as https://a.example/1: the site's layout"
        " has changed, or the selectors are wrong"
    )


def test_an_interrupt_is_no_failure() -> None:
    assert verdict(RunCounts(failed=4), (AWAY,), interrupted=True).state is RunState.INTERRUPTED


def test_the_books_balance() -> None:
    heard: list[CrawlProgress] = []
    books = Accounts("nbd", heard.append)
    books.discovered(Discovery(found=10, new=4, known=6, fresh=4))
    failure = Failure("timeout", "it did not answer in time")
    for number in range(5):
        books.failed(f"https://a.example/{number}", failure)
    books.close(left=1)
    counts = books.counts
    assert counts.found == counts.known + counts.new
    assert counts.new + counts.resumed == counts.failed + counts.left
    assert books.problems[0].count == 5
    assert heard[-1].phase == "done"
