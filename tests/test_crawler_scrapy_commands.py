"""What a Scrapy developer gets who types Scrapy's own commands in the project's folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from crawling import ROOT
from odd_site import OddSite, answered

PAGE = answered("<title>一页</title><a href='/x'>x</a>")


def scrapy(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    own = {"NEWSMILL_DATA_DIR": str(folder), "NO_PROXY": "*"}
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *arguments],
        cwd=ROOT, env=os.environ | own, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def test_the_list_is_that_of_all_sources(tmp_path: Path) -> None:
    listed = scrapy(tmp_path, "list")
    assert listed.returncode == 0
    assert "nbd" in listed.stdout.split()
    assert listed.stderr == ""


def test_the_shell_fetches_a_page_with_and_without_a_source(tmp_path: Path) -> None:
    with OddSite({"/": PAGE}) as site:
        for more in ([], ["--spider", "nbd"]):
            asked = ["response.status", "response.css('title::text').get()"]
            shell = scrapy(tmp_path, "shell", *more, f"{site.url}/", "-c", f"({', '.join(asked)})")
            assert (shell.returncode, shell.stdout) == (0, "(200, '一页')\n"), shell.stderr
            assert shell.stderr == ""
    assert site.paths() == ["/", "/"]


def test_a_crawl_by_scrapy_alone_says_what_crawls(tmp_path: Path) -> None:
    told = scrapy(tmp_path, "crawl", "nbd")
    assert told.stderr.splitlines()[-1].endswith("newsmill crawl nbd")
    assert "Traceback" not in told.stderr
    assert list(tmp_path.iterdir()) == []
    assert "newsmill sources list" in scrapy(tmp_path, "crawl", "nbdd").stderr
