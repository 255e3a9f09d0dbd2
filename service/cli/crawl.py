"""``newsmill crawl``: fetch what is new, by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.console import hint, say
from service.cli.moments import parse_moment, shown
from service.cli.progress import crawling
from service.cli.run_view import accounts, exit_status, print_problems, print_runs, told
from service.cli.tables import Column, print_json, print_table
from service.errors import UsageProblem
from service.wiring import settings, storage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from articles.types import Article, Decision
    from config import Settings, Source
    from crawler.options import CrawlOptions
    from storage.backfill import Goal
    from storage.types import Run


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
            "--backfill",
            min=1,
            metavar="N",
            help="Read N pages of each listing, known or not; goes on where it was cut off.",
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

    With --backfill, what is older follows, a slice at a time (see newsmill backfill).

    Ends with status 0 when all is well, 1 when a source failed or is being crawled by another
    process, 130 after Ctrl-C (what was under way is taken up by the next crawl).
    """
    configured = settings()
    sources = _sources(configured, names or [], every=every)
    if urls and len(sources) != 1:
        raise UsageProblem("--url needs exactly one source: newsmill crawl NAME --url URL")
    if urls and backfill:
        raise UsageProblem("--url reads no listing and --backfill nothing else: leave one out")
    from crawler.options import CrawlOptions, Slice
    from storage.backfill import Goal

    back_to = parse_moment(since, "--since")
    goal = Goal(backfill, back_to) if backfill else None
    previewed: list[tuple[Article, Decision]] = []
    options = CrawlOptions(
        limit=limit,
        since=back_to,
        backfill=Slice(goal) if dry_run and goal else None,
        refetch=refetch,
        retry_failed=retry_failed,
        dry_run=dry_run,
        urls=_addresses(urls or ()),
        on_article=(lambda *seen: previewed.append(seen)) if dry_run else None,
    )
    runs = run_crawls(sources, configured, options, quiet=quiet)
    if goal and not dry_run:
        return _past(sources, runs, goal, limit, configured, json=json, quiet=quiet)
    if (new := _newest_first(previewed)) and not json:
        print_table(new, _PREVIEW, "would be stored:")
    _report(runs, json=json, quiet=quiet)
    return exit_status(runs)


def _past(
    sources: Sequence[Source],
    live: Sequence[Run],
    goal: Goal,
    limit: int | None,
    configured: Settings,
    *,
    json: bool,
    quiet: bool,
) -> int:
    """Fetch what is older, after the live crawls have ended; report both."""
    from datetime import UTC, datetime

    from service.backfilling import looked_at
    from service.cli.backfill import run_by_hand
    from service.cli.backfill_view import print_backfills
    from storage.types import RunState

    runs = list(live)
    with storage(configured) as store:
        now = datetime.now(UTC)
        for source in sources:
            store.backfills.start(source.name, goal, now)
        lefts = [None if limit is None else limit - looked_at(run) for run in live]
        if not any(run.state is RunState.INTERRUPTED for run in live):
            orders = list(zip(sources, lefts, strict=True))
            runs += run_by_hand(orders, configured, store, quiet=quiet)
        found = [store.backfills.list(now, source=source.name)[0] for source in sources]
    _report(runs if json else live, json=json, quiet=quiet)
    if not json and not quiet:
        print_backfills(found)
    return exit_status(runs)


def _addresses(urls: Sequence[str]) -> tuple[str, ...]:
    from articles.errors import UrlError
    from articles.urls import canonical_url

    for url in urls:
        try:
            canonical_url(url)
        except UrlError as error:
            raise UsageProblem(f"--url {url!r}: {error.why}") from error
    return tuple(urls)


def _newest_first(seen: Sequence[tuple[Article, Decision]]) -> list[tuple[Article, Decision]]:
    """Return what a crawl would store: an article once, whatever addresses it has."""
    stored = [one for one in seen if one[1].value in {"new", "changed"}]
    return sorted(stored, key=lambda one: one[0].published_at, reverse=True)


_PREVIEW: list[Column[tuple[Article, Decision]]] = [
    Column("as", lambda seen: seen[1].value),
    Column("published (UTC)", lambda seen: shown(seen[0].published_at)),
    Column("title", lambda seen: seen[0].title, wide=True),
    Column("characters", lambda seen: len(seen[0].body_text), right=True),
    Column("address", lambda seen: seen[0].url, wide=True),
]


def _sources(configured: Settings, names: Sequence[str], *, every: bool) -> tuple[Source, ...]:
    from config import load_named, load_sources

    if every and names:
        raise UsageProblem("--all already means every source: leave the names out")
    if names:
        return load_named(names, configured)
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
