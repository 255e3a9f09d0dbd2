"""What happens when our own code is at fault over one page, or over one source of several."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from crawling import ROOT, newspaper_source, rows

from demo.newspaper import Newspaper
from demo.server import DemoServer

FLAW_OVER_A_PAGE = """
import crawler.spiders.base as base
sound = base.fetched_page
def flawed(response, url, now):
    if url == sys.argv[2]:
        raise KeyError("a flaw")
    return sound(response, url, now)
base.fetched_page = flawed
"""
FLAW_IN_THE_READER = """
import crawler.spiders.page as page
sound = page.read_listing
def flawed(fetched, source, listing, number):
    if fetched.url == sys.argv[2]:
        raise KeyError("a flaw")
    return sound(fetched, source, listing, number)
page.read_listing = flawed
"""
FLAW_IN_THE_WALK = """
import crawler.spiders.base as base
sound = base.walk
async def flawed(spider, order, listing):
    if spider.session.source.name == "second":
        raise KeyError("a flaw")
    await sound(spider, order, listing)
base.walk = flawed
"""
FLAW_IN_A_BATCH = """
import crawler.stored as stored
sound = stored.StoredWorkList.lease
async def flawed(self, limit, now):
    leases = await sound(self, 10, now)
    if getattr(self, "begun", False):
        raise KeyError("a flaw")
    self.begun = True
    return leases
stored.StoredWorkList.lease = flawed
"""
CHILD = "import sys\nsys.path.insert(0, 'tests')\n{flaw}\nimport crawl_child\ncrawl_child.main()\n"


def crawl(
    folder: Path, papers: dict[str, DemoServer], flaw: str, where: str = "", **settings: object
) -> subprocess.CompletedProcess[str]:
    sources = [newspaper_source(paper.base_url) | {"name": name} for name, paper in papers.items()]
    order = {
        "database": f"sqlite:///{folder / 'crawl.db'}",
        "sources": sources,
        "settings": {
            "data_dir": str(folder),
            "delay": 0,
            "allow_addresses": [f"127.0.0.1:{paper.port}" for paper in papers.values()],
            **settings,
        },
    }
    return subprocess.run(
        [sys.executable, "-c", CHILD.format(flaw=flaw), json.dumps(order), where],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=60,
        check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )


def test_a_page_that_our_code_stumbles_over_fails_alone_and_waits(tmp_path: Path) -> None:
    with DemoServer(Newspaper.printed(30)) as paper:
        url = f"{paper.base_url}{paper.newspaper.edition.articles[3].path}"
        ended = crawl(tmp_path, {"only": paper}, FLAW_OVER_A_PAGE, url)
    run = json.loads(ended.stdout)["runs"]["only"]
    assert ended.returncode == 0
    assert "KeyError: 'a flaw'" in ended.stderr
    assert (run["state"], run["kind"], run["stored"]) == ("failed", "internal", 29)
    (failed,) = rows(tmp_path / "crawl.db", "SELECT * FROM entry WHERE state = 'failed'")
    assert (failed["url"], failed["error_kind"]) == (url, "internal")
    assert failed["due_at"] > failed["fetched_at"]


def test_a_listing_that_our_code_stumbles_over_fails_alone(tmp_path: Path) -> None:
    with DemoServer(Newspaper.printed(30)) as paper:
        listings = newspaper_source(paper.base_url)["listing"]
        url = f"{paper.base_url}{listings[-1]['url']}"
        ended = crawl(tmp_path, {"only": paper}, FLAW_IN_THE_READER, url)
    run = json.loads(ended.stdout)["runs"]["only"]
    assert "KeyError: 'a flaw'" in ended.stderr
    assert (run["state"], run["kind"]) == ("failed", "internal")
    assert url in run["error"]
    assert run["stored"] > 0


def test_a_source_that_our_code_stumbles_over_takes_no_other_with_it(tmp_path: Path) -> None:
    with DemoServer(Newspaper.printed(30)) as one, DemoServer(Newspaper.printed(30)) as other:
        ended = crawl(tmp_path, {"second": one, "third": other}, FLAW_IN_THE_WALK)
    assert ended.returncode == 1
    assert "KeyError: 'a flaw'" in ended.stderr
    found = rows(tmp_path / "crawl.db", "SELECT source, state, error_kind FROM run ORDER BY source")
    assert [tuple(row) for row in found] == [
        ("second", "failed", "internal"),
        ("third", "done", None),
    ]
    assert len(rows(tmp_path / "crawl.db", "SELECT id FROM article WHERE source = 'third'")) == 30


def test_the_books_of_a_crawl_that_a_flaw_ends_balance_and_nothing_stays_leased(
    tmp_path: Path,
) -> None:
    with DemoServer(Newspaper.printed(30)) as paper:
        ended = crawl(tmp_path, {"nbd": paper}, FLAW_IN_A_BATCH)
    assert ended.returncode == 1
    assert "KeyError: 'a flaw'" in ended.stderr
    (run,) = rows(tmp_path / "crawl.db", "SELECT * FROM run")
    assert (run["state"], run["error_kind"]) == ("failed", "internal")
    assert run["found"] == run["known"] + run["new"] + run["older"] == 30
    outcomes = run["stored_new"] + run["rejected"] + run["failed"] + run["gone"]
    assert run["new"] + run["resumed"] == outcomes + run["left"]
    assert run["left"] > 0
    entries = rows(tmp_path / "crawl.db", "SELECT state, crashes FROM entry")
    assert {tuple(one) for one in entries} <= {("pending", 0), ("stored", 0)}
    assert sum(one["state"] == "pending" for one in entries) == run["left"]


def test_posts_that_cannot_be_written_end_the_run_and_not_the_database(tmp_path: Path) -> None:
    (tmp_path / "posts").write_text("a file where the folder should be", encoding="utf-8")
    settings = {"posts_dir": str(tmp_path / "posts")}
    # more than are on their way when the first post fails
    with DemoServer(Newspaper.printed(300)) as paper:
        ended = crawl(tmp_path, {"nbd": paper}, "", **settings)
        assert ended.returncode == 0, ended.stderr
        assert "Traceback" not in ended.stderr
        (run,) = rows(tmp_path / "crawl.db", "SELECT * FROM run")
        assert (run["state"], run["error_kind"]) == ("failed", "export")
        assert "posts" in run["error"]
        assert "newsmill records export --to posts" in run["error"]
        assert 0 < run["stored_new"] < run["new"]
        assert run["new"] == run["stored_new"] + run["left"]
        entries = rows(tmp_path / "crawl.db", "SELECT state FROM entry")
        assert {one["state"] for one in entries} == {"pending", "stored"}
        (tmp_path / "posts").unlink()
        assert crawl(tmp_path, {"nbd": paper}, "", **settings).returncode == 0
    assert len(rows(tmp_path / "crawl.db", "SELECT id FROM article")) == run["new"]
    assert len(list((tmp_path / "posts").rglob("*.md"))) == run["left"]
