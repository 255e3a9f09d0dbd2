"""What describes one kind of wall."""

from __future__ import annotations

import re
from dataclasses import dataclass

from articles.types import RejectReason


@dataclass(frozen=True, slots=True)
class WallKind:
    """One kind of wall: words of titles and sentences, marks in the source.

    ``titles`` must match a whole title, or the part of it beside the site's name. ``sentences``
    speak to the visitor ("the page you…", "您访问的…"), so that a report about such pages does
    not say them. ``gates`` are marks that only a gatekeeper's own page carries; ``widgets`` may
    stand on any page that is guarded by one, so they weigh little. ``path`` hints in the address;
    ``form``: a password field belongs to it.

    All match texts folded by ``evidence.folded``: full-width punctuation is ASCII there.
    """

    reason: RejectReason
    titles: re.Pattern[str]
    sentences: re.Pattern[str]
    gates: re.Pattern[str] | None = None
    widgets: re.Pattern[str] | None = None
    path: re.Pattern[str] | None = None
    form: bool = False


def any_of(*patterns: str) -> re.Pattern[str]:
    """Return the pattern that matches what one of these does."""
    return re.compile("|".join(patterns))
