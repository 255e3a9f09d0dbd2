"""Why a page's body is what it is: every run with its probability, and who was heard."""

from __future__ import annotations

from dataclasses import dataclass

from articles.extract.automatic import automatic_body, survey
from articles.extract.item import marked_page
from articles.extract.judge import SURE, Vote
from articles.extract.structured import statements
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
    """What decided on a page's body. ``votes`` is empty where the own judgement was sure."""

    route: Provenance | None
    """Where the body came from; None if the page holds none."""
    confidence: float
    first_confidence: float
    votes: tuple[Vote, ...] = ()
    failures: tuple[str, ...] = ()
    runs: tuple[JudgedRun, ...] = ()

    def lines(self) -> list[str]:
        """Return the explanation for a person, a line a fact."""
        if self.route is Provenance.RULE:
            return ["the source's rules name the body; nothing was weighed"]
        sure = self.first_confidence >= SURE
        heard = (
            "sure, no library was asked" if sure else f"below {SURE}, so the libraries were heard"
        )
        return [
            f"own judgement: {self.first_confidence:.2f} ({heard})",
            *(
                f"{vote.name}: agrees to {vote.agreement:.2f}, {vote.chars} characters"
                for vote in self.votes
            ),
            *(f"failed: {failure}" for failure in self.failures),
            f"body: {self.route.value if self.route else 'none'}, confidence {self.confidence:.2f}",
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
        return Explanation(Provenance.RULE, 1.0, 1.0)
    found = statements(marked.tree)
    seen = survey(marked, found)
    judged = seen.judgement
    runs = tuple(
        JudgedRun(run.text[:_SHOWN], run.box.tag, round(probability, 3), kept)
        for run, probability, kept in zip(
            seen.found.runs, judged.probabilities, judged.kept, strict=True
        )
    )
    chosen = automatic_body(marked, seen, found)
    return Explanation(
        chosen.provenance if chosen else None,
        round(chosen.confidence if chosen else 0.0, 3),
        round(judged.first_confidence, 3),
        judged.votes,
        judged.failures,
        runs,
    )
