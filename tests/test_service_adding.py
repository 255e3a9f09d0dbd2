from __future__ import annotations

import re

import pytest
from commands import Command
from recorded import recorded

from articles.frontmatter import render
from config.loader import read_source
from demo import DemoServer, Fault, Newspaper
from service.adding import Wishes, name_of, source_of
from service.scouting import Offer, Way

PAGE = Way(
    "page",
    (
        {"url": "/news", "title": "Nachrichten", "entries": "h2 > a", "include": r"/\d+\.html"},
        {"url": "/wirtschaft", "title": 'Wirt"schaft', "entries": "h2 > a"},
    ),
    20,
    1,
    "2 lists",
)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.nbd.com.cn", "nbd"),
        ("https://news.bbc.co.uk/x", "bbc"),
        ("https://36kr.com", "site-36kr"),
        ("http://127.0.0.1:8080", "site-127-0-0-1-8080"),
        ("https://Die-Zeit.example.org/", "example"),
    ],
)
def test_a_source_is_named_after_its_site(url: str, name: str) -> None:
    assert name_of(url) == name


def test_what_was_found_becomes_a_file_that_reads_back(tmp_path) -> None:
    offer = Offer("https://die.example.org", "Die Zeitung", "de", "2 rules", (PAGE,))
    source, text = source_of(offer, PAGE, Wishes())
    file = tmp_path / "example.toml"
    file.write_text(text, "utf-8")
    read = read_source(file)
    assert read.model_dump() == source.model_dump()
    assert (read.title, read.timezone, read.category) == (
        "Die Zeitung",
        "Europe/Berlin",
        "Nachrichten",
    )
    assert text.startswith("# Found by newsmill sources add at https://die.example.org: 2 lists.\n")
    assert [one.title for one in read.listings] == ["Nachrichten", 'Wirt"schaft']


def test_the_users_word_counts() -> None:
    offer = Offer("https://die.example.org", "Die Zeitung", None, "", (PAGE,))
    wishes = Wishes("mine", "Title", "Group", "Asia/Tokyo", "2h")
    source, _ = source_of(offer, PAGE, wishes)
    assert (source.name, source.title, source.category) == ("mine", "Title", "Group")
    assert source.timezone == "Asia/Tokyo"
    assert source.language is None


@pytest.mark.parametrize(
    ("options", "kind", "listings", "stored"),
    [
        ([], "feed", 1, 30),
        (["--kind", "sitemap"], "sitemap", 1, 50),
        (["--kind", "page"], "page", 5, 61),
    ],
)
def test_a_site_is_added_by_its_address_alone(
    newsmill: Command, options: list[str], kind: str, listings: int, stored: int
) -> None:
    folder = newsmill.folder / "own"
    with DemoServer(Newspaper.printed(61)) as server:
        newsmill.env |= {
            "NEWSMILL_SOURCES_DIR": str(folder),
            "NEWSMILL_ALLOW_ADDRESSES": server.base_url.removeprefix("http://"),
        }
        folder.mkdir()
        added = newsmill.ok("sources", "add", server.base_url, "--name", "paper", "--yes", *options)
        assert "found feed" in added.err or options
        assert len(re.findall(r"published +2021-05-", added.out)) == 5
        source = newsmill.ok("sources", "show", "paper", "--json").json
        assert [one["kind"] for one in source["listings"]] == [kind] * listings
        assert (source["title"], source["timezone"]) == ("每经网", "Asia/Shanghai")
        (run,) = newsmill.ok("crawl", "paper", "--json").json
        assert run["counts"]["stored_new"] == stored
        titles = {one.title for one in server.newspaper.edition.articles}
        rows = newsmill.ok("records", "list", "-n", 99, "--json").json["records"]
        assert {row["title"] for row in rows} <= titles
        again = newsmill("sources", "add", server.base_url, "--name", "paper", "--yes", *options)
        assert again.status == 2
        assert "it exists already" in again.err


def test_a_site_that_cannot_be_read_or_has_nothing_is_told(
    newsmill: Command, site: DemoServer
) -> None:
    refused = newsmill("sources", "add", "http://10.1.2.3/", "--yes")
    assert refused.status == 2
    assert "private-address" in refused.err
    missing = newsmill("sources", "add", f"{site.base_url}/nowhere", "--yes")
    assert "it answers HTTP 404" in missing.err
    empty = newsmill("sources", "add", f"{site.base_url}/robots.txt", "--kind", "page", "--yes")
    assert empty.status == 2
    assert "no feed, sitemap or list of articles was found" in empty.err


def test_a_source_is_tried_without_storing(newsmill: Command, site: DemoServer) -> None:
    tried = newsmill.ok("sources", "try", "nbd", "--json").json
    assert tried["works"]
    assert len(tried["articles"]) == 5
    assert tried["articles"][0]["date_source"] == "page"
    assert newsmill.ok("records", "list", "--json").json["records"] == []
    ruled = newsmill.ok("sources", "try", "nbd", "--explain").err
    assert "the source's rules name the body" in ruled
    weighed = newsmill.ok("sources", "try", site.base_url, "--kind", "page", "--explain").err
    assert "body: automatic, confidence " in weighed
    assert "trafilatura: agrees to " in weighed
    live = newsmill.ok("sources", "check", "nbd", "--live").out
    assert "works" in live
    site.faults.set(Fault("/columns/332", status=500, times=99))
    newsmill.env["NEWSMILL_RETRY_TIMES"] = "0"
    for path in (one.path for one in site.newspaper.edition.articles):
        site.faults.set(Fault(path, status=503, times=99))
    assert newsmill("sources", "try", "nbd").status == 1
    assert newsmill("sources", "check", "nbd", "--live").status == 1


@pytest.mark.usefixtures("site")
def test_sources_are_switched_in_the_users_own_file(newsmill: Command) -> None:
    assert "disabled" in newsmill.ok("sources", "disable", "nbd").err
    text = (newsmill.folder / "sources" / "nbd.toml").read_text("utf-8")
    assert "enabled = false" in text
    assert "# readers of the site rely on either form" in text
    assert newsmill("crawl", "--all").status == 2
    newsmill.ok("sources", "enable", "nbd")
    assert "already" in newsmill.ok("sources", "enable", "nbd").err
    newsmill.ok("sources", "enable", "36kr")
    copied = (newsmill.folder / "sources" / "36kr.toml").read_text("utf-8")
    assert "# seen:" in copied


def test_a_page_is_recorded_as_a_test(newsmill: Command, site: DemoServer) -> None:
    url = f"{site.base_url}{site.newspaper.edition.articles[2].path}"
    to = newsmill.folder / "recordings"
    done = newsmill.ok("sources", "fixture", "nbd", url, "--to", to)
    (kept,) = recorded(to)
    assert kept.source == "nbd"
    assert kept.expected == done.out[:-1]
    source = read_source(newsmill.folder / "sources" / "nbd.toml")
    assert render(kept.post(source)) == kept.expected
    missing = newsmill("sources", "fixture", "nbd", f"{site.base_url}/nowhere", "--to", to)
    assert missing.status == 2
