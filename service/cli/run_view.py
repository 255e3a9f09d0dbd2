"""A run as people and programs see it: the same accounts in the crawl's summary and ``runs``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from service.cli.console import say
from service.cli.moments import exact, lasted, shown
from service.cli.tables import Column, print_pairs, print_table

if TYPE_CHECKING:
    from storage.types import Run, RunProblem

FAILED, INTERRUPTED = 1, 130


def print_runs(runs: Sequence[Run], *, dated: bool) -> None:
    """Print runs, a line each; ``dated`` with number and time."""
    head: list[Column[Run]] = [Column("source", lambda run: run.source)]
    if dated:
        head = [
            Column("run", lambda run: run.id, right=True),
            Column("started (UTC)", lambda run: shown(run.started_at)),
            *head,
        ]
    print_table(runs, [*head, *_ACCOUNTS])


_ACCOUNTS: list[Column[Run]] = [
    Column("result", lambda run: run.state.value),
    Column("found", lambda run: run.counts.found, right=True),
    Column("known", lambda run: run.counts.known, right=True),
    Column("new", lambda run: run.counts.stored_new, right=True),
    Column("changed", lambda run: run.counts.stored_changed, right=True),
    Column("unchanged", lambda run: run.counts.stored_unchanged, right=True),
    Column("double", lambda run: run.counts.stored_duplicate, right=True),
    Column("rejected", lambda run: run.counts.rejected, right=True),
    Column("failed", lambda run: run.counts.failed, right=True),
    Column("gone", lambda run: run.counts.gone, right=True),
    Column("left", lambda run: run.counts.left, right=True),
    Column("requests", lambda run: run.counts.requests, right=True),
    Column("time", lambda run: lasted(run.started_at, run.finished_at), right=True),
]


def print_problems(run: Run) -> None:
    """Print what went wrong, one reason a line with its number and an example."""
    if run.problems:
        print_table(
            run.problems,
            [
                Column("what", lambda problem: problem.stage),
                Column("why", lambda problem: problem.kind),
                Column("times", lambda problem: problem.count, right=True),
                Column("for example", _example, wide=True),
            ],
        )


def _example(problem: RunProblem) -> str:
    return f"{problem.example_url}: {problem.message}"


def told(run: Run) -> str | None:
    """Return what there is to say of a run that did not end well."""
    if run.error_kind is None:
        return None
    where = f"; see newsmill runs show {run.id}" if run.id else ""
    return f"{run.source}: {run.state.value} ({run.error_kind}): {run.error}{where}"


def print_run(run: Run) -> None:
    """Print one run whole: what happened and what became of every link."""
    counts = run.counts
    print_pairs(
        [
            ("run", run.id),
            ("source", run.source),
            ("result", run.state.value),
            ("error", run.error and f"{run.error_kind}: {run.error}"),
            ("started", exact(run.started_at)),
            ("finished", exact(run.finished_at)),
            ("took", lasted(run.started_at, run.finished_at)),
            ("by", f"{run.holder} ({run.trigger})"),
            ("listings", _listings(run)),
            ("requests", f"{counts.requests:,} ({counts.bytes:,} bytes)"),
        ]
    )
    say("")
    for line in accounts(run):
        say(line)
    print_problems(run)


def _listings(run: Run) -> str:
    unchanged = run.counts.listings_unchanged
    return f"{run.counts.listings}" + (f", {unchanged} of them unchanged" if unchanged else "")


def accounts(run: Run) -> tuple[str, ...]:
    """Return the run's books as sentences that add up."""
    counts = run.counts
    older = f" + {counts.older} older, left alone" if counts.older else ""
    begun = f" + {counts.resumed} due again" if counts.resumed else ""
    ends = [
        (counts.stored, "stored"),
        (counts.rejected, "rejected"),
        (counts.failed, "failed"),
        (counts.gone, "gone"),
        (counts.left, "left for the next run"),
    ]
    ended = " + ".join(f"{number} {name}" for number, name in ends if number or name == "stored")
    kinds = [
        (counts.stored_new, "new"),
        (counts.stored_changed, "changed"),
        (counts.stored_unchanged, "unchanged"),
        (counts.stored_duplicate, "double"),
    ]
    stored = " + ".join(f"{number} {name}" for number, name in kinds if number or name == "new")
    return (
        f"found {counts.found} = {counts.known} known + {counts.new} new{older}",
        f"new {counts.new}{begun} = {ended}",
        f"stored {counts.stored} = {stored}",
    )


def exit_status(runs: Sequence[Run]) -> int:
    """Return the status with which a command ends; of each source its last run counts."""
    from storage.types import RunState

    states = {run.state for run in {run.source: run for run in runs}.values()}
    if RunState.INTERRUPTED in states:
        return INTERRUPTED
    return FAILED if states - {RunState.DONE} else 0
