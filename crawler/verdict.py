"""How a run ended, judged from its books alone. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from storage.types import RunCounts, RunProblem, RunState

_EMPTY_READS = frozenset({"no-title", "no-body", "empty"})
_ENOUGH = 3


@dataclass(frozen=True, slots=True)
class Verdict:
    """A run's final state, with the class and words of what failed it."""

    state: RunState
    error_kind: str | None = None
    error: str | None = None


def verdict(counts: RunCounts, problems: tuple[RunProblem, ...], *, interrupted: bool) -> Verdict:
    """Judge a run that ended without an unexpected error.

    A listing that could not be read fails the run, and so does a flaw of our own that a page
    brought to light (``internal``). So does a site of which nothing could be fetched, or of which
    no page gave an article any more (``drifted``).
    """
    if interrupted:
        return Verdict(RunState.INTERRUPTED, "interrupted", "it was asked to stop")
    grave = [one for one in problems if one.stage == "listing" or one.kind == "internal"]
    if grave:
        worst = grave[0]
        return Verdict(RunState.FAILED, worst.kind, f"{worst.example_url}: {worst.message}")
    if counts.failed and not counts.stored and not counts.rejected:
        worst = next(problem for problem in problems if problem.stage == "failed")
        return Verdict(RunState.FAILED, worst.kind, f"no article could be fetched: {worst.message}")
    if counts.rejected >= _ENOUGH and not counts.stored and _all_empty(problems):
        return Verdict(RunState.FAILED, "drifted", _DRIFTED)
    return Verdict(RunState.DONE)


_DRIFTED = "no page gave an article: the site's layout has changed, or the selectors are wrong"


def _all_empty(problems: tuple[RunProblem, ...]) -> bool:
    return all(one.kind in _EMPTY_READS for one in problems if one.stage == "rejected")
