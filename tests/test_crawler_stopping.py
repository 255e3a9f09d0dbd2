"""Crawls that are killed, told to stop, locked out or left without room: nothing is lost."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from crawling import Order, is_whole, newspaper_source, order, rows, until

from demo.faults import Fault
from demo.newspaper import Newspaper
from demo.server import DemoServer
from storage import Storage

SIZE = 30
HANG = 60.0
TIMES = 99
HELD = """
import sqlite3, sys, time
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
time.sleep(float(sys.argv[2]))
held.execute("ROLLBACK")
"""


@pytest.fixture
def paper() -> Iterator[DemoServer]:
    with DemoServer(Newspaper.printed(SIZE)) as running:
        yield running


def crawl_of(paper: DemoServer, folder: Path, delay: float = 0.0, **more: object) -> Order:
    source = newspaper_source(paper.base_url, delay)
    return order(folder, [source], [f"127.0.0.1:{paper.port}"], **more)


def articles_asked(paper: DemoServer) -> list[str]:
    """Return the articles that were answered or hang."""
    hanging = [fault.path for fault in paper.faults.pending() if fault.times < TIMES]
    answered = [line.path for line in paper.log.since() if line.path.startswith("/articles/")]
    return answered + hanging


def hang_one(paper: DemoServer) -> str:
    """Make the article hang that a crawl asks for late in its work."""
    path = paper.newspaper.edition.articles[-1].path
    paper.faults.set(Fault(path, delay=HANG, times=TIMES))
    return path


def stored_once(crawl: Order) -> bool:
    articles = rows(crawl.file, "SELECT source, key FROM article")
    left = rows(crawl.file, "SELECT url FROM entry WHERE state != 'stored'")
    return len(set(map(tuple, articles))) == len(articles) == SIZE and not left


def completes(crawl: Order, paper: DemoServer) -> bool:
    """Tell whether the next run does the rest of the work, and all is there once."""
    paper.faults.clear()
    ended = crawl.run()
    assert ended.status == 0, ended.log
    assert ended.told["runs"]["nbd"]["state"] == "done", ended.told
    return stored_once(crawl) and is_whole(crawl.file)


def test_sigterm_during_a_hanging_answer_ends_it_cleanly(paper: DemoServer, tmp_path: Path) -> None:
    crawl = crawl_of(paper, tmp_path)
    path = hang_one(paper)
    with crawl.start() as child:
        until(lambda: path in articles_asked(paper), child)
        told = time.monotonic()
        child.send_signal(signal.SIGTERM)
        out, log = child.communicate(timeout=20)
    assert time.monotonic() - told < 10
    assert child.returncode == 0, log
    assert '"state": "interrupted"' in out
    assert "Traceback" not in log
    assert completes(crawl, paper)


def test_sigterm_does_not_wait_for_the_pause_between_two_requests(
    paper: DemoServer, tmp_path: Path
) -> None:
    with crawl_of(paper, tmp_path, delay=300.0).start() as child:
        until(lambda: bool(paper.log.since()), child)
        told = time.monotonic()
        child.send_signal(signal.SIGTERM)
        out, log = child.communicate(timeout=20)
    assert time.monotonic() - told < 10
    assert child.returncode == 0, log
    assert '"state": "interrupted"' in out


def test_a_robots_file_that_hangs_is_waited_for_once_not_once_a_page(
    paper: DemoServer, tmp_path: Path
) -> None:
    paper.faults.set(Fault("/robots.txt", delay=HANG, times=TIMES))
    urls = [f"{paper.base_url}{one.path}" for one in paper.newspaper.edition.articles[:20]]
    limits = {"timeout": 1, "deadline": 1}
    ended = crawl_of(paper, tmp_path, settings=limits, options={"urls": urls}).run()
    run = ended.told["runs"]["nbd"]
    assert (run["state"], run["kind"], run["failed"]) == ("failed", "timeout", 20)
    assert run["seconds"] < 10
    assert [fault.times for fault in paper.faults.pending()] == [TIMES - 1]
    assert paper.log.since() == ()


def test_kill_9_during_a_hanging_answer_loses_and_doubles_nothing(
    paper: DemoServer, tmp_path: Path
) -> None:
    crawl = crawl_of(paper, tmp_path)
    hang_one(paper)
    with crawl.start() as child:
        until(lambda: len(articles_asked(paper)) >= SIZE // 2, child)
        child.kill()
        child.communicate()
    assert child.returncode == -signal.SIGKILL
    assert completes(crawl, paper)
    states = [row["state"] for row in rows(crawl.file, "SELECT state FROM run ORDER BY id")]
    assert states == ["crashed", "done"]


def hold(file: Path, seconds: float) -> subprocess.Popen[str]:
    """Hold the database's write lock from another process."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HELD, str(file), str(seconds)], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    return holder


def test_a_database_that_is_locked_for_seconds_costs_only_time(
    paper: DemoServer, tmp_path: Path
) -> None:
    crawl = crawl_of(paper, tmp_path)
    with crawl.start() as child:
        until(lambda: len(articles_asked(paper)) >= 5, child)
        with hold(crawl.file, 3.0) as holder:
            out, log = child.communicate(timeout=60)
        assert holder.returncode == 0
    assert child.returncode == 0, log
    assert '"state": "done"' in out
    assert stored_once(crawl)


def test_a_database_locked_beyond_patience_is_told_and_the_next_run_completes(
    paper: DemoServer, tmp_path: Path
) -> None:
    crawl = crawl_of(paper, tmp_path, patience=1.0)
    with crawl.start() as child:
        until(lambda: len(articles_asked(paper)) >= 5, child)
        with hold(crawl.file, 60.0) as holder:
            _, log = child.communicate(timeout=40)
            holder.kill()
    assert child.returncode == 1
    assert "StorageLocked" in log
    assert "Nothing is lost" in log
    assert completes(crawl, paper)


def test_a_full_disk_is_told_and_the_next_run_completes(paper: DemoServer, tmp_path: Path) -> None:
    crawl = crawl_of(paper, tmp_path)
    Storage.open(f"sqlite:///{crawl.file}").close()
    room = crawl.file.stat().st_size + 60_000
    full = crawl_of(paper, tmp_path, file_size=room).run()
    assert full.status == 1
    assert "StorageFull" in full.log
    assert "make room" in full.log
    assert is_whole(crawl.file)
    kept = len(rows(crawl.file, "SELECT id FROM article"))
    assert kept < SIZE
    assert completes(crawl, paper)


def test_the_lock_of_a_test_is_a_real_one(tmp_path: Path) -> None:
    file = tmp_path / "x.db"
    Storage.open(f"sqlite:///{file}").close()
    with hold(file, 60.0) as holder:
        other = sqlite3.connect(file, timeout=0, isolation_level=None)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()
        holder.kill()
