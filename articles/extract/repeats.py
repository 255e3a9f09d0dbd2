"""Text that a page holds twice: in paragraphs, and once more as one lump.

Some sites put the whole article beside itself, for a reader that strips markup, for search engines
or for a script. The paragraphs are the article; the lump is not kept with them. A paragraph that
stands twice stays: galleries repeat a caption under each picture, and transcripts a refrain.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from articles.extract.runs import Run
from articles.extract.signs import fold, overlap

_LUMP = 400
"""Letters from which a run may be a lump."""
_SAID = 0.8
"""The share of a lump that shorter runs must say again."""


def without_lumps(runs: Sequence[Run], kept: Sequence[bool]) -> list[bool]:
    """Return the choice without runs whose text the shorter kept runs say again, in order."""
    left = list(kept)
    longest = max((len(run.text) for run, keep in zip(runs, kept, strict=True) if keep), default=0)
    if longest < _LUMP:
        return left
    folded = {at: fold(runs[at].text) for at, keep in enumerate(kept) if keep}
    for at, text in folded.items():
        if len(text) >= _LUMP and _said_again(text, folded.values()):
            left[at] = False
    return left


def _said_again(text: str, others: Iterable[str]) -> bool:
    shorter = [other for other in others if len(other) < _SAID * len(text)]
    if sum(map(len, shorter)) < _SAID * len(text):
        return False
    return overlap(text, "".join(shorter)) >= _SAID
