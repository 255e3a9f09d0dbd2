"""Why a page's body is what it is: every run with its probability, and what other readers take."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from articles.extract.automatic import Survey, automatic_body, survey
from articles.extract.features import described
from articles.extract.item import marked_page
from articles.extract.judge import Vote, votes
from articles.extract.reasons import reasons
from articles.extract.runs import read_runs
from articles.extract.structured import statements
from articles.extract.witnesses import heard
from articles.html.page import MarkedPage
from articles.types import ExtractRules, FetchedPage, Provenance, Rejection

_SHOWN = 100


@dataclass(frozen=True, slots=True)
class JudgedRun:
    """One run of text: how probable it was, and whether it was kept."""

    text: str
    element: str
    probability: float
    kept: bool
    reason: str = ""
    """The rule that decided on it; "" where the probability did."""

    def line(self) -> str:
        """Return the run for a person: kept or not, why, and its first words."""
        why = f" ({self.reason})" if self.reason else ""
        return (
            f"{'+' if self.kept else '-'} {self.probability:.2f}{why} <{self.element}> {self.text}"
        )


@dataclass(frozen=True, slots=True)
class Explanation:
    """What decided on a page's body. ``votes`` compares other readers, and decides nothing."""

    route: Provenance | None
    """Where the body came from; None if the page holds none."""
    confidence: float
    votes: tuple[Vote, ...] = ()
    failures: tuple[str, ...] = ()
    runs: tuple[JudgedRun, ...] = ()

    def lines(self) -> list[str]:
        """Return the explanation for a person, a line a fact."""
        if self.route is Provenance.RULE:
            return ["the source's rules name the body; nothing was weighed"]
        return [
            f"body: {self.route.value if self.route else 'none'}, confidence {self.confidence:.2f}",
            *(
                f"{vote.name}: agrees to {vote.agreement:.2f}, {vote.chars} characters"
                for vote in self.votes
            ),
            *(f"failed: {failure}" for failure in self.failures),
            *(run.line() for run in self.runs),
        ]


def explain(page: FetchedPage, rules: ExtractRules) -> Explanation | Rejection:
    """Return why a page is read as it is; the Rejection if it is not read at all."""
    marked = marked_page(page)
    if isinstance(marked, Rejection):
        return marked
    if rules.body:
        return Explanation(Provenance.RULE, 1.0)
    found = statements(marked.tree)
    seen = survey(marked, found)
    judged = seen.judgement
    runs = _judged_runs(marked, seen)
    others = heard(marked)
    compared = votes(seen.found.runs, judged.kept, others)
    chosen = automatic_body(marked, seen, found)
    return Explanation(
        chosen.provenance if chosen else None,
        round(chosen.confidence if chosen else 0.0, 3),
        compared,
        tuple(dict.fromkeys((*judged.failures, *others.failures))),
        runs,
    )


def _judged_runs(page: MarkedPage, seen: Survey) -> tuple[JudgedRun, ...]:
    judged = seen.judgement
    why = _reasons(page, seen) if judged.kept and not judged.failures else ("",) * len(judged.kept)
    return tuple(
        JudgedRun(run.text[:_SHOWN], run.box.tag, round(probability, 3), kept, reason)
        for run, probability, kept, reason in zip(
            seen.found.runs, judged.probabilities, judged.kept, why, strict=True
        )
    )


def _reasons(page: MarkedPage, seen: Survey) -> tuple[str, ...]:
    # Read anew: describing runs adds up their boxes, once.
    found = read_runs(page.tree)
    probable = np.array(seen.judgement.probabilities, np.float32)
    return reasons(found.runs, described(found, seen.told), probable, seen.judgement.kept)
