"""Whether a new text of a stored article is a loss: blanked, or cut down to an offer or a wall.

Pure: the stored text and the new one in, the reason out. A shorter text alone is no loss, for
articles are corrected and tightened; so is none that stays above a fifth and says nothing to the
visitor.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from articles.types import Article, Provenance
from articles.walls.challenges import CHALLENGE
from articles.walls.kinds import LOGIN, PAYWALL, SOFT_404
from articles.walls.words import folded, weight

_BLANKED = 0.2
_CUT = 0.4
_TEXT = 200
"""Below this weight (100 Chinese characters) a stored text is too short to tell a loss."""
_TELLING = (PAYWALL, LOGIN, SOFT_404, CHALLENGE)
_ENDING = 1_000
_UNRULED = "the rule for its body matches nothing any more: the text that it gave is kept"


def worse(
    new: Article, provenance: Callable[[], Mapping[str, str]], text: Callable[[], str]
) -> str | None:
    """Return in words why a stored text is to be kept; None if a new reading may take its place.

    ``provenance`` and ``text`` give what is stored, and are asked only where it matters.
    """
    if "body" in new.missed and provenance().get("body_html") == Provenance.RULE:
        return _UNRULED
    return loss(text(), new.body_text)


def loss(stored: str, new: str) -> str | None:
    """Return in words what the new text lacks; None if it may take the stored one's place."""
    before, after = weight(stored), weight(new)
    if before < _TEXT:
        return None
    if after < before * _BLANKED:
        return f"its text shrank from {len(stored)} to {len(new)} characters"
    if after < before * _CUT and (line := _line_to_the_visitor(new)):
        return f"its text was cut from {len(stored)} to {len(new)} characters, with {line!r}"
    return None


def _line_to_the_visitor(text: str) -> str | None:
    """Return the line of a login, an offer or an error that a text opens or ends with."""
    shown = folded(text)
    for part in (shown[-_ENDING:], shown[:_ENDING]):
        for kind in _TELLING:
            if found := kind.sentences.search(part):
                return found[0][:60]
    return None
