"""Backfills by hand and by the daemon, as processes that may be killed at any moment."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import Command
from daemons import Nursery, move, oracle, query, running_daemon, titles
from processes import PROGRAM, control, environment, newspaper, wait_for


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with newspaper("--size", "120") as address:
        yield address


@pytest.fixture
def moved(newsmill: Command, base: str) -> Path:
    """The shipped source, moved, of which a live crawl reads one page of each column."""
    file = move(newsmill, base, every="1h")
    text = file.read_text("utf-8").replace("max_pages = 5", "max_pages = 1")
    file.write_text(text, "utf-8")
    newsmill.env["NEWSMILL_BACKFILL_SLICE"] = "20"
    return file


def backfills(command: Command) -> list[tuple[object, ...]]:
    return query(command, "SELECT state, failures FROM backfill ORDER BY id")


@pytest.mark.usefixtures("moved")
def test_a_backfill_by_hand_brings_what_the_live_crawl_does_not(
    newsmill: Command, base: str
) -> None:
    done = newsmill.ok("crawl", "nbd", "--backfill", 9)
    assert titles(newsmill) == oracle(base)
    assert "nbd: done: " in done.err
    assert "9 pages of each listing" in done.out
    triggers = query(newsmill, "SELECT DISTINCT trigger FROM run ORDER BY trigger")
    assert triggers == [("backfill",), ("manual",)]
    again = newsmill.ok("crawl", "nbd", "--backfill", 2, "--json").json
    assert [run["counts"]["stored_new"] for run in again] == [0, 0]
    listed = newsmill.ok("backfill", "list", "--json").json["backfills"]
    assert [one["state"] for one in listed] == ["done", "done"]
    assert listed[1]["counts"]["stored_new"] > 30


@pytest.mark.usefixtures("moved")
def test_a_person_steers_a_backfill(newsmill: Command, base: str) -> None:
    assert "no backfill is open" in newsmill("backfill", "run").err
    assert newsmill("backfill", "pause", "nbd").status == 2
    begun = newsmill.ok("backfill", "start", "nbd", "--since", "2020-01-01", "--per-day", 100)
    assert begun.out == "nbd: back to 2020-01-01\n"
    some = newsmill.ok("backfill", "run", "-n", 20, "--json").json["backfills"]
    assert [(one["state"], one["counts"]["stored_new"]) for one in some] == [("running", 20)]
    assert newsmill.ok("backfill", "pause", "nbd").out.startswith("nbd: paused: ")
    rests = newsmill("backfill", "run", "nbd")
    assert (rests.status, "newsmill backfill resume nbd" in rests.err) == (2, True)
    newsmill.ok("backfill", "resume", "nbd")
    newsmill.ok("backfill", "run", "nbd", "-q")
    assert titles(newsmill) == oracle(base)
    assert newsmill("backfill", "cancel", "nbd").status == 2
    assert "no open backfill" in newsmill("backfill", "run", "nbd").err
    assert backfills(newsmill) == [("done", 0)]


@pytest.mark.usefixtures("moved")
def test_a_preview_of_a_backfill_stores_nothing(newsmill: Command) -> None:
    shown = newsmill.ok("crawl", "nbd", "--backfill", 1, "--dry-run")
    assert "would be stored" in shown.out
    assert titles(newsmill) == []
    assert backfills(newsmill) == []
    wrong = newsmill("crawl", "nbd", "--backfill", 1, "--url", "http://127.0.0.1/a")
    assert (wrong.status, "leave one out" in wrong.err) == (2, True)


@pytest.mark.usefixtures("moved")
def test_a_backfill_that_is_killed_again_and_again_ends_as_one_undisturbed(
    newsmill: Command, base: str
) -> None:
    control(base, "clear-faults")
    for wanted in (20, 45, 70):
        with subprocess.Popen(
            [PROGRAM, "crawl", "nbd", "--backfill", "9", "-q"],
            env=environment(newsmill),
            cwd=newsmill.folder,
            stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        ) as process:
            wait_for("some articles", lambda many=wanted: len(titles(newsmill)) >= many)
            process.send_signal(signal.SIGKILL)
    newsmill.ok("crawl", "nbd", "--backfill", 9, "-q")
    assert titles(newsmill) == oracle(base)
    assert backfills(newsmill) == [("done", 0)]
    assert query(newsmill, "SELECT count(*) FROM article_version WHERE number > 1") == [(0,)]
    assert query(newsmill, "SELECT count(*) FROM entry WHERE state <> 'stored'") == [(0,)]


@pytest.mark.usefixtures("moved")
def test_the_daemon_backfills_in_quiet_times_and_goes_on_after_a_kill(
    newsmill: Command, nursery: Nursery, base: str
) -> None:
    newsmill.ok("backfill", "start", "nbd")
    with running_daemon(newsmill, nursery) as one:
        wait_for("a slice", lambda: _slices(newsmill) >= 2)
        one.stop(signal.SIGKILL)
    with running_daemon(newsmill, nursery) as one:
        wait_for("its end", lambda: backfills(newsmill) == [("done", 0)], seconds=180)
        assert titles(newsmill) == oracle(base)
        # slices say nothing of when the source is due: it was crawled live once, an hour is to pass
        assert query(newsmill, "SELECT count(*) FROM run WHERE trigger = 'schedule'") == [(1,)]
        assert one.source()["health"]["state"] == "healthy"
        assert one.stop() == 0
        assert not one.events("Traceback")


def _slices(command: Command) -> int:
    found = query(command, "SELECT count(*) FROM run WHERE trigger = 'backfill' AND state = 'done'")
    return int(str(found[0][0])) if found else 0
