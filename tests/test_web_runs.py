"""A run's page names every page that gave it no article, and tells how the rest is listed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from storage_world import NOW
from web_world import Served, world

from articles.types import Rejection, RejectReason
from storage import Storage
from storage.types import Failure, RunCounts, RunProblem, RunState
from web.pages import runs as runs_module

pytestmark = pytest.mark.usefixtures("each_database")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with world(tmp_path, 1) as one:
        yield one


def a_run(storage: Storage, count: int) -> int:
    """Let a run reject and fail as many pages each."""
    run = storage.runs.start("wire", "manual", "pid 1 on test", NOW)
    urls = [f"https://wire.example.com/{number}" for number in range(2 * count)]
    storage.frontier.queue("wire", urls, "要闻", run, NOW)
    leases = storage.frontier.lease("wire", run, 2 * count, NOW)
    for lease in leases[:count]:
        storage.frontier.reject(
            lease, run, Rejection(lease.url, RejectReason.NO_BODY, "no\ttext\nin it"), NOW
        )
    for lease in leases[count:]:
        failure = Failure("timeout", "no answer in 30 s", NOW + timedelta(hours=1))
        storage.frontier.fail(lease, run, failure, NOW)
    problems = (
        RunProblem("rejected", "no-body", count, urls[0], "no text in it"),
        RunProblem("failed", "timeout", count, urls[-1], "no answer in 30 s"),
    )
    counts = RunCounts(found=2 * count, new=2 * count, rejected=count, failed=count)
    storage.runs.finish(run, RunState.DONE, counts, problems, None, None, NOW)
    return run


def test_rejected_and_failed_pages_are_all_named(served: Served) -> None:
    run = a_run(served.storage, 3)
    page = served.get(f"/runs/{run}", Accept_Language="en").text
    assert all(f"https://wire.example.com/{number}<" in page for number in range(6))
    assert page.count("again <time") == 3
    assert "3 pages, to be tried again" in page
    assert "There are more" not in page
    listed = served.get(f"/runs/{run}/pages.tsv")
    assert listed.headers["Content-Type"] == "text/plain; charset=utf-8"
    lines = [line.split("\t") for line in listed.text.splitlines()]
    assert lines[0] == ["kind", "url", "message"]
    assert len(lines) == 7
    assert {(kind, message) for kind, _, message in lines[1:]} == {
        ("no-body", "no text in it"),
        ("timeout", "no answer in 30 s"),
    }


def test_what_does_not_fit_on_the_page_is_in_the_list(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs_module, "_URLS", 4)
    run = a_run(served.storage, 3)
    page = served.get(f"/runs/{run}", Accept_Language="zh").text
    assert "此处未显示全部页面" in page
    assert len(served.get(f"/runs/{run}/pages.tsv").text.splitlines()) == 7


def test_a_run_that_is_not_there_has_no_list(served: Served) -> None:
    assert served.get("/runs/999/pages.tsv").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/records",
        "/records?q=重庆",
        "/records?q=重庆&rank=1",
        "/records/1",
        "/records/1?view=post",
        "/records/1/body",
        "/records/2/diff",
        "/sources",
        "/sources/news",
        "/runs",
        "/runs/12",
        "/stories",
        "/settings",
        "/feeds/news.xml",
        "/api/v1/stats",
    ],
)
def test_every_page_answers_on_every_database(served: Served, path: str) -> None:
    assert served.get(path).status_code == 200
