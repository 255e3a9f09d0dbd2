"""The installed program as a person uses it: separate processes, real sockets, a real file."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from commands import Command, move_source

from articles.frontmatter import parse, render

PROGRAM = str(Path(sys.executable).with_name("newsmill"))


def environment(command: Command) -> dict[str, str]:
    clean = {key: one for key, one in os.environ.items() if not key.startswith("NEWSMILL_")}
    own = {
        "NEWSMILL_DATA_DIR": str(command.folder / "data"),
        "XDG_CONFIG_HOME": str(command.folder / "configuration"),
        "NEWSMILL_DELAY": "0",
    }
    return clean | own | command.env


def run(command: Command, *arguments: str, status: int = 0) -> subprocess.CompletedProcess[bytes]:
    done = subprocess.run(
        [PROGRAM, *arguments],
        env=environment(command),
        cwd=command.folder,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )
    assert done.returncode == status, done.stderr.decode()
    return done


@contextmanager
def newspaper(*options: str) -> Iterator[str]:
    with subprocess.Popen(
        [sys.executable, "-m", "demo", *options], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def control(base: str, command: str) -> None:
    with urlopen(Request(f"{base}/_control/{command}", method="POST")) as answer:  # noqa: S310
        assert answer.status == 200


def told(base: str) -> dict[str, object]:
    with urlopen(f"{base}/_control/articles") as answer:  # noqa: S310
        found: dict[str, object] = json.load(answer)
    return found


def test_the_demo_shows_the_whole_mission(newsmill: Command) -> None:
    done = run(newsmill, "demo")
    out = done.stdout.decode()
    assert "Two crawls" in out
    assert "The newest 10 of 61 records" in out
    post = out[out.index("\n---\ntitle: ") :].rstrip("\n")
    assert render(parse(post)) == post
    assert "Look on" in done.stderr.decode()
    again = run(newsmill, "demo", "--articles", "30").stdout.decode()
    assert "The newest 10 of 30 records" in again


def test_a_newspaper_is_kept_in_step(newsmill: Command) -> None:
    with newspaper("--size", "30") as base:
        move_source(newsmill, base)
        first = json.loads(run(newsmill, "crawl", "nbd", "--json").stdout)[0]
        assert first["counts"]["stored_new"] == 30
        control(base, "add")
        second = json.loads(run(newsmill, "crawl", "nbd", "--json").stdout)[0]
        books = second["counts"]
        assert (books["stored_new"], books["new"]) == (1, 1)
        assert books["found"] == books["known"] + 1
        listed = json.loads(run(newsmill, "records", "list", "-n", "99", "--json").stdout)
        oracle = told(base)["articles"]
        assert isinstance(oracle, list)
        assert {row["title"] for row in listed["records"]} == {one["title"] for one in oracle}
        with sqlite3.connect(newsmill.folder / "data" / "newsmill.db") as database:
            rows = database.execute("SELECT title, status FROM records").fetchall()
        database.close()
        assert len(rows) == 31


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_cleanly_and_the_next_crawl_goes_on(
    newsmill: Command, number: signal.Signals
) -> None:
    with newspaper("--size", "40") as base:
        move_source(newsmill, base)
        with subprocess.Popen(
            [PROGRAM, "crawl", "nbd", "--json"],
            env=environment(newsmill) | {"NEWSMILL_DELAY": "0.1"},
            cwd=newsmill.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process:
            wait_for_an_article(newsmill.folder / "data" / "newsmill.db")
            process.send_signal(number)
            out, err = process.communicate(timeout=15)
        assert process.returncode == 130, err
        (run_row,) = json.loads(out)
        assert run_row["state"] == "interrupted"
        assert 0 < run_row["counts"]["stored_new"] < 40
        assert b"Traceback" not in err
        rest = json.loads(run(newsmill, "crawl", "nbd", "--json").stdout)[0]["counts"]
        assert rest["stored_new"] + run_row["counts"]["stored_new"] == 40


def wait_for_an_article(file: Path) -> None:
    """Look into the growing database as any other program would, until an article is there."""
    for _ in range(3_000):
        try:
            with sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=5) as database:
                (count,) = database.execute("SELECT count(*) FROM records").fetchone()
            database.close()
        except sqlite3.OperationalError:
            count = 0
        if count:
            return
        signal.sigtimedwait([], 0.01)
    raise AssertionError("no article was stored")


def test_a_reader_that_has_enough_is_no_error(newsmill: Command) -> None:
    run(newsmill, "demo", "--articles", "40")
    newsmill.env["NEWSMILL_DATA_DIR"] = str(newsmill.folder / "data" / "demo")
    reader = f"{PROGRAM} records export --to jsonl | head -c 100"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", reader],
        env=environment(newsmill),
        capture_output=True,
        check=False,
    )
    assert done.stdout.startswith(b'{"id": ')
    assert done.stderr == b""
