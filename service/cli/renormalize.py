"""``newsmill renormalize``: read the stored raw pages again, with today's rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.console import hint, say
from service.cli.moments import parse_moment
from service.cli.options import Json
from service.cli.progress import advancing
from service.wiring import settings, storage

if TYPE_CHECKING:
    from config import Settings, Source
    from crawler.rereading import Order, Reread
    from storage import Storage

_FAILED = 1


def renormalize(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NAME…", help="Sources; all without any.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="TIME", help="Published then or later: 2026-11-01, 7d."),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option("--limit", "-n", min=1, metavar="N", help="The latest N of each source."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change; store nothing.")
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Show the differences of each text too.")
    ] = False,
    accept_loss: Annotated[
        bool,
        typer.Option("--accept-loss", help="Take also texts that lost most of what they had."),
    ] = False,
    json: Json = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
) -> int:
    """Read the raw pages that are kept (archive_days) again, with today's rules and code.

    What reads otherwise becomes a further version of its record: nothing is lost, and
    newsmill records diff shows it. Nothing is fetched. Address, categories and withdrawal stay.

    Ends with status 0 when all could be read, 1 when some could not (their records are kept).
    """
    from crawler.rereading import Order, Outcome, reread_records, wanted
    from service.cli.renormalize_view import print_changes, print_document, print_summary

    configured = settings()
    order = Order(parse_moment(since, "--since"), limit, dry_run, accept_loss)
    found: list[Reread] = []
    counts: dict[str, dict[Outcome, int]] = {}

    def note(one: Reread) -> None:
        of_source = counts.setdefault(one.source, dict.fromkeys(Outcome, 0))
        of_source[one.outcome] += 1
        if one.outcome is not Outcome.UNCHANGED:
            found.append(one)
        advance()

    with storage(configured) as store:
        chosen = _sources(configured, names or [])
        work = [(one, number) for one in chosen for number in wanted(store, one, order)]
        if not work:
            _nothing(store, chosen, order, json=json)
            return 0
        with advancing(len(work), "records read again", quiet=quiet or json) as advance:
            reread_records(work, configured, store, order, note)
    found.sort(key=lambda one: (one.source, one.record_id))
    if json:
        print_document(found, counts, dry_run=dry_run, diff=diff)
    else:
        print_changes(found, dry_run=dry_run, diff=diff)
        print_summary(counts, dry_run=dry_run)
    return _FAILED if any(one.outcome in _NOT_READ for one in found) else 0


_NOT_READ = frozenset({"unreadable", "rejected"})


def _sources(configured: Settings, names: Sequence[str]) -> tuple[Source, ...]:
    from config import load_named, load_sources

    return load_named(names, configured) if names else load_sources(configured)


def _nothing(store: Storage, chosen: Sequence[Source], order: Order, *, json: bool) -> None:
    from service.cli.renormalize_view import print_document

    if json:
        print_document([], {}, dry_run=order.dry_run, diff=False)
        return
    of = f" of {chosen[0].name}" if len(chosen) == 1 else ""
    say(f"no raw page{of} is kept that could be read again")
    if not store.archive.extent().pages:
        hint("raw pages are kept for archive_days, from the crawls since that is set")
