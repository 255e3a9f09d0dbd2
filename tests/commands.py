"""The ``newsmill`` command in this process: same code, same streams, no start-up cost."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from config.folders import SHIPPED_SOURCES
from demo import DemoServer, Newspaper
from service.cli import main


@dataclass(frozen=True)
class Result:
    status: int
    raw: bytes
    err: str

    @property
    def out(self) -> str:
        return self.raw.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.raw)


@dataclass
class Command:
    """Runs the command with a folder of its own; ``env`` adds to it."""

    folder: Path
    env: dict[str, str] = field(default_factory=dict)

    def __call__(self, *arguments: object, **env: str) -> Result:
        own = {
            "NEWSMILL_DATA_DIR": str(self.folder / "data"),
            "XDG_CONFIG_HOME": str(self.folder / "configuration"),
            "NEWSMILL_DELAY": "0",
            "NEWSMILL_WEB_PORT": "0",
        }
        clean = {key: one for key, one in os.environ.items() if not key.startswith("NEWSMILL_")}
        out, err = io.TextIOWrapper(io.BytesIO(), "utf-8", newline=""), io.StringIO()
        with ExitStack() as stack:
            stack.enter_context(
                mock.patch.dict(os.environ, clean | own | self.env | env, clear=True)
            )
            stack.enter_context(mock.patch.object(sys, "argv", ["newsmill", *map(str, arguments)]))
            stack.enter_context(redirect_stdout(out))
            stack.enter_context(redirect_stderr(err))
            status = _status()
        out.flush()
        return Result(status, out.buffer.getvalue(), err.getvalue())  # type: ignore[attr-defined]

    def ok(self, *arguments: object, **env: str) -> Result:
        result = self(*arguments, **env)
        assert result.status == 0, (result.status, result.out, result.err)
        return result


def _status() -> int:
    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1


@contextmanager
def newspaper_site(command: Command, size: int = 61) -> Iterator[DemoServer]:
    """Serve the demo newspaper and move the shipped source to it, the way a user would."""
    with DemoServer(Newspaper.printed(size)) as server:
        move_source(command, server.base_url)
        yield server


def move_source(command: Command, base_url: str) -> Path:
    folder = command.folder / "sources"
    folder.mkdir(exist_ok=True)
    shipped = (SHIPPED_SOURCES / "nbd.toml").read_text(encoding="utf-8")
    file = folder / "nbd.toml"
    file.write_text(shipped.replace("https://www.nbd.com.cn", base_url), encoding="utf-8")
    command.env |= {
        "NEWSMILL_SOURCES_DIR": str(folder),
        "NEWSMILL_ALLOW_ADDRESSES": base_url.partition("://")[2],
    }
    return file
