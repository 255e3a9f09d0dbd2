"""A page's numbers as they would be in another script, to train on more languages than are there.

Most pages of the sets are in the Latin script. What tells their articles should not hang on capital
letters, on words between spaces, or on lines that begin with *read also*: so each is also trained
on as if it were written without capitals (as Arabic and Hindi are) or without spaces and in wide
characters (as Chinese and Japanese), in a language whose usual lines nobody has listed.
"""

from __future__ import annotations

import numpy as np

from articles.extract.signs import COLUMN
from articles.extract.words import LINES

WEIGHT = 0.8
"""What a run of a variant counts for, beside the run itself."""
_SHARE = 0.5
_WIDE_SHARE = 0.6
_FORGOTTEN = 0.6
"""The share of the patterns of lines that a variant's language is not known to have."""
_MOSTLY_WIDE = 0.2
_PER_CHARACTER = 2.4
"""Letters that say as much as one wide character."""
_WORDS = 15
_DIGITS = 1.8
_CAPITALS = 0.1
_OF_ALL_SCRIPTS = frozenset(
    {"end", "ask_mark", "quote", "bullet", "colon", "address", "ellipsis", "date"}
)
_OF_A_LANGUAGE = [COLUMN[f"line_{name}"] for name in LINES.names if name not in _OF_ALL_SCRIPTS]


def variant(page: np.ndarray, rows: np.ndarray, random: np.random.Generator) -> np.ndarray | None:
    """Return some rows of a page in another script; None for the share that gets no variant.

    ``page`` holds all rows of the page, by which its script is told.
    """
    wide = np.average(page[:, COLUMN["wide"]], weights=page[:, COLUMN["width"]]) > _MOSTLY_WIDE
    if wide or random.random() > _SHARE:
        return None
    changed = rows.copy()
    changed[:, COLUMN["capital"]] = 0
    changed[:, COLUMN["upper"]] *= _CAPITALS
    if random.random() < _WIDE_SHARE:
        _widen(changed, random)
    changed[:, [one for one in _OF_A_LANGUAGE if random.random() < _FORGOTTEN]] = 0
    return changed


def _widen(rows: np.ndarray, random: np.random.Generator) -> None:
    chars = np.maximum(1, np.round(rows[:, COLUMN["width"]] / _PER_CHARACTER))
    words = np.maximum(1, np.round(rows[:, COLUMN["words"]] / _WORDS))
    rows[:, COLUMN["chars"]], rows[:, COLUMN["words"]] = chars, words
    rows[:, COLUMN["word_length"]] = chars / words
    rows[:, COLUMN["wide"]] = random.uniform(0.75, 0.95, len(rows))
    rows[:, COLUMN["digits"]] *= _DIGITS
