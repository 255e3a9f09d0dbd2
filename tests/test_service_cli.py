from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from commands import Command

from service.cli.tree import Commands

HEAVY = ("scrapy", "twisted", "lxml", "bs4", "selectolax", "nh3", "aiohttp", "alembic")
FREE_OF_DATABASE = (*HEAVY, "sqlalchemy")
OTHER_PARTS = (
    *("storage.frontier", "storage.runs", "storage.backfills", "storage.archive", "storage.outbox"),
    *("storage.saving", "storage.search", "storage.search_index", "storage.statistics"),
    *("storage.stories", "storage.whole", "storage.tables.work", "storage.types.work"),
)
OTHER_COMMANDS = ("service.cli.crawl", "service.cli.sources", "service.cli.daemon")
CRAWLING = ("scrapy", "twisted", "nh3", "aiohttp", "apscheduler", "articles.extract", "crawler")


def loaded(folder: Path, *arguments: str) -> set[str]:
    script = (
        "import sys\nfrom service.cli import main\ntry:\n    main()\nexcept SystemExit:\n    pass\n"
        "print('\\n'.join(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env=os.environ | {"NEWSMILL_DATA_DIR": str(folder), "XDG_CONFIG_HOME": str(folder)},
        capture_output=True,
        text=True,
        check=True,
        cwd=folder,
    )
    return set(done.stderr.split())


@pytest.mark.parametrize(
    ("arguments", "unwanted"),
    [
        (["--help"], (*FREE_OF_DATABASE, "pydantic", "rich", "pygments")),
        (["crawl", "--help"], FREE_OF_DATABASE),
        (["sources", "list"], CRAWLING),
        (["config", "show"], FREE_OF_DATABASE),
        (["db", "init"], (*HEAVY, "pygments", "mako", "psycopg")),
        (
            ["records", "list"],
            (
                *(*HEAVY, *OTHER_PARTS, *OTHER_COMMANDS, "pygments", "rich", "feedparser"),
                *("sqlalchemy.dialects.postgresql", "psycopg", "filelock", "tenacity"),
                *("articles.types", "articles.urls", "articles.search"),
            ),
        ),
        (["runs", "list"], (*HEAVY, *OTHER_COMMANDS, "storage.records", "articles.types")),
    ],
)
def test_a_command_loads_only_what_it_needs(
    tmp_path: Path, arguments: list[str], unwanted: tuple[str, ...]
) -> None:
    if arguments != ["db", "init"]:
        loaded(tmp_path, "db", "init")
    found = loaded(tmp_path, *arguments)
    assert "service.cli.app" in found
    assert found.isdisjoint(unwanted), found.intersection(unwanted)


def test_every_command_explains_itself(newsmill: Command) -> None:
    for command in (
        [],
        ["demo"],
        ["crawl"],
        ["sources"],
        ["sources", "check"],
        ["records"],
        ["records", "export"],
        ["runs"],
        ["db"],
        ["config"],
        ["doctor"],
    ):
        assert "Usage: newsmill" in newsmill.ok(*command, "--help").out


def test_commands_are_built_as_they_are_looked_up_and_stand_in_the_order_of_help() -> None:
    made: list[str] = []

    def maker(name: str) -> Callable[[], Any]:
        return lambda: made.append(name) or name

    commands = Commands({name: maker(name) for name in ("first", "second", "third")})
    assert list(commands) == ["first", "second", "third"]
    assert "second" in commands
    assert commands["second"] == commands["second"] == "second"
    assert commands.get("fourth") is None
    assert made == ["second"]
    assert dict(commands) == {"first": "first", "second": "second", "third": "third"}
    assert made == ["second", "first", "third"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["recrods"], "No such command 'recrods'. Did you mean 'records', 'reload'?"),
        (["records", "lst"], "No such command 'lst'. Did you mean 'list'?"),
        (["zzz"], "No such command 'zzz'."),
    ],
)
def test_an_unknown_command_is_told_with_those_that_come_close(
    newsmill: Command, typed: list[str], told: str
) -> None:
    result = newsmill(*typed)
    assert result.status == 2
    assert told in result.err


def test_the_version_is_told(newsmill: Command) -> None:
    assert newsmill.ok("--version").out.startswith("newsmill 0.")


def test_no_database_file_is_no_error(newsmill: Command) -> None:
    result = newsmill.ok("records", "list")
    assert result.out == ""
    assert "newsmill crawl NAME fetches" in result.err


def test_records_and_runs_that_are_not_there_are_named(newsmill: Command) -> None:
    for arguments, words in (
        (["records", "show", "77"], "there is no record 77"),
        (["records", "show", "https://x.example/1"], "'https://x.example/1'"),
        (["records", "versions", "77"], "there is no record 77"),
        (["records", "delete", "77", "--yes"], "there is no record 77"),
        (["runs", "show", "77"], "there is no run 77"),
        (["records", "list", "--after", "nonsense"], "'nonsense' is no cursor"),
        (["runs", "list", "--after", "nonsense"], "'nonsense' is no cursor"),
        (["sources", "show", "nothing"], "unknown source 'nothing'"),
    ):
        result = newsmill(*arguments)
        assert result.status == 2, (arguments, result)
        assert words in result.err
        assert len(result.err.splitlines()) <= 3


def test_a_database_that_cannot_be_used_ends_with_three(newsmill: Command, tmp_path: Path) -> None:
    file = tmp_path / "no.db"
    file.write_bytes(b"this is no database, although it is long enough to look like a file" * 99)
    for url, words in (
        (f"sqlite:///{file}", "not a database"),
        ("sqlite:////proc/nowhere/newsmill.db", "/proc/nowhere"),
        ("postgresql://me:secret@/", "it names no database"),
        ("oracle://me:secret@127.0.0.1/x", "only sqlite:/// and postgresql://"),
    ):
        result = newsmill("records", "list", NEWSMILL_DATABASE_URL=url)
        assert result.status == 3, result
        assert words in result.err
        assert "secret" not in result.err


def test_settings_are_shown_with_their_origin(newsmill: Command, tmp_path: Path) -> None:
    (tmp_path / "newsmill.toml").write_text('contact = "https://me.example"\n', "utf-8")
    rows = {row["name"]: row for row in newsmill.ok("config", "show", "--json").json}
    assert rows["contact"]["origin"].startswith("file ")
    assert rows["data_dir"]["origin"] == "environment NEWSMILL_DATA_DIR"
    assert rows["timeout"]["origin"] == "default"
    masked = newsmill.ok("config", "show", NEWSMILL_DATABASE_URL="postgresql://me:secret@h/x")
    assert "secret" not in masked.out
    (tmp_path / "newsmill.toml").write_text("delai = 3\n", "utf-8")
    wrong = newsmill("records", "list")
    assert wrong.status == 2
    assert "newsmill.toml, line 1, delai: unknown key" in wrong.err
    other = tmp_path / "other.toml"
    other.write_text("delay = 3\n", "utf-8")
    rows = {
        row["name"]: row for row in newsmill.ok("--config", other, "config", "show", "--json").json
    }
    assert rows["delay"]["origin"] == "environment NEWSMILL_DELAY"


def test_the_doctor_finds_what_is_wrong(newsmill: Command, tmp_path: Path) -> None:
    well = newsmill.ok("doctor", "--json").json
    assert {row["what"] for row in well} >= {"settings", "sources", "data folder", "database"}
    assert all(row["result"] != "wrong" for row in well)
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "bad.toml").write_text("name = 3\n", "utf-8")
    sick = newsmill("doctor", NEWSMILL_SOURCES_DIR=str(folder))
    assert sick.status == 1
    assert "bad.toml" in sick.out
    worse = newsmill("doctor", NEWSMILL_DATA_DIR="/proc/nowhere")
    assert worse.status == 1
    assert "NEWSMILL_DATA_DIR" in worse.err
    worst = newsmill("doctor", NEWSMILL_DELAY="fast")
    assert worst.status == 1
    assert "NEWSMILL_DELAY" in worst.out


def test_the_database_can_be_made_and_checked(newsmill: Command) -> None:
    assert "is ready (schema" in newsmill.ok("db", "init").out
    assert "is up to date (schema" in newsmill.ok("db", "upgrade").out
    assert newsmill.ok("db", "check", "--json").json["faults"] == []
    assert "sound" in newsmill.ok("db", "check").out


def test_sources_are_listed_and_shown(newsmill: Command) -> None:
    rows = {row["name"]: row for row in newsmill.ok("sources", "list", "--json").json["sources"]}
    assert rows["nbd"]["title"] == "每经网"
    assert "重磅原创" in newsmill.ok("sources", "show", "nbd").out
    assert newsmill.ok("sources", "show", "nbd", "--json").json == rows["nbd"]
    assert "all well" in newsmill.ok("sources", "check").out


@pytest.mark.parametrize(
    "what", [("sources", "list"), ("sources", "show", "nbd"), ("config", "show")]
)
def test_piped_lines_end_with_their_text(newsmill: Command, what: tuple[str, ...]) -> None:
    lines = newsmill.ok(*what).out.splitlines()
    assert len(lines) > 3
    assert [line for line in lines if line != line.rstrip()] == []


def test_foreign_text_cannot_move_the_cursor(newsmill: Command, tmp_path: Path) -> None:
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "odd.toml").write_text(
        'name = "odd"\ntitle = "\\u001b[2Jx\\u202e"\nhomepage = "https://x.example"\n'
        'timezone = "UTC"\ncategory = "c"\n[[listing]]\nurl = "/"\ntitle = "t"\nentries = "a"\n',
        "utf-8",
    )
    result = newsmill("sources", "list", NEWSMILL_SOURCES_DIR=str(folder))
    assert "\x1b" not in result.out + result.err
    assert "\u202e" not in result.out + result.err
