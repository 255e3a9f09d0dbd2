"""Where a further article begins that no element sets apart: at a second head like the page's own.

A head is a title, and just below it the line that dates the article. Endless pages and portals put
the next article under the one that was asked for, in the same box and the same markup; what
follows such a head reads as a text of its own, and by each of its runs looks like the article.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from articles.extract.following import headings_at, title_at
from articles.extract.runs import Box, Run
from articles.extract.signs import COLUMN, Flags, Matrix, fold

_HEAD = 12
"""Runs below a title among which its date stands: name, portrait, buttons and counts come first."""
_LINE = 120
"""Width from which a run that holds a date is a sentence, not a dateline."""


def under_another_head(runs: Sequence[Run], own: Matrix) -> Flags:
    """Tell which runs stand under the dated title of another article, to the end of the page.

    It is one if it is marked up as the page's title is, says something else, and there is text
    between the two. None is told on a page whose own title is no ``h1`` or is not dated: ``h2`` and
    what is not dated head the parts of one article.
    """
    below = np.zeros(len(runs), np.bool_)
    headings = headings_at(runs)
    if len(headings) < 2:  # noqa: PLR2004 - most pages have one title
        return below
    title = title_at(own, headings)
    if title is None or title not in headings:
        return below
    dated = np.flatnonzero(own[:, COLUMN["line_date"]] * (own[:, COLUMN["width"]] < _LINE))
    for at in headings:
        if at > title and _is_like(runs[title], runs[at]) and _is_dated(at, dated):
            below[at:] = _is_dated(title, dated[dated < at]) and _has_text(own, title, at)
            break
    return below


def _is_like(mine: Run, other: Run) -> bool:
    own, further = _heading(mine), _heading(other)
    # A title may hold a button, as a run of its own.
    return further is not own and further.label == own.label and fold(mine.text) != fold(other.text)


def _heading(run: Run) -> Box:
    return next(box for box in run.box.above() if box.tag == "h1")


def _is_dated(title: int, dated: np.ndarray) -> bool:
    return bool(((dated > title) & (dated <= title + _HEAD)).any())


def _has_text(own: Matrix, title: int, end: int) -> bool:
    return bool(own[title + 1 : end, COLUMN["prose"]].any())
