"""How a run ended, judged from its books alone. Pure.

``drifted`` is the class of a source whose layout has changed, or whose selectors never fitted:
its listings show nothing, or what it fetches lacks what an article has.
"""

from __future__ import annotations

from dataclasses import dataclass

from storage.types import RunCounts, RunProblem, RunState

_EMPTY_READS = frozenset({"no-title", "no-body", "empty", "worse"})
_ENOUGH = 3
_ENOUGH_FOR_A_SHARE = 4
"""Faulty ones among many sound ones, where half of them are faulty."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A run's final state, with the class and words of what failed it."""

    state: RunState
    error_kind: str | None = None
    error: str | None = None


def verdict(
    counts: RunCounts,
    problems: tuple[RunProblem, ...],
    *,
    interrupted: bool,
    undated: int = 0,
    failed_again: int = 0,
) -> Verdict:
    """Judge a run that ended without an unexpected error.

    A listing that could not be read fails the run; so does a flaw of our own that a page brought
    to light (``internal``), and a site of which nothing could be fetched. A source has drifted
    when no listing shows anything, when no page gives an article any more, or when four and at
    least half lack the same: pages a title, a body or what the rule for it matches, new articles
    (``undated`` of them) any date.
    A page that was only looked at again (``failed_again`` of them) fails no run: nothing is missed.
    Nor do one or two pages left from earlier runs, if they are all there was to fetch: a single
    dead page that is tried again and again says nothing about its site.
    """
    if interrupted:
        return Verdict(RunState.INTERRUPTED, "interrupted", "it was asked to stop")
    return (
        _listings(counts, problems)
        or _flaws(problems)
        or _fetches(counts, problems, failed_again)
        or _reads(counts, problems)
        or _rules(counts, problems)
        or _dates(counts, undated)
        or Verdict(RunState.DONE)
    )


def _listings(counts: RunCounts, problems: tuple[RunProblem, ...]) -> Verdict | None:
    broken = [problem for problem in problems if problem.stage == "listing"]
    if not broken:
        return None
    nothing = {problem.kind for problem in broken} == {"no-entries"} and not counts.found
    if nothing and sum(problem.count for problem in broken) >= counts.listings > 0:
        return _drifted(_told(broken[0]))
    return _failed(broken[0])


def _flaws(problems: tuple[RunProblem, ...]) -> Verdict | None:
    return next((_failed(one) for one in problems if one.kind == "internal"), None)


def _fetches(
    counts: RunCounts, problems: tuple[RunProblem, ...], failed_again: int
) -> Verdict | None:
    lost = counts.failed - failed_again
    if lost <= 0 or counts.stored or counts.rejected:
        return None
    if not counts.new and lost < _ENOUGH:
        return None
    worst = next(problem for problem in problems if problem.stage == "failed")
    return Verdict(RunState.FAILED, worst.kind, f"no article could be fetched: {worst.message}")


def _reads(counts: RunCounts, problems: tuple[RunProblem, ...]) -> Verdict | None:
    rejected = [problem for problem in problems if problem.stage == "rejected"]
    empty = [problem for problem in rejected if problem.kind in _EMPTY_READS]
    hollow = sum(problem.count for problem in empty)
    if counts.rejected >= _ENOUGH and not counts.stored and len(empty) == len(rejected):
        return _drifted("no page gave an article")
    read = counts.stored + counts.rejected
    if hollow >= _ENOUGH_FOR_A_SHARE and 2 * hollow >= read:
        worst = empty[0]
        return _drifted(
            f"{hollow} of {read} pages gave no article ({worst.kind}), such as {worst.example_url}"
        )
    return None


def _rules(counts: RunCounts, problems: tuple[RunProblem, ...]) -> Verdict | None:
    """Judge pages that were read without the rule for their body, and those that gave none."""
    missed = next((one for one in problems if one.kind == "rule-body"), None)
    if missed is None:
        return None
    hollow = sum(one.count for one in problems if one.kind == "no-body")
    without, read = missed.count + hollow, counts.stored + counts.rejected
    all_of_them = without >= _ENOUGH and without == read
    if not all_of_them and (without < _ENOUGH_FOR_A_SHARE or 2 * without < read):
        return None
    return _drifted(
        f"extract.body matches nothing on {without} of {read} pages, such as {missed.example_url}"
    )


def _dates(counts: RunCounts, undated: int) -> Verdict | None:
    if undated < _ENOUGH_FOR_A_SHARE or 2 * undated < counts.stored_new:
        return None
    return _drifted(
        f"neither page nor listing gave a date for {undated} of {counts.stored_new} new articles"
    )


def _failed(worst: RunProblem) -> Verdict:
    return Verdict(RunState.FAILED, worst.kind, _told(worst))


def _told(problem: RunProblem) -> str:
    return f"{problem.example_url}: {problem.message}"


def _drifted(what: str) -> Verdict:
    hint = "the site's layout has changed, or the selectors are wrong"
    return Verdict(RunState.FAILED, "drifted", f"{what}: {hint}")
