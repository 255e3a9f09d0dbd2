"""Why a page's body is what it is: every run with its probability, and what other readers take."""

from __future__ import annotations

from dataclasses import dataclass

from articles.extract.automatic import automatic_body, survey
from articles.extract.item import marked_page
from articles.extract.judge import Vote, votes
from articles.extract.structured import statements
from articles.extract.witnesses import heard
from articles.types import ExtractRules, FetchedPage, Provenance, Rejection

_SHOWN = 100


@dataclass(frozen=True, slots=True)
class JudgedRun:
    """One run of text: how probable it was, and whether it was kept."""

    text: str
    element: str
    probability: float
    kept: bool


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
            *(
                f"{'+' if run.kept else '-'} {run.probability:.2f} <{run.element}> {run.text}"
                for run in self.runs
            ),
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
    runs = tuple(
        JudgedRun(run.text[:_SHOWN], run.box.tag, round(probability, 3), kept)
        for run, probability, kept in zip(
            seen.found.runs, judged.probabilities, judged.kept, strict=True
        )
    )
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
