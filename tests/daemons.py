"""Daemons under test: real processes, their logs, what they say of themselves and what they keep."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commands import Command, move_source
from processes import environment, told, wait_for


class Nursery:
    """Starts daemons quickly; see ``forking_daemons``."""

    def __init__(self) -> None:
        program = Path(__file__).with_name("forking_daemons.py")
        self._process = subprocess.Popen(
            [sys.executable, program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, order: dict[str, Any]) -> int:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{json.dumps(order)}\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate()


@dataclass
class Daemon:
    """A running daemon."""

    command: Command
    nursery: Nursery
    pid: int
    file: Path

    def events(self, event: str) -> list[dict[str, Any]]:
        """Return the log's events of that kind so far."""
        lines = self.file.read_bytes().split(b"\n") if self.file.exists() else [b""]
        log = [json.loads(line) for line in lines[:-1] if line.startswith(b"{")]
        return [one for one in log if event in one["event"]]

    def heard(self, event: str) -> dict[str, Any]:
        found: dict[str, Any] = wait_for(event, lambda: self.events(event))[-1]
        return found

    def status(self) -> dict[str, Any]:
        found: dict[str, Any] = self.command("status", "--json").json
        return found

    def source(self, name: str = "nbd") -> dict[str, Any]:
        return next((row for row in self.status()["sources"] if row["name"] == name), {})

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal; return the exit status, which must come within 15 s."""
        os.kill(self.pid, number)
        status = self.nursery.ask({"wait": self.pid})
        self.pid = 0
        return status


@contextmanager
def running_daemon(
    command: Command, nursery: Nursery, *options: str, name: str = "daemon"
) -> Iterator[Daemon]:
    file = command.folder / f"{name}.log"
    file.unlink(missing_ok=True)
    order = {
        "env": environment(command),
        "cwd": str(command.folder),
        "log": str(file),
        "options": options,
    }
    one = Daemon(command, nursery, nursery.ask(order), file)
    try:
        yield one
    finally:
        if one.pid:
            one.stop(signal.SIGKILL)


def move(command: Command, base: str, every: str = "1s", name: str = "nbd") -> Path:
    """Move the shipped source to another site, with another interval, under another name."""
    file = move_source(command, base)
    text = file.read_text("utf-8").replace('name = "nbd"', f'name = "{name}"')
    begin = text.index("every = ")
    text = f'{text[:begin]}every = "{every}"{text[text.index(chr(10), begin) :]}'
    file = file.with_stem(name)
    file.write_text(text, "utf-8")
    return file


def query(command: Command, sql: str) -> list[tuple[Any, ...]]:
    """Ask the database as any other program would; nothing while it is not there yet."""
    file = command.folder / "data" / "newsmill.db"
    try:
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10) as database:
            rows = database.execute(sql).fetchall()
        database.close()
    except sqlite3.OperationalError:
        return []
    return rows


def titles(command: Command) -> list[str]:
    return sorted(row[0] for row in query(command, "SELECT title FROM records"))


def oracle(base: str) -> list[str]:
    """Return the titles that the newspaper holds."""
    articles = told(base)["articles"]
    assert isinstance(articles, list)
    return sorted(one["title"] for one in articles)
