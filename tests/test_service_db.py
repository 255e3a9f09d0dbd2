"""``newsmill db``: copied, restored, pruned the way a user does."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from commands import Command


def titles(command: Command) -> list[str]:
    found = command.ok("records", "list", "-n", 100, "--json").json["records"]
    return [row["title"] for row in found]


@pytest.mark.usefixtures("site")
def test_a_database_is_backed_up_pruned_and_restored(newsmill: Command, tmp_path: Path) -> None:
    newsmill.ok("crawl", "nbd", "-q", "--limit", 12)
    before = titles(newsmill)
    told = newsmill.ok("db", "backup", "copy.db").out
    assert told.startswith("copy.db: 12 records, ")
    refused = newsmill("db", "backup", "copy.db")
    assert refused.status == 2
    assert "add --yes to replace it" in refused.err
    newsmill.ok("db", "backup", "copy.db", "--yes")
    (tmp_path / "backups").mkdir()
    newsmill.ok("db", "backup", "backups")
    assert len(list((tmp_path / "backups").glob("newsmill-*Z.db"))) == 1

    shown = newsmill.ok("db", "prune", "--older-than", "7d", "--dry-run").out
    assert shown == "12 records and 0 old versions of others\n  nbd: 12\n"
    assert titles(newsmill) == before
    assert newsmill("db", "prune", "--older-than", "7d").status == 2
    newsmill.ok("db", "prune", "--older-than", "7d", "--compact", "--yes")
    assert titles(newsmill) == []
    newsmill.ok("crawl", "nbd", "-q", "--limit", 12)
    assert not set(titles(newsmill)) & set(before)

    refused = newsmill("db", "restore", "copy.db")
    assert refused.status == 2
    assert "add --yes to replace all that is there" in refused.err
    restored = newsmill.ok("db", "restore", "copy.db", "--yes")
    assert "is restored" in restored.out
    assert titles(newsmill) == before
    assert newsmill.ok("db", "check").out.rstrip().endswith("sound")
    newsmill.ok("db", "reindex")
    assert newsmill.ok("records", "search", "的").out


@pytest.mark.usefixtures("site")
def test_raw_pages_are_pruned_and_their_records_stay(newsmill: Command) -> None:
    newsmill.ok("crawl", "nbd", "-q", "--limit", 3)
    archive = newsmill.folder / "data" / "archive"
    (file,) = archive.glob("nbd/*.warc.gz")
    assert newsmill.ok("db", "prune", "--raw-older-than", "2099-01-01", "--dry-run").out == (
        "0 raw pages in 0 files, 0 bytes\n"
    )
    # as if it had been kept long ago
    old = file.rename(file.with_name(f"20200101{file.name[8:]}"))
    with closing(sqlite3.connect(newsmill.folder / "data" / "newsmill.db")) as database, database:
        aged = "UPDATE raw_page SET kept_at = '2020-01-01 00:00:00.000000', file = ?"
        database.execute(aged, (f"nbd/{old.name}",))
    shown = newsmill.ok("db", "prune", "--raw-older-than", "30d", "--dry-run").out
    assert shown == f"3 raw pages in 1 files, {old.stat().st_size:,} bytes\n"
    assert newsmill("db", "prune", "--raw-older-than", "30d").status == 2
    newsmill.ok("db", "prune", "--raw-older-than", "30d", "--yes")
    assert not old.exists()
    assert len(titles(newsmill)) == 3
    number = newsmill.ok("records", "list", "--json").json["records"][0]["id"]
    missing = newsmill("records", "show", number, "--raw")
    assert missing.status == 3
    assert f"no raw page of record {number}" in missing.err


def test_what_cannot_be_done_is_told(newsmill: Command, tmp_path: Path) -> None:
    newsmill.ok("db", "init")
    nothing = newsmill("db", "prune", "--yes")
    assert (nothing.status, nothing.out) == (2, "")
    assert "what may go? Add --older-than AGE" in nothing.err
    assert newsmill("db", "prune", "--older-than", "old").status == 2
    missing = newsmill("db", "restore", tmp_path / "missing.db", "--yes")
    assert missing.status == 3
    assert "missing.db cannot be restored" in missing.err
    nowhere = newsmill("db", "backup", tmp_path / "missing" / "copy.db")
    assert nowhere.status == 3
    assert newsmill.ok("db", "prune", "--versions", 1).out.startswith("0 records and 0 old")


@pytest.mark.usefixtures("site")
def test_the_posts_folder_stays_in_step(newsmill: Command, tmp_path: Path) -> None:
    posts = tmp_path / "posts"
    newsmill.env["NEWSMILL_POSTS_DIR"] = str(posts)
    newsmill.ok("crawl", "nbd", "-q", "--limit", 6)
    files = {path: path.read_bytes() for path in posts.rglob("*.md")}
    assert len(files) == 6
    number = newsmill.ok("records", "list", "--json").json["records"][0]["id"]
    newsmill.ok("records", "delete", number, "--yes")
    kept = sorted(posts.rglob("*.md"))
    assert len(kept) == 5
    (deleted,) = files.keys() - set(kept)

    deleted.write_bytes(files[deleted])
    kept[0].unlink()
    kept[1].write_bytes(b"damaged")
    moved = kept[2].with_name(f"earlier-{kept[2].stem[-8:]}.md")
    kept[2].rename(moved)
    (posts / "mine.md").write_text("mine", "utf-8")
    told = newsmill.ok("records", "export", "--to", "posts").err
    assert "5 posts in " in told
    assert "3 written, 2 were there already, 2 removed" in told
    assert {path: path.read_bytes() for path in kept} == {path: files[path] for path in kept}
    assert sorted(posts.rglob("*.md")) == sorted([*kept, posts / "mine.md"])

    newsmill.ok("db", "prune", "--older-than", "1d", "--yes")
    assert list(posts.rglob("*.md")) == [posts / "mine.md"]
