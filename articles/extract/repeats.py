"""Text that a page holds twice: in paragraphs, and once more as one lump.

Some sites put the whole article beside itself, for a reader that strips markup, for search engines
or for a script. The paragraphs are the article; the lump is not kept with them. A paragraph that
stands twice stays: galleries repeat a caption under each picture, and transcripts a refrain.
"""

from __future__ import annotations

from collections.abc import Sequence

from articles.extract.runs import Run
from articles.extract.signs import fold

_LUMP = 400
"""Letters from which a run may be a lump."""
_MOST_LUMPS = 8
_SAID = 0.8
"""The share of a lump that shorter runs must say again."""
_PIECE = 16
_MOST_PIECES = 200
"""Pieces of a lump that are looked for, spread evenly over it."""
_MOST_SEARCHED = 300_000
"""Letters of other runs that they are looked for in: more are no article that stands twice."""


def without_lumps(runs: Sequence[Run], kept: Sequence[bool]) -> list[bool]:
    """Return the choice without runs whose text the shorter kept runs say again."""
    left = list(kept)
    long = [at for at, keep in enumerate(kept) if keep and len(runs[at].text) >= _LUMP]
    if not long:
        return left
    folded = {at: fold(runs[at].text) for at, keep in enumerate(kept) if keep}
    for at in sorted(long, key=lambda at: -len(folded[at]))[:_MOST_LUMPS]:
        text = folded[at]
        shorter = [other for other in folded.values() if len(other) < _SAID * len(text)]
        if _SAID * len(text) <= sum(map(len, shorter)) <= _MOST_SEARCHED:
            left[at] = not _said_again(text, "".join(shorter))
    return left


def _said_again(text: str, told: str) -> bool:
    step = max(_PIECE, len(text) // _MOST_PIECES)
    pieces = [text[at : at + _PIECE] for at in range(0, len(text) - _PIECE + 1, step)]
    return sum(piece in told for piece in pieces) >= _SAID * max(1, len(pieces))
