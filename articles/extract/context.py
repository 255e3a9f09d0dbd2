"""What a first judgement of all runs adds to each, and what other extractors kept of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from articles.extract.runs import Run
from articles.extract.signs import MOST_CHARS, Matrix, fold, overlap

_CERTAIN = 9.21
"""Log-odds of one in ten thousand: what a first judgement is surer of counts no more."""


def in_light_of(rows: Matrix, first: Matrix) -> Matrix:
    """Add a first judgement, in log-odds, to the runs' rows."""
    odds = np.clip(first, -_CERTAIN, _CERTAIN).reshape(-1, 1)
    return np.hstack([rows, odds]).astype(np.float32)


def attested(runs: Sequence[Run], texts: Sequence[str]) -> Matrix:
    """Return the share of each run that each of some other extractors' texts holds."""
    folded = [fold(text) for text in texts]
    own = [fold(run.text[:MOST_CHARS]) for run in runs]
    shares = [[overlap(one, text) for text in folded] for one in own]
    return np.array(shares, np.float32).reshape(len(runs), len(texts))
