from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
import storage_world
from browser_place import MISSING
from commands import Command, newspaper_site
from daemons import Nursery
from servers import drop_database, make_database

from demo import DemoServer

# what is slow is found by the benchmarks; how long an example takes says how busy the machine is
hypothesis.settings.register_profile("newsmill", deadline=None)
hypothesis.settings.load_profile("newsmill")


def pytest_runtest_teardown() -> None:
    """Forget what hosts were like: a test's site may have the port that an earlier one's had.

    A process keeps robots.txt for a day, and leaves a host alone that failed again and again.
    """
    process = sys.modules.get("crawler.process")
    for _, shared in process._process if process else ():
        shared.robots._rules.clear()
        shared.circuits._of.clear()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests of pages were left out, and why: a silent skip looks like success."""
    skipped = terminalreporter.stats.get("skipped", [])
    count = sum(MISSING in str(report.longrepr) for report in skipped)
    if count:
        terminalreporter.write_line(
            f"{count} tests that look at pages in a browser were LEFT OUT: there is no Chromium "
            "here. Install it (Debian: apt-get install chromium), or run .ci/run, which does.",
            red=True,
        )


@pytest.fixture
def newsmill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.chdir(tmp_path)
    return Command(tmp_path)


@pytest.fixture
def site(newsmill: Command) -> Iterator[DemoServer]:
    with newspaper_site(newsmill) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def each_database(request: pytest.FixtureRequest) -> Iterator[str]:
    """Run a test twice: ``storage_world`` makes databases of the one kind, then of the other."""
    with storage_world.databases(request.param):
        yield request.param


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    one = Nursery()
    yield one
    one.close()


@pytest.fixture
def server() -> Iterator[str]:
    """Give the address of an empty PostgreSQL database."""
    url = make_database()
    yield url
    drop_database(url)
