from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import storage_world
from commands import Command, newspaper_site

from demo import DemoServer


@pytest.fixture
def newsmill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.chdir(tmp_path)
    return Command(tmp_path)


@pytest.fixture
def site(newsmill: Command) -> Iterator[DemoServer]:
    with newspaper_site(newsmill) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def each_database(request: pytest.FixtureRequest) -> Iterator[str]:
    """Run a test twice: ``storage_world`` makes databases of the one kind, then of the other."""
    with storage_world.databases(request.param):
        yield request.param
