"""The installed program and the newspaper as processes of their own, for tests."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar
from urllib.request import Request, urlopen

from commands import Command

T = TypeVar("T")

PROGRAM = str(Path(sys.executable).with_name("newsmill"))


def environment(command: Command) -> dict[str, str]:
    clean = {key: one for key, one in os.environ.items() if not key.startswith("NEWSMILL_")}
    own = {
        "NEWSMILL_DATA_DIR": str(command.folder / "data"),
        "XDG_CONFIG_HOME": str(command.folder / "configuration"),
        "NEWSMILL_DELAY": "0",
        "NEWSMILL_WEB_PORT": "0",
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


def wait_for(what: str, seen: Callable[[], T], seconds: float = 60.0, every: float = 0.1) -> T:
    """Look until there is something to see; a minute is no measure, only an end."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = seen()
        if found:
            return found
        signal.sigtimedwait([], every)
    raise AssertionError(f"waited {seconds:g} s in vain for {what}")
