"""The books of one run: every link ends in exactly one column."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from articles.types import Article, DateSource, Decision, Rejection
from crawler.options import CrawlProgress, ProgressListener
from storage.types import Discovery, Failure, Reading, RunCounts, RunProblem

_STORED = {
    Decision.NEW: "stored_new",
    Decision.CHANGED: "stored_changed",
    Decision.UNCHANGED: "stored_unchanged",
    Decision.DUPLICATE: "stored_duplicate",
    Decision.WORSE: "rejected",
    Decision.DELETED: "rejected",
}
_LATE = timedelta(days=2)


class Accounts:
    """Counts and problems of a running crawl; tells its listener of each change."""

    def __init__(self, source: str, listener: ProgressListener | None = None) -> None:
        self.counts = RunCounts()
        self.phase = "listing"
        self.reading = Reading()
        """What the new articles are like."""
        self._advice: list[datetime | None] = []
        self._asked: list[datetime] = []
        self.failed_again = 0
        """Of the pages that could not be fetched, those whose article is stored already."""
        self._source = source
        self._listener = listener
        self._problems: dict[tuple[str, str], RunProblem] = {}

    @property
    def problems(self) -> tuple[RunProblem, ...]:
        """What went wrong, most frequent first."""
        return tuple(sorted(self._problems.values(), key=lambda problem: -problem.count))

    @property
    def outcomes(self) -> int:
        """How many articles were looked at to an end."""
        counts = self.counts
        return counts.stored + counts.rejected + counts.failed + counts.gone

    def add(self, **amounts: int) -> None:
        """Add to the named columns."""
        now = {name: getattr(self.counts, name) + amount for name, amount in amounts.items()}
        self.counts = replace(self.counts, **now)
        self.tell()

    def discovered(self, discovery: Discovery) -> None:
        """Book one listing page."""
        self.add(
            found=discovery.found,
            new=discovery.new,
            known=discovery.known,
            older=discovery.older,
        )

    def stored(self, decision: Decision, article: Article, why: str = "") -> None:
        """Book a stored article, one kept out for its better text, or one the user deleted."""
        self.add(**{_STORED[decision]: 1})
        url = article.url
        if decision is Decision.NEW:
            self.reading = _with(self.reading, article)
        if decision is Decision.WORSE:
            self.problem("rejected", "worse", url, why)
        if decision is Decision.DELETED:
            self.problem("rejected", "deleted", url, "its record was deleted")

    def advised(self, until: datetime | None) -> None:
        """Note until when a listing says it is not worth reading; None: it says nothing."""
        self._advice.append(until)

    def asked(self, until: datetime) -> None:
        """Note until when the site asks to be left alone."""
        self._asked.append(until)

    def rest(self) -> None:
        """Write down until when the source is left alone.

        A site's request counts, the longest of them; its listings' advice counts where all of them
        give some, the shortest of it: the source is read as a whole.
        """
        given = [one for one in self._advice if one is not None]
        advice = [min(given)] if given and len(given) == len(self._advice) else []
        until = max((*self._asked, *advice), default=None)
        self.reading = replace(self.reading, rest_until=until)

    def doubtful(self, url: str, confidence: float) -> None:
        """Note that a stored text was found without a rule, and with little confidence."""
        what = f"its text was found with a confidence of {confidence:.2f}: name its body in a rule"
        self.problem("doubtful", "low-confidence", url, what)

    def missed(self, url: str, name: str) -> None:
        """Note that a rule of the source matched nothing on a page that was stored without it."""
        what = f"extract.{name} matches nothing on it: it was found without that rule"
        self.problem("doubtful", f"rule-{name}", url, what)

    def rejected(self, rejection: Rejection) -> None:
        """Book a page that is no article."""
        self.add(rejected=1)
        self.problem("rejected", rejection.reason.value, rejection.url, rejection.detail)

    def failed(self, url: str, failure: Failure, *, again: bool = False) -> None:
        """Book a page that could not be fetched; ``again``: its article is stored already."""
        self.add(failed=1)
        self.failed_again += again
        self.problem("failed", failure.kind, url, failure.message)

    def carried(self, url: str, failure: Failure) -> None:
        """Note that an article comes from its listing, because its page cannot be had."""
        message = f"stored from the listing, which has its text: {failure.message}"
        self.problem("carried", failure.kind, url, message)

    def gone(self, url: str, kind: str, *, withdrawn: bool) -> None:
        """Book a page that is no more."""
        self.add(gone=1)
        what = "the site withdrew it; its record is kept" if withdrawn else "no such page"
        self.problem("gone", kind, url, what)

    def problem(self, stage: str, kind: str, url: str, message: str) -> None:
        """Keep a reason with its number and first example."""
        known = self._problems.get((stage, kind))
        self._problems[stage, kind] = (
            replace(known, count=known.count + 1)
            if known
            else RunProblem(stage, kind, 1, url, message)
        )

    def close(self, left: int) -> None:
        """Balance the books: what was looked at or is left, and was not new, was resumed."""
        resumed = max(0, self.outcomes + left - self.counts.new)
        self.counts = replace(self.counts, left=left, resumed=resumed)
        self.rest()
        self.phase = "done"
        self.tell()

    def tell(self) -> None:
        """Report to the listener."""
        if self._listener:
            expected = max(self.counts.new, self.outcomes)
            self._listener(CrawlProgress(self._source, self.phase, self.counts, expected))


def _with(before: Reading, article: Article) -> Reading:
    """Add one new article to the sums."""
    undated = article.date_source is DateSource.FIRST_SEEN
    late = not undated and article.fetched_at - article.published_at > _LATE
    return replace(
        before,
        chars=before.chars + len(article.body_text),
        undated=before.undated + undated,
        unillustrated=before.unillustrated + (not article.headimg),
        unsigned=before.unsigned + (not (article.byline or article.origin)),
        late=before.late + late,
    )
