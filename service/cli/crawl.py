"""``newsmill crawl``: fetch what is new, by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.console import hint, say
from service.cli.moments import parse_moment, shown
from service.cli.progress import crawling
from service.cli.run_view import accounts, print_problems, print_runs, told
from service.cli.tables import Column, print_json, print_table
from service.errors import UsageProblem
from service.wiring import settings, storage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from articles.types import Article, Decision
    from config import Settings, Source
    from crawler.options import CrawlOptions
    from storage.types import Run

FAILED, INTERRUPTED = 1, 130


def crawl(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NAME…", help="Sources to crawl.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="All enabled sources.")] = False,
    limit: Annotated[
        int | None,
        typer.Option("--limit", "-n", min=1, metavar="N", help="Articles of each source at most."),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="DATE", help="Leave older ones alone: 2026-11-01, 7d."),
    ] = None,
    backfill: Annotated[
        int | None,
        typer.Option(
            "--backfill", min=1, metavar="N", help="Read N pages of each listing, known or not."
        ),
    ] = None,
    refetch: Annotated[
        bool, typer.Option("--refetch", help="Look at the stored articles again too.")
    ] = False,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Do not wait: try what failed again now.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be stored; store nothing.")
    ] = False,
    urls: Annotated[
        list[str] | None,
        typer.Option("--url", metavar="URL", help="Only this page, no listing; may be repeated."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the runs for programs.")] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="No progress, and no summary if all is well.")
    ] = False,
) -> int:
    """Fetch what is new, newest first, and account for every link.

    Ends with status 0 when all is well, 1 when a source failed or is being crawled by another
    process, 130 after Ctrl-C (what was under way is taken up by the next crawl).
    """
    configured = settings()
    sources = _sources(configured, names or [], every=every)
    if urls and len(sources) != 1:
        raise UsageProblem("--url needs exactly one source: newsmill crawl NAME --url URL")
    from crawler.options import CrawlOptions

    previewed: list[tuple[Article, Decision]] = []
    options = CrawlOptions(
        limit=limit,
        since=parse_moment(since, "--since"),
        backfill=backfill,
        refetch=refetch,
        retry_failed=retry_failed,
        dry_run=dry_run,
        urls=tuple(urls or ()),
        on_article=(lambda *seen: previewed.append(seen)) if dry_run else None,
    )
    runs = run_crawls(sources, configured, options, quiet=quiet)
    if previewed and not json:
        print_table(previewed, _PREVIEW, "would be stored:")
    _report(runs, json=json, quiet=quiet)
    return _status(runs)


_PREVIEW: list[Column[tuple[Article, Decision]]] = [
    Column("as", lambda seen: seen[1].value),
    Column("published (UTC)", lambda seen: shown(seen[0].published_at)),
    Column("title", lambda seen: seen[0].title, wide=True),
    Column("characters", lambda seen: len(seen[0].body_text), right=True),
    Column("address", lambda seen: seen[0].url, wide=True),
]


def _sources(configured: Settings, names: Sequence[str], *, every: bool) -> tuple[Source, ...]:
    from config import load_source, load_sources

    if every and names:
        raise UsageProblem("--all already means every source: leave the names out")
    if names:
        return tuple(load_source(name, configured) for name in dict.fromkeys(names))
    if not every:
        raise UsageProblem(
            "which source? newsmill crawl NAME…, or --all; see newsmill sources list"
        )
    enabled = tuple(source for source in load_sources(configured) if source.enabled)
    if not enabled:
        raise UsageProblem("no source is enabled: set enabled = true in a source's file")
    return enabled


def run_crawls(
    sources: Sequence[Source], configured: Settings, options: CrawlOptions, *, quiet: bool
) -> tuple[Run, ...]:
    """Crawl with progress on standard error; return the finished runs."""
    from crawler.process import crawl_sources

    with storage(configured) as store, crawling(quiet=quiet) as listener:
        return crawl_sources(sources, configured, store, options, listener)


def _report(runs: Sequence[Run], *, json: bool, quiet: bool) -> None:
    failed = [line for line in map(told, runs) if line]
    if json:
        from storage.data import run_data

        print_json([run_data(run) for run in runs])
    elif failed or not quiet:
        print_summary(runs)
    for line in failed:
        hint(f"newsmill: {line}")


def print_summary(runs: Sequence[Run]) -> None:
    """Print what became of every link, and what went wrong."""
    print_runs(runs, dated=False)
    for run in runs:
        if len(runs) == 1:
            for line in accounts(run):
                say(line)
        print_problems(run)


def _status(runs: Sequence[Run]) -> int:
    from storage.types import RunState

    states = {run.state for run in runs}
    if RunState.INTERRUPTED in states:
        return INTERRUPTED
    return FAILED if states - {RunState.DONE} else 0
