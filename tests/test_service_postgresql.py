"""PostgreSQL as a user has it: crawled into, inspected, moved there and back, led by one daemon."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from commands import Command


def titles(command: Command) -> list[str]:
    found = command.ok("records", "list", "-n", 100, "--json").json["records"]
    return [row["title"] for row in found]


@pytest.mark.usefixtures("site")
def test_a_crawl_fills_a_server_and_all_of_it_moves(
    newsmill: Command, server: str, tmp_path: Path
) -> None:
    file = f"sqlite:///{tmp_path}/elsewhere.db"
    newsmill.env["NEWSMILL_DATABASE_URL"] = server
    newsmill.ok("crawl", "nbd", "-q", "--limit", 12)
    before = titles(newsmill)
    assert len(before) == 12
    assert newsmill.ok("records", "search", "的").out
    assert newsmill.ok("records", "stats").out
    found = newsmill.ok("db", "check", "--json").json
    assert found["faults"] == []
    assert found["server"].startswith("PostgreSQL ")
    assert "postgresql" in newsmill.ok("doctor").out

    moved = newsmill.ok("db", "move", file, "--json").json
    assert {one["name"]: one["rows"] for one in moved["tables"]}["article"] == 12
    again = newsmill("db", "move", file)
    assert again.status == 3
    assert "there are records or runs in it already" in again.err
    newsmill.env["NEWSMILL_DATABASE_URL"] = file
    assert titles(newsmill) == before

    newsmill.env["NEWSMILL_DATABASE_URL"] = server
    refused = newsmill("db", "backup", "copy.dump")
    assert refused.status == 3
    assert "pg_dump --format=custom --file=copy.dump" in refused.err
    refused = newsmill("db", "restore", "copy.dump", "--yes")
    assert refused.status == 3
    assert "pg_restore" in refused.err
    newsmill.ok("db", "prune", "--older-than", "7d", "--compact", "--yes")
    assert titles(newsmill) == []


def test_a_server_that_is_away_ends_with_three(newsmill: Command) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        # bound and not listening: refused
        away = f"postgresql://me:secret@127.0.0.1:{taken.getsockname()[1]}/news"
        told = newsmill("doctor", NEWSMILL_DATABASE_URL=away)
    assert told.status
    assert "did not answer for 5 s" in " ".join((told.out + told.err).split())
    assert "secret" not in told.err + told.out
