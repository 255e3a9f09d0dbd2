"""Which runs of a page are its article, told from the true text: the choice with the highest F1.

Short runs (headings, single words) cannot be told by their words alone, so the choice is improved
run by run on the metric itself, in which a run counts with its neighbours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from benchmarks.metric import Shingle, is_wide, shingles, tokens

_REACH = 3
"""Tokens of a neighbour that a shingle of four can hold."""
_ROUNDS = 3


def labels(texts: Sequence[str], truth: str) -> np.ndarray:
    """Return 1 for each run to keep, else 0."""
    wide = is_wide(truth)
    words = [tokens(text, wide=wide) for text in texts]
    search = _Search(words, Counter(shingles(tokens(truth, wide=wide))))
    doubtful = search.start(set(tokens(truth, wide=wide)))
    for _ in range(_ROUNDS):
        if not sum(search.improved(at) for at in doubtful):
            break
    return np.array(search.kept, np.int8)


class _Search:
    """The current choice, with its shingles counted against the true ones."""

    def __init__(self, words: list[list[str]], truth: Counter[Shingle]) -> None:
        self.words, self.truth = words, truth
        self.kept = [False] * len(words)
        self.found: Counter[Shingle] = Counter()
        self.size, self.hits, self.wanted = 0, 0, sum(truth.values())

    def start(self, known: set[str]) -> list[int]:
        """Keep what is mostly in the truth; return the runs worth a second look."""
        doubtful = []
        for at, words in enumerate(self.words):
            if not words:
                continue
            pieces = shingles(words)
            hit = (
                sum(piece in self.truth for piece in pieces) / len(pieces)
                if len(words) > _REACH
                else 0.0
            )
            shared = sum(word in known for word in words) / len(words)
            if len(words) >= 8 and hit >= 0.5:  # noqa: PLR2004
                self._turn(at)
            if self.kept[at] or hit > 0.2 or (len(words) < 40 and shared >= 0.5):  # noqa: PLR2004
                doubtful.append(at)
        return doubtful

    def improved(self, at: int) -> bool:
        """Turn a run round if that raises F1; tell whether it did."""
        before = self._score()
        self._turn(at)
        if self._score() > before + 1e-9:
            return True
        self._turn(at)
        return False

    def _score(self) -> float:
        return 2 * self.hits / (self.size + self.wanted) if self.size + self.wanted else 1.0

    def _turn(self, at: int) -> None:
        for piece in shingles(self._round(at)):
            self._drop(piece)
        self.kept[at] = not self.kept[at]
        for piece in shingles(self._round(at)):
            self._add(piece)

    def _round(self, at: int) -> list[str]:
        """Return a run's tokens, if kept, between those of the kept ones that shingles reach."""
        back: list[str] = []
        before = at - 1
        while before >= 0 and len(back) < _REACH:
            if self.kept[before]:
                back = self.words[before][-(_REACH - len(back)) :] + back
            before -= 1
        ahead: list[str] = []
        after = at + 1
        while after < len(self.words) and len(ahead) < _REACH:
            if self.kept[after]:
                ahead += self.words[after][: _REACH - len(ahead)]
            after += 1
        return [*back, *(self.words[at] if self.kept[at] else ()), *ahead]

    def _add(self, piece: Shingle) -> None:
        self.found[piece] += 1
        self.size += 1
        self.hits += self.found[piece] <= self.truth.get(piece, 0)

    def _drop(self, piece: Shingle) -> None:
        if self.found[piece] > 0:
            self.hits -= self.found[piece] <= self.truth.get(piece, 0)
            self.found[piece] -= 1
            self.size -= 1
