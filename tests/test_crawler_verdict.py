from __future__ import annotations

import pytest

from crawler.accounts import Accounts
from crawler.options import CrawlProgress
from crawler.verdict import verdict
from storage.types import Discovery, Failure, RunCounts, RunProblem, RunState

BROKEN = RunProblem("listing", "no-entries", 1, "https://a.example/list", "no link matches")
EMPTY = RunProblem("rejected", "no-body", 3, "https://a.example/1", "no selector matched")
FLAW = RunProblem("failed", "internal", 1, "https://a.example/1", "KeyError: 'x'")
AWAY = RunProblem("failed", "timeout", 4, "https://a.example/1", "it did not answer in time")


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
    ],
)
def test_a_run_is_judged_by_its_books(
    counts: RunCounts, problems: tuple[RunProblem, ...], state: RunState, kind: str | None
) -> None:
    found = verdict(counts, problems, interrupted=False)
    assert (found.state, found.error_kind) == (state, kind)


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
