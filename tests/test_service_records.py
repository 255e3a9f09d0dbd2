from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import frontmatter
import pytest
import requests
from commands import Command, newspaper_site
from storage_world import NOW, SITE, article

from articles.frontmatter import parse, render
from demo import DemoServer
from storage import open_storage

CHANGED, GONE = 4, 9


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Command, DemoServer]]:
    """61 records, one of them with two versions and one withdrawn."""
    command = Command(tmp_path_factory.mktemp("records"))
    with newspaper_site(command) as server:
        command.ok("crawl", "nbd", "-q")
        articles = server.newspaper.edition.articles
        now = datetime(2021, 5, 11, 8, tzinfo=UTC)
        server.newspaper.update(articles[CHANGED].id, now)
        server.newspaper.remove(articles[GONE].id, now, status=410)
        command.ok("crawl", "nbd", "-q", "--refetch")
        yield command, server


def rows(command: Command, *arguments: object) -> list[dict[str, object]]:
    found: list[dict[str, object]] = command.ok("records", *arguments, "--json").json["records"]
    return found


def test_pages_follow_each_other_without_gap_or_repeat(stored: tuple[Command, DemoServer]) -> None:
    command, _ = stored
    seen: list[object] = []
    after: list[str] = []
    while True:
        page = command.ok("records", "list", "--limit", 7, "--json", *after).json
        seen += [row["id"] for row in page["records"]]
        if page["next"] is None:
            break
        after = ["--after", page["next"]]
    assert len(seen) == len(set(seen)) == 61
    everything = rows(command, "list", "--limit", 100)
    assert [row["id"] for row in everything] == seen
    dates = [str(row["published_at"]) for row in everything]
    assert dates == sorted(dates, reverse=True)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--source", "nbd"], 61),
        (["--source", "elsewhere"], 0),
        (["--category", "金融"], 61),
        (["--status", "withdrawn"], 1),
        (["--status", "current"], 60),
        (["--since", "2021-05-10"], 19),
        (["--until", "2021-05-09"], 13),
        (["--since", "2021-05-09", "--until", "2021-05-10"], 29),
        (["--since", "2021-05-10T08:00+08:00"], 19),
    ],
)
def test_each_filter_narrows(
    stored: tuple[Command, DemoServer], options: list[str], expected: int
) -> None:
    command, _ = stored
    assert len(rows(command, "list", "-n", 100, *options)) == expected


def test_a_channel_finds_all_that_it_shows(stored: tuple[Command, DemoServer]) -> None:
    command, server = stored
    shown = [one for one in server.newspaper.edition.articles if 587 in one.columns]
    found = {row["title"] for row in rows(command, "list", "-n", 100, "--category", "每经调查")}
    assert {one.title for one in shown} <= found


def test_the_formats_hold_the_same_rows(stored: tuple[Command, DemoServer]) -> None:
    command, _ = stored
    wanted = rows(command, "list", "-n", 5)
    lines = command.ok("records", "list", "-n", 5, "--format", "jsonl")
    assert [json.loads(line) for line in lines.out.splitlines()] == wanted
    assert "more: --after " in lines.err
    table = csv.DictReader(io.StringIO(command.ok("records", "list", "-n", 5, "-f", "csv").out))
    assert [row["title"] for row in table] == [row["title"] for row in wanted]
    assert table.fieldnames == list(wanted[0])


def test_a_search_finds_what_holds_all_words(stored: tuple[Command, DemoServer]) -> None:
    command, _ = stored
    (found,) = rows(command, "search", "重庆", "工业互联网")
    assert str(found["title"]).startswith("重庆定下3万亿")
    assert rows(command, "search", "重庆", "无此词语") == []
    assert rows(command, "search", "100%_\\") == rows(command, "search", "100")


def test_a_hit_is_shown_with_the_words_around_it(stored: tuple[Command, DemoServer]) -> None:
    command, _ = stored
    (found,) = rows(command, "search", 'title:重庆 "工业互联网" -没有的词')
    begin, end = found["title_matches"][0]  # type: ignore[index]
    assert str(found["title"])[begin:end] == "重庆"
    begin, end = found["excerpt_matches"][0]  # type: ignore[index]
    assert str(found["excerpt"])[begin:end] == "工业互联网"
    told = command.ok("records", "search", "title:重庆", "工业互联网").out
    assert str(found["title"]) in told
    assert str(found["excerpt"]) in told


def test_hits_come_newest_first_or_by_relevance(stored: tuple[Command, DemoServer]) -> None:
    command, _ = stored
    newest = rows(command, "search", "银行", "-n", 100)
    assert len(newest) > 5
    dates = [str(row["published_at"]) for row in newest]
    assert dates == sorted(dates, reverse=True)
    ranked = rows(command, "search", "银行", "--rank", "-n", 100)
    assert sorted(str(row["id"]) for row in ranked) == sorted(str(row["id"]) for row in newest)
    page = command.ok("records", "search", "银行", "--rank", "-n", 2, "--json").json
    rest = command.ok("records", "search", "银行", "--rank", "--after", page["next"], "--json").json
    assert rest["records"][0] == ranked[2]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ('"重庆', 'the quotation that begins with " does not end'),
        ("since:soon 重庆", "since: 'soon' is no time"),
        ("source:nbd", "the source is to be other at the same time"),
    ],
)
def test_a_query_that_makes_no_sense_is_refused(
    stored: tuple[Command, DemoServer], query: str, said: str
) -> None:
    command, _ = stored
    result = command("records", "search", query, "--source", "other")
    assert (result.status, result.out) == (2, "")
    assert said in result.err


def test_a_record_is_shown_readably(stored: tuple[Command, DemoServer]) -> None:
    command, _ = stored
    (found,) = rows(command, "search", "工业互联网")
    shown = command.ok("records", "show", found["id"]).out
    assert "2021-05-09T22:56:09Z (from the page)" in shown
    assert "吴林静" in shown
    assert "回顾过去五年，重庆经济增速因制造业这个“关键变量”而起起伏伏。" in shown
    assert "<p>" not in shown
    data = command.ok("records", "show", found["id"], "--json").json
    assert data["byline"] == "吴林静"
    assert data["origin"] == "每日经济新闻"
    assert data["categories"] == ["金融", "每经网", "重磅原创"]
    by_address = command.ok("records", "show", f"{data['url']}?utm_source=x#top", "--json").json
    assert by_address == data


def test_a_post_is_printed_to_the_byte(stored: tuple[Command, DemoServer]) -> None:
    command, _ = stored
    for row in rows(command, "list", "-n", 8):
        raw = command.ok("records", "show", row["id"], "--post").raw
        text = raw.decode()
        assert render(parse(text)) == text
        assert text.startswith("\n---\ntitle: '")
        assert text.endswith("  \n</div>\n            ")
        assert frontmatter.loads(text.lstrip("\n"))["author"] == "每经网"


def test_the_page_that_a_record_was_read_from_is_printed(
    stored: tuple[Command, DemoServer],
) -> None:
    newsmill, _ = stored
    record = newsmill.ok("records", "list", "-n", 1, "--json").json["records"][0]
    shown = newsmill.ok("records", "show", record["id"], "--raw")
    assert shown.out == requests.get(record["url"], timeout=30).content.decode()
    assert record["url"] in shown.err
    doctor = newsmill("doctor", "--json").json
    (kept,) = [one["found"] for one in doctor if one["what"] == "raw pages"]
    assert " in 2 files, " in kept


def test_a_difference_can_be_read(stored: tuple[Command, DemoServer]) -> None:
    command, server = stored
    article = server.newspaper.edition.by_id[
        server.newspaper.edition.articles[0].id
    ]  # an update moves an article to the top
    number = command.ok("records", "show", f"{server.base_url}{article.path}", "--json").json["id"]
    lines = command.ok("records", "diff", number).out.splitlines()
    assert lines[:2] == ["--- version 1", "+++ version 2"]
    changed = [line for line in lines[2:] if line[0] in "+-"]
    assert all(("更新" in line) or line.startswith("-") for line in changed)
    assert command.ok("records", "diff", number, 2, 1).out.startswith("--- version 2")
    assert command.ok("records", "diff", number, "--html").out.count("<span>") >= 1
    result = command("records", "diff", number, 1, 3)
    assert result.status == 2
    assert "there is no version 3: this record has 1 to 2" in result.err


def test_statistics_add_up(stored: tuple[Command, DemoServer]) -> None:
    command, _ = stored
    found = command.ok("records", "stats", "--json").json
    assert (found["records"], found["versions"], found["withdrawn"]) == (61, 62, 1)
    assert sum(day["count"] for day in found["days"]) == 61
    told = command.ok("records", "stats").out
    assert "61 records, 62 versions, 1 withdrawn" in told
    assert "2021-05-09       29  " in told


def test_exports_hold_every_record(stored: tuple[Command, DemoServer], tmp_path: Path) -> None:
    command, _ = stored
    file = tmp_path / "all.jsonl"
    command.ok("records", "export", "--to", "jsonl", "--out", file)
    exported = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert len(exported) == 61
    assert exported[0] == command.ok("records", "show", exported[0]["id"], "--json").json
    printed = command.ok("records", "export", "--to", "csv", "--status", "withdrawn").out
    (row,) = csv.DictReader(io.StringIO(printed, newline=""))
    assert row["status"] == "withdrawn"
    assert row["categories"].startswith("金融; 每经网; ")
    posts = command.ok("records", "export", "--to", "posts", "--out", tmp_path / "posts")
    assert "61 written" in posts.err
    for path in (tmp_path / "posts").rglob("*.md"):
        assert parse(path.read_bytes().decode()).author == "每经网"
    assert list(tmp_path.rglob("*.part")) == []


def test_exports_of_every_kind_hold_what_is_asked_for(
    stored: tuple[Command, DemoServer], tmp_path: Path
) -> None:
    command, _ = stored
    markdown = command.ok("records", "export", "--to", "markdown", "-o", tmp_path / "md", "-n", 7)
    assert "7 markdown" in markdown.err
    files = sorted((tmp_path / "md").rglob("*.md"))
    assert len(files) == 7
    assert frontmatter.loads(files[0].read_text("utf-8"))["source"] == "nbd"
    for kind in ("parquet", "sqlite"):
        command.ok("records", "export", "--to", kind, "--out", tmp_path / kind)
        assert (tmp_path / kind).stat().st_size > 10_000
    with closing(sqlite3.connect(tmp_path / "sqlite")) as db:
        assert db.execute("SELECT count(*) FROM records").fetchone() == (61,)
    assert command.ok("records", "export", "--to", "atom").out.count("<entry>") == 50
    feed = json.loads(command.ok("records", "export", "--to", "jsonfeed", "-n", 5).out)
    assert len(feed["items"]) == 5
    assert command("records", "export", "--to", "parquet").status == 2
    assert list(tmp_path.rglob("*.part")) == []


def test_a_named_export_writes_only_what_is_new(
    stored: tuple[Command, DemoServer], tmp_path: Path
) -> None:
    command, _ = stored
    named = ["records", "export", "--to", "jsonl", "--since-last", "a", "--out", tmp_path / "a"]
    assert "40 records in" in command.ok(*named, "-n", 40).err
    assert "21 records in" in command.ok(*named).err
    (tmp_path / "a").unlink()
    assert "nothing is new since the last export a" in command.ok(*named).err
    assert not (tmp_path / "a").exists()


def test_the_same_text_in_another_source_is_shown_as_a_copy(newsmill: Command) -> None:
    newsmill.ok("db", "init")
    text = "".join(chr(0x4E00 + number * 7) for number in range(200))
    with open_storage(f"sqlite:///{newsmill.folder}/data/newsmill.db") as store:
        for source in ("one", "two"):
            made = article(source, f"{text}来源：{source}", source=source)
            store.records.save(made, None, 1, NOW)
    (story,) = newsmill.ok("records", "stories", "--json").json["stories"]
    assert story["story"] == 1
    assert [row["source"] for row in story["records"]] == ["one", "two"]
    lines = newsmill.ok("records", "stories").out.splitlines()
    assert [line.split()[:2] for line in lines[-3:-1]] == [["1", "1"], ["2", "2026-05-01"]]
    assert f"2  two  {SITE}/two" in newsmill.ok("records", "show", 1).out
    assert "no text is in several sources" in newsmill.ok("records", "stories", "-s", "x").err


def test_an_export_that_cannot_be_written_says_where(
    stored: tuple[Command, DemoServer], tmp_path: Path
) -> None:
    command, _ = stored
    (tmp_path / "file").write_text("in the way", "utf-8")
    for arguments in (
        ["--to", "csv", "--out", tmp_path / "missing" / "a.csv"],
        ["--to", "posts", "--out", tmp_path / "file"],
    ):
        result = command("records", "export", *arguments)
        assert result.status == 3, result
        assert str(tmp_path) in result.err
        assert "cannot be written" in result.err
    assert command("records", "export", "--to", "posts").status == 2


@pytest.mark.usefixtures("site")
def test_a_deleted_record_does_not_come_back(newsmill: Command) -> None:
    newsmill.ok("crawl", "nbd", "-q", "--limit", 3)
    number = rows(newsmill, "list")[0]["id"]
    refused = newsmill("records", "delete", number)
    assert refused.status == 2
    assert "add --yes" in refused.err
    assert "deleted 1" in newsmill.ok("records", "delete", number, "--yes").err
    assert newsmill("records", "show", number).status == 2
    newsmill.ok("crawl", "nbd", "-q", "--backfill", 9)
    assert len(rows(newsmill, "list", "-n", 100)) == 60
