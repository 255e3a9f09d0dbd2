"""Crawls as processes of their own, for tests: what to do, how it went, what is stored."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
CHILD = Path(__file__).with_name("crawl_child.py")
NBD = ROOT / "config" / "sources" / "nbd.toml"


@dataclass(frozen=True, slots=True)
class Order:
    """One crawl to run: JSON of it is what the child gets."""

    folder: Path
    sources: list[dict[str, Any]]
    allowed: list[str]
    settings: dict[str, Any]
    options: dict[str, Any]
    environment: dict[str, str]
    more: dict[str, Any]

    @property
    def file(self) -> Path:
        return self.folder / "crawl.db"

    def start(self) -> subprocess.Popen[str]:
        given = {
            "data_dir": str(self.folder),
            "delay": 0,
            "delay_jitter": 0,
            "retry_times": 0,
            "allow_addresses": self.allowed,
        }
        told = {
            "database": f"sqlite:///{self.file}",
            "settings": given | self.settings,
            "sources": self.sources,
            "options": self.options,
        }
        return subprocess.Popen(
            [sys.executable, str(CHILD), json.dumps(told | self.more)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=os.environ | self.environment,
        )

    def run(self, timeout: float = 200) -> Ended:
        with self.start() as child:
            try:
                out, err = child.communicate(timeout=timeout)
            except subprocess.TimeoutExpired:
                child.kill()
                raise
        return Ended(child.returncode, json.loads(out) if out else {}, err)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a crawl's process ended."""

    status: int
    told: dict[str, Any]
    log: str


def order(folder: Path, sources: list[dict[str, Any]], allowed: list[str], **more: Any) -> Order:
    return Order(
        folder,
        sources,
        allowed,
        more.pop("settings", {}),
        more.pop("options", {}),
        more.pop("environment", {}),
        more,
    )


def newspaper_source(base: str, delay: float = 0.0) -> dict[str, Any]:
    """Return the shipped source, moved to a newspaper on loopback."""
    source = tomllib.loads(NBD.read_text(encoding="utf-8"))
    return source | {"homepage": base, "fetch": {"delay": delay}}


def rows(file: Path, query: str) -> list[sqlite3.Row]:
    with sqlite3.connect(file) as connection:
        connection.row_factory = sqlite3.Row
        found = connection.execute(query).fetchall()
    connection.close()
    return found


def is_whole(file: Path) -> bool:
    (answer,) = rows(file, "PRAGMA integrity_check")[0]
    return bool(answer == "ok") and not rows(file, "PRAGMA foreign_key_check")


def until(happened: Callable[[], bool], child: subprocess.Popen[str]) -> None:
    """Wait for something that a running crawl does."""
    while not happened():
        assert child.poll() is None, child.communicate()
        try:
            child.wait(0.01)
        except subprocess.TimeoutExpired:
            continue
