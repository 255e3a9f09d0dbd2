"""Pages that are made to stall or kill their reader, in whole crawls."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from odd_site import OddSite, answered, article, crawl, listing, source_of
from scrapy import signals
from scrapy.crawler import Crawler

from crawler.spiders.base import SourceSpider
from storage import Storage
from storage.types import RunState

BOMB = "<article><h1>t</h1>" + "".join(f"<p><b class=x{n}></p>" for n in range(800)) + "</article>"
"""14 KB that a conforming parser unfolds to a million elements."""


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with Storage.open(f"sqlite:///{tmp_path}/news.db") as opened:
        yield opened


def test_a_page_that_is_too_slow_to_read_fails_alone(storage: Storage, tmp_path: Path) -> None:
    pages = {
        "/list": listing("/bomb", "/1", "/2"),
        "/bomb": answered(BOMB),
        "/1": article("一"),
        "/2": article("二"),
    }
    with OddSite(pages) as site:
        (run,) = crawl(storage, source_of(site.url), folder=tmp_path, extract_timeout=1)
    assert run.state is RunState.DONE
    assert (run.counts.stored_new, run.counts.failed) == (2, 1)
    (problem,) = run.problems
    assert (problem.kind, problem.message) == ("extract-timeout", "reading it took over 1 s")
    assert storage.frontier.waiting("odd")[0] == 1


def test_a_huge_listing_is_read_in_a_worker(storage: Storage, tmp_path: Path) -> None:
    many = "".join(f"<li><a href=/{n}>{n}</a></li>" for n in range(20_000))
    with OddSite({"/list": answered(many), "/0": article("一")}) as site:
        (run,) = crawl(storage, source_of(site.url), folder=tmp_path, extract_timeout=0.001)
    assert run.state is RunState.FAILED
    assert [(one.stage, one.kind) for one in run.problems] == [("listing", "extract-timeout")]


STOPPED = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from odd_site import crawl, source_of
from storage import Storage
if __name__ == "__main__":
    folder = Path({folder!r})
    with Storage.open(f"sqlite:///{{folder}}/news.db") as storage:
        (run,) = crawl(storage, source_of({url!r}), folder=folder, extract_timeout=300)
    print(run.state.value, run.counts.left)
"""


def test_sigterm_ends_a_crawl_soon_even_while_a_worker_spins(tmp_path: Path) -> None:
    pages = {"/list": listing("/bomb"), "/bomb": answered(BOMB)}
    with OddSite(pages) as site:
        script = tmp_path / "crawling.py"
        script.write_text(
            STOPPED.format(tests=str(Path(__file__).parent), folder=str(tmp_path), url=site.url)
        )
        crawling = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True)
        worker = _spinning_child(crawling.pid)
        started = time.monotonic()
        crawling.terminate()
        output, _ = crawling.communicate(timeout=60)
        took = time.monotonic() - started
    assert output == "interrupted 1\n"
    assert crawling.returncode == 0
    assert took < 10
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)


@pytest.mark.parametrize("moment", ["spider_opened", "engine_started", "request_scheduled"])
def test_a_stop_at_any_moment_of_the_start_ends_the_crawl(
    storage: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    opened = SourceSpider.from_crawler

    def stopping(crawler: Crawler, *named: Any, **others: Any) -> SourceSpider:
        def stop() -> None:
            os.kill(os.getpid(), signal.SIGTERM)

        crawler.signals.connect(stop, getattr(signals, moment), weak=False)
        return opened.__func__(SourceSpider, crawler, *named, **others)  # type: ignore[attr-defined,no-any-return]

    monkeypatch.setattr(SourceSpider, "from_crawler", stopping)
    with OddSite({"/list": listing("/1"), "/1": article("一")}) as site:
        (run,) = crawl(storage, source_of(site.url), folder=tmp_path)
    assert run.state is RunState.INTERRUPTED


def _spinning_child(crawling: int) -> int:
    """Return the worker under the fork server that has begun to spin."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        parents, busy = _processes()
        servers = {pid for pid, parent in parents.items() if parent == crawling}
        for pid, parent in parents.items():
            if parent in servers and busy[pid] > 0.5:
                return pid
        time.sleep(0.05)
    raise AssertionError("no worker took up the page")


def _processes() -> tuple[dict[int, int], dict[int, float]]:
    """Return each process's parent and the seconds of processor that it has used."""
    parents, busy = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended
        pid = int(stat.parent.name)
        parents[pid] = int(fields[1])
        busy[pid] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return parents, busy
