"""The daemon as a process of its own, beside a newspaper that publishes while it runs."""

from __future__ import annotations

import os
import re
import resource
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
import requests
from commands import Command
from daemons import Daemon, Nursery, move, oracle, query, running_daemon, titles
from processes import control, environment, newspaper, told, wait_for

from config import Settings
from service.desk import OuterDesk
from storage import open_storage
from web.errors import Refused


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    """One newspaper for all tests of this file: each crawls it into a database of its own."""
    with newspaper("--size", "30") as address:
        yield address


@pytest.fixture(autouse=True)
def _well(base: str) -> Iterator[None]:
    yield
    control(base, "clear-faults")


@contextmanager
def daemon_of(command: Command, nursery: Nursery, base: str, every: str = "1s") -> Iterator[Daemon]:
    move(command, base, every)
    with running_daemon(command, nursery) as one:
        yield one


def test_what_is_published_while_it_runs_is_stored_and_it_stops_cleanly(
    newsmill: Command, nursery: Nursery, base: str
) -> None:
    manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    manager.bind(f"\0newsmill-daemon-{os.getpid()}")
    newsmill.env["NOTIFY_SOCKET"] = f"@newsmill-daemon-{os.getpid()}"
    with daemon_of(newsmill, nursery, base) as one:
        wait_for("the first crawl", lambda: len(titles(newsmill)) == len(oracle(base)))
        for _ in range(3):
            control(base, "add")
        wait_for("the news", lambda: titles(newsmill) == oracle(base))
        (row,) = query(newsmill, "SELECT count(*) FROM run WHERE trigger <> 'schedule'")
        assert row == (0,)
        assert one.stop() == 0
        assert one.events("stopped")
        with manager:
            assert manager.recv(999).startswith(b"READY=1\nSTATUS=")
            assert manager.recv(999) == b"STOPPING=1"
        assert one.events("crawled")[0]["source"] == "nbd"
        assert one.events("crawled")[0]["run"] == 1
        assert not one.events("Traceback")
        assert not (newsmill.folder / "data" / "daemon.sock").exists()
        assert query(newsmill, "SELECT count(*) FROM run WHERE state = 'running'") == [(0,)]
        assert newsmill("status").status == 1


def fetched(address: str) -> tuple[int, str]:
    try:
        with urlopen(address) as answer:  # noqa: S310 - loopback
            return answer.status, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_probes_and_figures_tell_how_it_is(newsmill: Command, nursery: Nursery, base: str) -> None:
    with daemon_of(newsmill, nursery, base, every="1h") as one:
        one.heard("crawled")
        wait_for("peace", lambda: one.source()["state"] == "waiting")
        address = one.status()["daemon"]["web"]
        assert fetched(f"{address}/healthz") == (200, "ok\n")
        assert fetched(f"{address}/readyz") == (200, "ok\n")
        status, figures = fetched(f"{address}/metrics")
        assert status == 200
        count = len(titles(newsmill))
        for line in (
            'newsmill_runs_total{source="nbd",state="done"} 1.0',
            f'newsmill_articles_total{{outcome="new",source="nbd"}} {count}.0',
            'newsmill_source_health{source="nbd",state="healthy"} 1.0',
            'newsmill_source_health{source="nbd",state="failing"} 0.0',
            f"newsmill_publication_delay_seconds_count {count}.0",
            "newsmill_crawls_running 0.0",
            "newsmill_storage_trouble 0.0",
        ):
            assert line in figures
        assert "newsmill_source_next_run_timestamp_seconds" in figures
        assert "process_resident_memory_bytes" in figures
        assert one.source()["health"] == {"state": "healthy", "since": None, "why": None}
        assert one.status()["daemon"]["health"]["state"] == "healthy"
        assert one.stop() == 0
    with running_daemon(newsmill, nursery, "--no-web") as one:
        one.heard("leading")
        assert one.status()["daemon"]["web"] is None
        assert one.stop() == 0


def hang(base: str) -> None:
    """Let the next request for one article hang."""
    articles = told(base)["articles"]
    assert isinstance(articles, list)
    control(base, f"fault?path={articles[3]['path']}&delay=300&times=1")


def test_a_hanging_site_does_not_hold_up_the_end_and_loses_nothing(
    newsmill: Command, nursery: Nursery, base: str
) -> None:
    hang(base)
    with daemon_of(newsmill, nursery, base, every="1h") as one:
        wait_for("the others", lambda: len(titles(newsmill)) == len(oracle(base)) - 1)
        busy = newsmill("crawl", "nbd")
        assert busy.status == 1
        assert f"being crawled by pid {one.pid}" in busy.err
        assert one.source()["state"] == "crawling"
        (running,) = one.status()["running"]
        assert (running["source"], running["counts"]["stored_new"]) == (
            "nbd",
            len(oracle(base)) - 1,
        )
        assert one.stop(signal.SIGINT) == 0
    assert query(newsmill, "SELECT state FROM entry WHERE state <> 'stored'") == [("pending",)]
    (first,) = query(newsmill, "SELECT state, error_kind FROM run WHERE id = 1")
    assert first == ("interrupted", "interrupted")
    with running_daemon(newsmill, nursery) as one:
        wait_for("the last one", lambda: titles(newsmill) == oracle(base))
        assert one.stop() == 0
    books = query(newsmill, "SELECT resumed, stored_new FROM run ORDER BY id DESC LIMIT 1")
    assert books == [(1, 1)]


@contextmanager
def locked(command: Command) -> Iterator[None]:
    """Hold the database, so that nothing can be written down."""
    other = sqlite3.connect(command.folder / "data" / "newsmill.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.close()


def test_whatever_hangs_it_ends_within_ten_seconds(
    newsmill: Command, nursery: Nursery, base: str
) -> None:
    hang(base)
    with daemon_of(newsmill, nursery, base, every="1h") as one:
        wait_for("the others", lambda: len(titles(newsmill)) == len(oracle(base)) - 1)
        with locked(newsmill):
            # the nursery waits 15 s for the end, on a machine that may be busy
            assert one.stop() == 0
        assert one.events("something hangs")


def test_a_second_order_to_stop_ends_it_at_once(
    newsmill: Command, nursery: Nursery, base: str
) -> None:
    hang(base)
    with daemon_of(newsmill, nursery, base, every="1h") as one:
        wait_for("the others", lambda: len(titles(newsmill)) == len(oracle(base)) - 1)
        with locked(newsmill):
            os.kill(one.pid, signal.SIGTERM)
            one.heard("stopping")
            assert one.stop() == 130


def test_a_second_daemon_stands_by_and_takes_over(
    newsmill: Command, nursery: Nursery, base: str
) -> None:
    with daemon_of(newsmill, nursery, base, every="1h") as first:
        first.heard("crawled")
        first_pid = first.pid
        with running_daemon(newsmill, nursery, name="second") as second:
            told_of = second.heard("standing by")
            assert f"pid {first_pid} on " in told_of["leader"]
            refused = newsmill("daemon", "--no-standby")
            assert refused.status == 1
            assert f"the daemon here is pid {first_pid} on " in refused.err
            assert first.status()["daemon"]["pid"] == first_pid
            first.stop(signal.SIGKILL)
            second.heard("leading")
            assert second.status()["daemon"]["pid"] == second.pid
            assert second.source()["last_run"]["id"] == 1
            assert second.stop() == 0
        assert query(newsmill, "SELECT count(*) FROM run") == [(1,)]


def test_source_files_are_taken_up_as_they_change(
    newsmill: Command, nursery: Nursery, base: str
) -> None:
    with daemon_of(newsmill, nursery, base, every="1h") as one:
        one.heard("crawled")
        other = move(newsmill, base, "1h", name="other")
        wait_for("the new source", lambda: one.source("other").get("last_run"))
        text = other.read_text("utf-8")
        other.write_text(text.replace('every = "1h"', 'every = "30x"'), "utf-8")
        wait_for("the fault", lambda: "30x" in one.status()["faults"].get("other", ""))
        assert "other.toml, line" in newsmill("status").out
        assert one.source("other")["state"] == "waiting"
        before = one.source("other")["next_at"]
        other.write_text(text.replace('every = "1h"', 'every = "9d"'), "utf-8")
        wait_for("the new interval", lambda: one.source("other")["next_at"] > before)
        assert one.status()["faults"] == {}
        other.write_text(f"enabled = false\n{text}", "utf-8")
        wait_for("the switch", lambda: one.source("other")["state"] == "disabled")
        assert one.source("other")["next_at"] is None
        other.unlink()
        wait_for("the removal", lambda: not one.source("other"))
        assert newsmill.ok("reload").out == "nothing has changed\n"
        assert one.stop() == 0


def test_a_pause_outlasts_the_daemon(newsmill: Command, nursery: Nursery, base: str) -> None:
    with daemon_of(newsmill, nursery, base) as one:
        wait_for("the first crawl", lambda: len(titles(newsmill)) == len(oracle(base)))
        assert newsmill.ok("pause", "nbd").out == "nbd is paused\n"
        assert newsmill.ok("pause", "nbd").out == "nbd was paused already\n"
        wait_for("rest", lambda: one.source()["state"] == "paused")
        assert one.source()["paused_since"]
        one.stop()
    assert one.source()["state"] == "paused"
    runs = query(newsmill, "SELECT count(*) FROM run")
    with running_daemon(newsmill, nursery) as one:
        one.heard("leading")
        assert one.source()["state"] == "paused"
        assert query(newsmill, "SELECT count(*) FROM run") == runs
        assert newsmill.ok("resume", "nbd").out == "nbd goes on\n"
        wait_for("a crawl", lambda: query(newsmill, "SELECT count(*) FROM run") > runs)
        assert one.stop() == 0
    assert newsmill("pause", "nothing").status == 2
    assert newsmill.ok("resume", "nothing").out == "nothing was not paused\n"
    assert newsmill("reload").status == 2


def test_only_its_owner_may_speak_to_it(newsmill: Command, nursery: Nursery, base: str) -> None:
    deep = newsmill.folder / ("d" * 120)
    newsmill.env["NEWSMILL_DATA_DIR"] = str(deep)
    with daemon_of(newsmill, nursery, base, every="1h") as one:
        one.heard("leading")
        assert one.status()["daemon"]["state"] == "leading"
        mode = (deep / "daemon.sock").stat().st_mode
        assert stat.S_ISSOCK(mode)
        assert stat.S_IMODE(mode) == 0o600
        assert one.stop() == 0


def test_a_full_disk_is_waited_for(newsmill: Command, nursery: Nursery, base: str) -> None:
    with daemon_of(newsmill, nursery, base) as one:
        wait_for("the first crawl", lambda: len(titles(newsmill)) == len(oracle(base)))
        _, most = resource.prlimit(one.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(one.pid, resource.RLIMIT_FSIZE, (8192, most))
        trouble = wait_for("the trouble", lambda: one.status()["trouble"])
        assert "no room left" in trouble["what"]
        control(base, "add")
        resource.prlimit(one.pid, resource.RLIMIT_FSIZE, (most, most))
        wait_for("the news", lambda: titles(newsmill) == oracle(base))
        wait_for("peace", lambda: one.status()["trouble"] is None)
        assert one.stop() == 0
    assert newsmill.ok("db", "check", "--json").json["faults"] == []


def test_slots_that_pass_are_written_down_with_the_reason(
    newsmill: Command, nursery: Nursery, base: str
) -> None:
    control(base, "fault?path=/columns/332&delay=3&times=1")
    with daemon_of(newsmill, nursery, base) as one:
        found = wait_for(
            "a missed slot",
            lambda: query(newsmill, "SELECT error FROM run WHERE error_kind = 'missed'"),
        )
        assert re.search(
            r" passed: the run before waited \d+ s for its turn and took ", found[0][0]
        )
        assert one.stop() == 0


def test_a_bug_of_its_own_ends_it_with_a_traceback(newsmill: Command) -> None:
    move(newsmill, "http://127.0.0.1:9")
    script = (
        "import service.agenda\n"
        "service.agenda.next_slot = lambda *_: 1 / 0\n"
        "from service.cli import main\nmain()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "daemon"],
        env=environment(newsmill),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert b"ZeroDivisionError" in done.stderr


def test_pages_are_served_and_a_source_is_crawled_when_a_program_says_so(
    newsmill: Command, nursery: Nursery, base: str
) -> None:
    token = "a-token-of-the-tests-0123"  # noqa: S105 - of the tests
    newsmill.env["NEWSMILL_WEB_TOKEN"] = token
    with daemon_of(newsmill, nursery, base, every="1h") as one:
        one.heard("crawled")
        wait_for("peace", lambda: one.source()["state"] == "waiting")
        address = one.status()["daemon"]["web"]
        known = {"Authorization": f"Bearer {token}"}
        page = requests.get(f"{address}/sources/nbd", headers=known, timeout=20)
        assert "每经网" in page.text
        status = requests.get(f"{address}/api/v1/status", headers=known, timeout=20).json()
        assert status["daemon"]["pid"] == one.pid
        order = f"{address}/api/v1/sources/nbd/crawl"
        before = len(query(newsmill, "SELECT id FROM run"))
        answer = requests.post(order, headers=known, timeout=20)
        assert (answer.status_code, answer.json()) == (202, {"source": "nbd", "state": "queued"})
        wait_for("another run", lambda: len(query(newsmill, "SELECT id FROM run")) > before)
        wait_for("peace again", lambda: one.source()["state"] == "waiting")
        assert one.source()["next_at"]
        newsmill.ok("pause", "nbd")
        refused = requests.post(order, headers=known, timeout=20)
        assert refused.status_code == 409
        assert "paused" in refused.json()["detail"]
        assert one.stop() == 0


def test_the_pages_beside_a_daemon_ask_it(
    newsmill: Command, nursery: Nursery, base: str, tmp_path: Path
) -> None:
    with daemon_of(newsmill, nursery, base, every="1h") as one:
        one.heard("crawled")
        wait_for("peace", lambda: one.source()["state"] == "waiting")
        settings = Settings(
            data_dir=tmp_path / "data",
            sources_dir=newsmill.env["NEWSMILL_SOURCES_DIR"],
        )
        with open_storage(settings.database_url) as storage:
            desk = OuterDesk(settings, storage)
            assert desk.sources().keys() >= {"nbd"}
            before = len(query(newsmill, "SELECT id FROM run"))
            desk.crawl("nbd")
            wait_for("another run", lambda: len(query(newsmill, "SELECT id FROM run")) > before)
            with pytest.raises(Refused, match="unknown, disabled or paused"):
                desk.crawl("none")
            desk.pause("nbd")
            assert one.source()["state"] in {"paused", "crawling"}
            desk.resume("nbd")
            assert desk.status()["daemon"]
