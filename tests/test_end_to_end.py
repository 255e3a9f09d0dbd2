"""The installed program as a person uses it: separate processes, real sockets, a real file."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
from pathlib import Path

import pytest
from commands import Command, move_source
from processes import PROGRAM, control, environment, newspaper, run, told

from articles.frontmatter import parse, render


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
