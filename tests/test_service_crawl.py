from __future__ import annotations

import socket
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from commands import Command, move_source

from demo import DemoServer, Fault
from storage import open_storage


def counts(newsmill: Command, *options: object) -> dict[str, int]:
    (run,) = newsmill.ok("crawl", "nbd", "--json", *options).json
    found: dict[str, int] = run["counts"]
    return found


def test_the_first_crawl_stores_every_article_and_the_second_asks_only_for_changes(
    newsmill: Command, site: DemoServer
) -> None:
    first = counts(newsmill)
    assert (first["found"], first["known"], first["new"], first["stored_new"]) == (61, 0, 61, 61)
    assert first["rejected"] == first["failed"] == first["gone"] == first["left"] == 0
    site.log.reset()
    second = counts(newsmill)
    assert second["stored"] == second["new"] == 0
    asked = [line.path for line in site.log.since()]
    assert len(asked) <= 6
    assert len([path for path in asked if path.startswith("/columns/")]) == 5
    assert all(line.status == 304 for line in site.log.since() if "columns" in line.path)


def test_one_added_one_changed_and_one_removed_are_told_apart(
    newsmill: Command, site: DemoServer
) -> None:
    newsmill.ok("crawl", "nbd", "-q")
    now = datetime(2021, 5, 11, 8, tzinfo=UTC)
    articles = site.newspaper.edition.articles
    changed, removed = articles[5], articles[20]
    site.newspaper.add(now)
    site.newspaper.update(changed.id, now)
    site.newspaper.remove(removed.id, now, status=410)

    found = counts(newsmill)
    assert (found["stored_new"], found["stored_changed"], found["gone"]) == (1, 1, 0)
    looked = counts(newsmill, "--refetch")
    assert (looked["stored_new"], looked["stored_changed"], looked["gone"]) == (0, 0, 1)

    address = f"{site.base_url}{changed.path}"
    number = newsmill.ok("records", "show", address, "--json").json["id"]
    assert [v["version"] for v in newsmill.ok("records", "versions", number, "--json").json] == [
        1,
        2,
    ]
    diff = newsmill.ok("records", "diff", number).out
    assert f"-title: {changed.title}" in diff
    assert f"+title: {changed.title}（更新1）" in diff
    gone = newsmill.ok("records", "list", "--status", "withdrawn", "--json").json["records"]
    assert [row["url"] for row in gone] == [f"{site.base_url}{removed.path}"]


def test_the_summary_accounts_for_every_link(newsmill: Command, site: DemoServer) -> None:
    path = site.newspaper.edition.articles[3].path
    newsmill.ok("crawl", "nbd", "-q", "--limit", "1")
    site.faults.set(Fault(path, status=404, times=9))
    result = newsmill.ok("crawl", "nbd")
    assert "found 0 = 0 known + 0 new" in result.out
    assert "new 0 + 60 due again = 59 stored + 1 failed" in result.out
    assert "http-404" in result.out
    assert path in result.out
    again = newsmill.ok("runs", "show", "2").out
    assert "new 0 + 60 due again = 59 stored + 1 failed" in again


def test_a_limit_leaves_the_rest_for_the_next_crawl_newest_first(
    newsmill: Command, site: DemoServer
) -> None:
    first = counts(newsmill, "--limit", 5)
    assert (first["stored_new"], first["left"]) == (5, 56)
    newest = [article.title for article in site.newspaper.edition.articles[:5]]
    rows = newsmill.ok("records", "list", "--json").json["records"]
    assert sorted(row["title"] for row in rows) == sorted(newest)
    assert counts(newsmill)["stored_new"] == 56


def test_a_dry_run_shows_articles_and_stores_nothing(newsmill: Command, site: DemoServer) -> None:
    result = newsmill.ok("crawl", "nbd", "--dry-run", "--limit", 3)
    assert "would be stored" in result.out
    assert site.newspaper.edition.articles[0].title in result.out
    assert newsmill.ok("records", "list", "--json").json == {"records": [], "next": None}
    assert newsmill.ok("runs", "list", "--json").json["runs"] == []


def test_single_pages_can_be_fetched(newsmill: Command, site: DemoServer) -> None:
    paths = [article.path for article in site.newspaper.edition.articles[7:9]]
    urls = [part for path in paths for part in ("--url", f"{site.base_url}{path}")]
    assert counts(newsmill, *urls)["stored_new"] == 2
    assert all("columns" not in line.path for line in site.log.since())


def test_older_articles_are_left_alone(newsmill: Command, site: DemoServer) -> None:
    found = counts(newsmill, "--since", "2021-05-10T08:00Z")
    wanted = [
        article
        for article in site.newspaper.edition.articles
        if article.published >= datetime(2021, 5, 10, 8, tzinfo=UTC)
    ]
    assert found["stored_new"] == len(wanted)
    assert found["found"] == found["older"] + found["new"]
    assert 0 < found["older"] <= 61 - len(wanted)


def test_new_and_changed_records_become_post_files(newsmill: Command, site: DemoServer) -> None:
    folder = newsmill.folder / "posts"
    newsmill.env["NEWSMILL_POSTS_DIR"] = str(folder)
    newsmill.ok("crawl", "nbd", "-q")
    posts = set(folder.rglob("*"))
    files = {path for path in posts if path.is_file()}
    assert len(files) == 61
    assert all(path.suffix == ".md" for path in files)

    article = site.newspaper.edition.articles[2]
    site.newspaper.update(article.id, datetime(2021, 5, 11, tzinfo=UTC))
    newsmill.ok("crawl", "nbd", "-q")
    now = {path for path in folder.rglob("*") if path.is_file()}
    assert len(now) == 61
    (old,), (new,) = files - now, now - files
    assert old.name[-11:] == new.name[-11:]
    number = newsmill.ok("records", "show", f"{site.base_url}{article.path}", "--json").json["id"]
    assert new.read_bytes() == newsmill.ok("records", "show", number, "--post").raw
    again = newsmill.ok("records", "export", "--to", "posts")
    assert "61 posts" in again.err
    assert "0 written, 61 were there already" in again.err


def test_a_busy_source_is_skipped_and_its_holder_named(newsmill: Command, site: DemoServer) -> None:
    newsmill.ok("db", "init")
    data = newsmill.folder / "data"
    url = f"sqlite:///{data / 'newsmill.db'}"
    with open_storage(url, lock_dir=data / "locks") as store, store.hold("nbd"):
        result = newsmill("crawl", "nbd")
    assert result.status == 1
    assert "skipped" in result.out
    assert "being crawled by pid" in result.err
    assert site.log.since() == ()


def test_a_site_that_does_not_answer_fails_the_run(newsmill: Command) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{unused.getsockname()[1]}"
        move_source(newsmill, base)
        result = newsmill("crawl", "nbd", NEWSMILL_RETRY_TIMES="0")
    assert result.status == 1
    assert "failed (refused)" in result.err
    assert f"{base}/columns/332" in result.err


def test_a_private_site_is_refused_with_the_way_out(newsmill: Command, site: DemoServer) -> None:
    result = newsmill("crawl", "nbd", NEWSMILL_ALLOW_ADDRESSES="")
    assert result.status == 1
    assert "private-address" in result.err
    assert "NEWSMILL_ALLOW_ADDRESSES" in result.err
    assert site.log.since() == ()


def test_a_listing_without_entries_is_an_error(newsmill: Command, site: DemoServer) -> None:
    file = move_source(newsmill, site.base_url)
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('"li.u-news-title a, .u-news-title a"', '"a.moved"'), "utf-8")
    result = newsmill("crawl", "nbd")
    assert result.status == 1
    assert "failed (drifted)" in result.err
    assert "a.moved" in result.err


def test_what_was_asked_wrongly_is_told_with_the_way_out(newsmill: Command) -> None:
    for arguments, words in (
        (["crawl"], "which source?"),
        (["crawl", "nbdd"], "Did you mean 'nbd'"),
        (["crawl", "nbd", "--all"], "leave the names out"),
        (["crawl", "--all", "--url", "https://x.example/1", "--since", "soon"], "'soon'"),
        (["crawl", "nbd", "--url", "nbd.com.cn/1"], "--url 'nbd.com.cn/1': it is no http"),
        (["crawl", "nbd", "--url", "http://a..b/1"], "its host name is not valid"),
        (["crawl", "nbd", "--limit", "0"], "--limit"),
        (["crawl", "nbd", "--since", "soon"], "--since 'soon' is no time"),
        (["crawls"], "crawls"),
    ):
        result = newsmill(*arguments)
        assert result.status == 2, (arguments, result)
        assert words in result.err, (arguments, result)
        assert "Traceback" not in result.err


def test_a_wrong_source_file_is_named_with_line_and_key(newsmill: Command, tmp_path: Path) -> None:
    move_source(newsmill, "http://127.0.0.1:9")
    (tmp_path / "sources" / "mine.toml").write_text('name = "mine"\ntitel = "x"\n', "utf-8")
    for command in (["crawl", "mine"], ["crawl", "--all"], ["sources", "check"]):
        result = newsmill(*command)
        assert result.status == 2
        assert "mine.toml, line 2, titel: unknown key" in result.err


def test_young_articles_are_looked_at_again_and_old_ones_are_not(
    newsmill: Command, site: DemoServer
) -> None:
    newsmill.ok("crawl", "nbd", "-q")
    young = site.newspaper.add(datetime.now(UTC)).article
    assert counts(newsmill)["stored_new"] == 1
    assert later(newsmill) == 1
    second = site.newspaper.add(datetime.now(UTC)).article
    site.log.reset()

    found = counts(newsmill)
    assert (found["stored_new"], found["stored_unchanged"]) == (1, 1)
    assert (found["new"], found["resumed"], found["left"]) == (1, 1, 0)
    articles = [line for line in site.log.since() if "articles" in line.path]
    assert [line.path for line in articles] == [second.path, young.path]
    assert (articles[1].conditional, articles[1].status) == (True, 304)
    assert "1 due again" in newsmill.ok("runs", "show", "3").out

    site.newspaper.remove(second.id, datetime.now(UTC), status=410)
    assert later(newsmill) == 2
    again = counts(newsmill)
    assert (again["gone"], again["stored_unchanged"], again["stored"]) == (1, 1, 1)
    assert counts(newsmill)["requests"] <= 6


def later(newsmill: Command) -> int:
    """Let the time for another look at each article come; return how many wait for it."""
    with sqlite3.connect(newsmill.folder / "data" / "newsmill.db") as database:
        done = database.execute("UPDATE entry SET due_at = first_seen_at WHERE due_at IS NOT NULL")
    database.close()
    return done.rowcount
