"""How signals add up to a wall. The weights stand here, each with what it is worth and why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from articles.extract.charset import decode
from articles.types import ArticleItem, FetchedPage, Rejection, RejectReason
from articles.walls.challenges import CHALLENGE
from articles.walls.evidence import Evidence, article_text, gathered
from articles.walls.kind import WallKind
from articles.walls.kinds import KINDS
from articles.walls.words import weight

_WALL = 4
"""So many points make a wall."""
_WALL_OF_NOTHING = 3
"""The same where no article was found: nothing can be lost, only the reason gets better."""
_SIGN = 2
"""What a kind must show of itself: an empty page alone is no wall."""
_LONG = 1_500
"""An article's text of this weight (750 Chinese characters) is believed without another look."""
_SOME = 500
_LITTLE = 120
_SMALL_PAGE = 800
_SENTENCES = re.compile(r"(?<=[。！？!?;；])|(?<=\. )|\n")
_NAMES = {
    RejectReason.BLOCKED: "a challenge of an anti-robot gate",
    RejectReason.LOGIN: "a login or sign-up page",
    RejectReason.PAYWALL: "an offer to subscribe, without the article",
    RejectReason.CONSENT: "a consent page",
    RejectReason.SOFT_404: "an error page that says that there is no such article",
    RejectReason.PARKED: "a page of a parked domain or an empty server",
    RejectReason.MAINTENANCE: "a page that says that the site is down",
}


def wall_of(page: FetchedPage, item: ArticleItem) -> Rejection | None:
    """Return what a page is in place of an article; None for an article and for all in doubt.

    Judges pages with little text of their own, and those that a gatekeeper has marked; a page
    that reads like an article is not looked at any further.
    """
    text = article_text(item)
    if weight(text) >= _LONG and page.challenge is None:
        return None
    return _wall(page, gathered(page, item, decode(page), text), KINDS)


def challenge_shown(page: FetchedPage, item: ArticleItem) -> Rejection | None:
    """Return the challenge that a page is, before its text was looked for; None in doubt.

    All that it shows is taken for its text, so a page that shows more than a challenge is none.
    """
    shown = gathered(page, item, decode(page), "")
    return _wall(page, replace(shown, text=shown.seen), (CHALLENGE,))


def _wall(page: FetchedPage, shown: Evidence, kinds: Sequence[WallKind]) -> Rejection | None:
    least = _WALL if shown.text or shown.pictures else _WALL_OF_NOTHING
    needed = least + _article(shown)
    scores = {kind.reason: _score(kind, shown, needed) for kind in kinds}
    reason, score = max(scores.items(), key=lambda one: one[1])
    if score < needed:
        return None
    return Rejection(page.url, reason, f"it is {_NAMES[reason]}: {_quoted(shown)}")


def _score(kind: WallKind, shown: Evidence, needed: int) -> int:
    """Score a kind; 0 where it cannot reach what is needed, before the costlier looks."""
    signs, marks = _signs(kind, shown), _most_marks(kind)
    if signs + marks + _most_of_text(shown) < needed:
        return 0
    rest = weight(_beside(kind, shown.text))
    signs += _sentence(kind, shown, rest)
    emptiness = _emptiness(shown, rest)
    if signs + marks + emptiness < needed:
        return 0
    signs += _marks(kind, shown)
    return signs + emptiness if signs >= _SIGN else 0


def _beside(kind: WallKind, text: str) -> str:
    """Return what a text says besides the sentences that speak for this kind."""
    sentences = _SENTENCES.split(text)
    return "".join(one for one in sentences if not kind.sentences.search(one))


def _signs(kind: WallKind, shown: Evidence) -> int:
    """Add up what speaks for this kind, without the article's sentences and the source."""
    return sum(
        (
            2 * any(kind.titles.fullmatch(title) for title in shown.titles),
            1 * bool(kind.path and kind.path.search(shown.path)),
            2 * (kind.form and shown.password),
            3 * (kind.reason is RejectReason.BLOCKED and shown.challenge),
        )
    )


_GATE, _WIDGET = 3, 1


def _most_of_text(shown: Evidence) -> int:
    """Return what the sentences of a page and its emptiness can add up to."""
    return 5 if shown.dated else 6


def _most_marks(kind: WallKind) -> int:
    return _GATE * (kind.gates is not None) + _WIDGET * (kind.widgets is not None)


def _marks(kind: WallKind, shown: Evidence) -> int:
    """Add up the kind's marks in the page's source."""
    gate = kind.gates is not None and kind.gates.search(shown.markup)
    widget = kind.widgets is not None and kind.widgets.search(shown.markup)
    return _GATE * bool(gate) + _WIDGET * bool(widget)


def _sentence(kind: WallKind, shown: Evidence, rest: int) -> int:
    """Weigh sentences of the kind: most where a text says little else."""
    if not shown.text:
        return 2 * bool(kind.sentences.search(shown.seen) and not shown.pictures)
    if not kind.sentences.search(shown.text) or shown.weight > _SOME:
        return 0
    return 3 if rest <= _LITTLE else 1


def _emptiness(shown: Evidence, rest: int) -> int:
    """Add up what any wall has: little to read, a page that is small or moves on by itself."""
    return sum(
        (
            1 * (rest <= _LITTLE),
            1 * (not shown.dated and weight(shown.seen) <= _SMALL_PAGE),
            1 * (rest <= _LITTLE and shown.refreshes),
        )
    )


def _article(shown: Evidence) -> int:
    """Add up what speaks for an article."""
    return sum(
        (
            2 * shown.dated,
            2 * shown.pictures,
            2 * (shown.weight >= _SOME),
            4 * (shown.weight >= _LONG),
        )
    )


def _quoted(shown: Evidence) -> str:
    words = next((title for title in shown.titles if title), "") or shown.text or shown.seen
    return repr(words[:80]) if words else "it shows nothing"
