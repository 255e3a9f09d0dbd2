"""What befalls a crawl of the daemon and must not befall the daemon."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from commands import Command

import service.crawls as module
from config import Settings, Source, load_settings, load_source
from crawler.process import run_on_loop
from crawler.process_state import ProcessState
from demo import DemoServer
from service.crawls import Crawls, Due
from service.metrics import Figures, Metrics
from storage import Storage, open_storage
from storage.types import RunState

STEP = timedelta(minutes=10)


def configured(newsmill: Command, site: DemoServer) -> tuple[Settings, Source]:
    settings = load_settings(
        overrides={
            "data_dir": newsmill.folder / "data",
            "sources_dir": newsmill.folder / "sources",
            "allow_addresses": (site.base_url.partition("://")[2],),
            "delay": 0.0,
        }
    )
    return settings, load_source("nbd", settings)


def figures() -> Figures:
    return Figures(0, 0, trouble=False, sources=())


def opened(settings: Settings, patience: float = 30.0) -> Storage:
    return open_storage(settings.database_url, patience=patience)


def test_a_locked_database_is_waited_for(
    newsmill: Command, site: DemoServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_FIRST_WAIT", 0.2)
    settings, source = configured(newsmill, site)
    with opened(settings, patience=0.1) as store:
        other = sqlite3.connect(newsmill.folder / "data" / "newsmill.db", check_same_thread=False)
        other.isolation_level = None
        other.execute("BEGIN IMMEDIATE")

        async def main(process: ProcessState) -> None:
            crawls = Crawls(settings, store, process, Metrics(figures))
            due = Due(source, datetime.now(UTC), STEP)
            await crawls.crawl(due)
            assert crawls.trouble
            assert crawls.trouble.tries == 1
            assert "held by another process" in crawls.trouble.what
            assert crawls.running == {}
            other.execute("ROLLBACK")
            await crawls.crawl(due)
            assert crawls.trouble is None

        run_on_loop(settings, main)
        other.close()
        (run,) = store.runs.list("nbd").rows
        assert run.state is RunState.DONE
        assert (run.trigger, run.counts.stored_new) == ("schedule", 61)


def test_a_bug_in_one_crawl_is_logged_and_ends_no_other(
    newsmill: Command,
    site: DemoServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings, source = configured(newsmill, site)
    with opened(settings) as store:

        async def main(process: ProcessState) -> None:
            crawls = Crawls(settings, store, process, Metrics(figures))
            due = Due(source, datetime.now(UTC), STEP)
            with monkeypatch.context() as broken:
                broken.setattr("crawler.run.spider_for", lambda _name: 1 / 0)
                await crawls.crawl(due)
            assert crawls.trouble is None
            await crawls.crawl(due)

        run_on_loop(settings, main)
        second, first = store.runs.list("nbd").rows
        assert (first.state, first.error_kind) == (RunState.FAILED, "internal")
        assert "ZeroDivisionError" in (first.error or "")
        assert second.state is RunState.DONE
