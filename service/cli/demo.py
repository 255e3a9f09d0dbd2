"""``newsmill demo``: the whole mission on one screen, offline."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from service.cli.console import hint, say
from service.cli.run_view import print_problems, print_runs, told
from service.wiring import settings

if TYPE_CHECKING:
    from config import Settings
    from storage import Storage
    from storage.types import Run

_SHOWN = 10
_USUAL, _PER_PAGE = 61, 15
_FILES = ("newsmill.db", "newsmill.db-wal", "newsmill.db-shm")


def demo(
    size: Annotated[
        int, typer.Option("--articles", min=30, max=20_000, help="Articles in the newspaper.")
    ] = 61,
) -> int:
    """Print a small newspaper on this machine, crawl it, and show the records and one post."""
    from demo import DemoServer, Newspaper

    folder = settings().data_dir / "demo"
    with DemoServer(Newspaper.printed(size)) as server:
        configured = _configured(folder, server.base_url)
        hint(f"A newspaper of {size} articles is on {server.base_url}; the source nbd crawls it.")
        first = _crawled(configured, server.base_url, _pages(size))
        runs = [first, _crawled(configured, server.base_url)]
    _show(configured, runs)
    for line in filter(None, map(told, runs)):
        hint(f"newsmill: {line}")
    hint(_next_steps(folder))
    return 0 if all(run.error_kind is None for run in runs) else 1


def _configured(folder: Path, base_url: str) -> Settings:
    for name in _FILES:
        (folder / name).unlink(missing_ok=True)
    return settings(
        data_dir=folder,
        database_url=f"sqlite:///{folder / _FILES[0]}",
        allow_addresses=(urlsplit(base_url).netloc,),
        delay=0.0,
    )


def _pages(size: int) -> int | None:
    """Return how many pages of each column hold a larger newspaper; None: the usual ones do."""
    return None if size <= _USUAL else size // _PER_PAGE + 1


def _crawled(configured: Settings, base_url: str, backfill: int | None = None) -> Run:
    from config import load_source
    from crawler.options import CrawlOptions, Slice
    from service.cli.crawl import run_crawls
    from storage.backfill import Goal

    source = load_source("nbd", configured).moved_to(base_url)
    past = Slice(Goal(pages=backfill)) if backfill else None
    options = CrawlOptions(trigger="demo", backfill=past)
    (run,) = run_crawls([source], configured, options, quiet=False)
    return run


def _show(configured: Settings, runs: list[Run]) -> None:
    from service.cli.record_view import print_summaries
    from service.cli.records import write_post
    from service.wiring import storage
    from storage.types import RecordFilter

    say("\nTwo crawls: the first stores every article, the second finds nothing new.\n")
    print_runs(runs, dated=False)
    for run in runs:
        print_problems(run)
    with storage(configured) as store:
        page = store.records.list(RecordFilter(), limit=_SHOWN)
        say(f"\nThe newest {len(page.rows)} of {runs[0].counts.stored} records:\n")
        print_summaries(page.rows)
        pictured = [row.id for row in page.rows if row.headimg]
        chosen = _shortest(store, pictured or [row.id for row in page.rows])
        say(f"\nRecord {chosen} as a post, exactly as it is published:")
        write_post(store.records.get(chosen))
    say("")


def _shortest(store: Storage, numbers: list[int]) -> int:
    """Choose the post that fits a screen best."""
    return min(numbers, key=lambda number: len(store.records.get(number).article.body_html))


def _next_steps(folder: Path) -> str:
    program = "newsmill" if shutil.which("newsmill") else sys.argv[0]
    command = f"NEWSMILL_DATA_DIR={shlex.quote(str(folder))} {program}"
    return (
        "\nLook on (this demo's records stay until the next demo):\n"
        f"  {command} records list\n"
        f"  {command} records search 工业互联网\n"
        f"  {command} runs show 1\n"
        f"Crawl the real site: {program} crawl nbd --limit 5 --dry-run"
    )
