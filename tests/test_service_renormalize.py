"""``newsmill renormalize`` as people type it: rules are mended, and the past follows."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import Command

from demo import DemoServer


@pytest.fixture
def crawled(newsmill: Command, site: DemoServer) -> Path:  # noqa: ARG001 - it serves meanwhile
    """Crawl ten articles; return the file of their source."""
    newsmill.ok("crawl", "nbd", "--limit", "10", "--quiet")
    return newsmill.folder / "sources" / "nbd.toml"


def mend(file: Path) -> None:
    """Take headline and date line out of the text."""
    text = file.read_text("utf-8")
    mended = text.replace(
        'body = [".g-article-top", ".g-articl-text"]', 'body = [".g-articl-text"]'
    )
    assert mended != text
    file.write_text(mended, "utf-8")


def test_nothing_changes_while_the_rules_are_the_same(newsmill: Command, crawled: Path) -> None:
    assert crawled.exists()
    done = newsmill.ok("renormalize")
    assert done.out.split()[-3:] == ["nbd", "10", "10"]
    assert newsmill.ok("records", "show", "1", "--json").json["version"] == 1


def test_a_dry_run_shows_and_the_real_one_stores(newsmill: Command, crawled: Path) -> None:
    mend(crawled)
    shown = newsmill.ok("renormalize", "nbd", "--dry-run", "--diff")
    assert "would change:" in shown.out
    assert "-每日经济新闻" in shown.out
    assert "without --dry-run" in shown.err
    told = newsmill.ok("renormalize", "--dry-run", "--json", "--diff", "-n", "2").json
    assert told["counts"]["nbd"]["changed"] == len(told["records"]) == 2
    first = told["records"][0]
    assert (first["fields"], first["version"]) == (["body"], None)
    assert first["after"]["characters"] < first["before"]["characters"]
    assert any(line.startswith("-") for line in first["diff"])
    assert newsmill.ok("records", "show", "1", "--json").json["version"] == 1

    posts = newsmill.folder / "posts"
    newsmill.ok("renormalize", "nbd", NEWSMILL_POSTS_DIR=str(posts))
    assert newsmill.ok("records", "show", "1", "--json").json["version"] == 2
    assert len(list(posts.rglob("*.md"))) == 10
    lines = newsmill.ok("records", "diff", "1").out.splitlines()
    headline, dateline = [one for one in lines[2:] if one.startswith("-")]
    assert headline.startswith("-# ")
    assert "2021-05" in dateline
    assert newsmill.ok("records", "show", "1", "--raw").raw.startswith(b"<!DOCTYPE")
    assert newsmill.ok("db", "check").out.rstrip().endswith("sound")
    # the index of words has the new text
    assert "重" in newsmill.ok("records", "search", "重").out


def test_what_cannot_be_read_is_named_and_kept(newsmill: Command, crawled: Path) -> None:
    mend(crawled)
    (file,) = (newsmill.folder / "data" / "archive").rglob("*.warc.gz")
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    done = newsmill("renormalize")
    assert done.status == 1
    assert "unreadable" in done.out
    told = newsmill("renormalize", "--json").json
    assert {one["outcome"] for one in told["records"]} == {"unreadable"}
    assert all(file.name in one["why"] for one in told["records"])


def test_without_raw_pages_there_is_nothing_to_read(newsmill: Command, site: DemoServer) -> None:
    assert site
    newsmill.ok("crawl", "nbd", "--limit", "3", "--quiet", NEWSMILL_ARCHIVE_DAYS="0")
    done = newsmill.ok("renormalize", "nbd")
    assert done.out == "no raw page of nbd is kept that could be read again\n"
    assert "archive_days" in done.err
    assert newsmill.ok("renormalize", "--json").json == {
        "dry_run": False, "counts": {}, "records": [],
    }  # fmt: skip


def test_wrong_names_and_times_are_told(newsmill: Command, crawled: Path) -> None:
    assert crawled
    unknown = newsmill("renormalize", "nbt")
    assert (unknown.status, "nbd" in unknown.err) == (2, True)
    assert newsmill("renormalize", "--since", "tomorrowish").status == 2
