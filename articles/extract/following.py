"""Where one article ends and others begin: the core of a page, and what follows its title.

Endless pages and news lists carry several articles in the same markup; only the order, the titles,
dates and bylines between them, and the words of the title tell which is the one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from articles.extract.places import Rows
from articles.extract.runs import Box, Run
from articles.extract.signs import COLUMN, MOST_CHARS, Flags, Matrix, shared

_LONG = 300
"""Width of prose that makes a part of a page an article of its own."""
_SHORT = 120
_GOOD = 0.85

Order = tuple[float, float, float]
"""A part's place among its equals, how many they are, and its share of their prose."""
_ALONE: Order = (0.0, 1.0, 1.0)


def headings_at(runs: Sequence[Run]) -> list[int]:
    """Return the runs that stand in an ``h1``."""
    return [at for at, run in enumerate(runs) if "h1" in run.box.inside]


def title_at(own: Matrix, headings: Sequence[int]) -> int | None:
    """Return the run that is the article's title: the heading that the page's claims back, or."""
    backed = [at for at in headings if own[at, COLUMN["title_in"]] or own[at, COLUMN["in_title"]]]
    titles = [at for at in range(len(own)) if own[at, COLUMN["title_in"]]]
    return next(iter(backed or titles or headings), None)


def core_signs(runs: Sequence[Run], total: float) -> Rows:
    """Tell how far a run stands from the box that holds most of the page's prose, densest."""
    core = _core(runs)
    if core is None:
        return [[0.0, -1.0, 0.0, -1.0]] * len(runs)
    known = {id(box): (0.0, box) for box in core.above()}
    rows: dict[int, list[float]] = {}
    for run in runs:
        if id(run.box) not in rows:
            up, box = _meeting(run.box, known)
            rows[id(run.box)] = [
                float(box is core), up, box.prose / total, float(core.depth - box.depth),
            ]  # fmt: skip
    return [rows[id(run.box)] for run in runs]


def _meeting(box: Box, known: dict[int, tuple[float, Box]]) -> tuple[float, Box]:
    """Return how far up a box meets those round the core, which are known, and which it meets."""
    if id(box) not in known:
        assert box.parent is not None  # noqa: S101 - the body is round everything
        up, met = _meeting(box.parent, known)
        known[id(box)] = up + 1, met
    return known[id(box)]


def _core(runs: Sequence[Run]) -> Box | None:
    scores: dict[int, tuple[float, Box]] = {}
    for run in runs:
        for box in (run.box.parent or run.box).above():
            if id(box) in scores:
                break
            scores[id(box)] = (_score(box), box)
    best = max((score for score, _ in scores.values()), default=0.0)
    good = [box for score, box in scores.values() if score and score >= _GOOD * best]
    return max(good, key=lambda box: box.depth, default=None)


def _score(box: Box) -> float:
    share = 1 - box.link_chars / max(1, box.chars)
    return box.prose * share * share / (1 + (box.chars - box.prose) / 2_500)


def following_signs(
    runs: Sequence[Run], own: Matrix, title: int | None, headings: list[int]
) -> Rows:
    """Tell what stands between the title and each run: other articles, headings, dates, bylines."""
    orders, outer = _orders(runs)
    mine = outer[title] if title is not None else None
    articles = {one: number for number, one in enumerate(dict.fromkeys(filter(None, outer)))}
    between = _between(own, title, headings)
    known: dict[int, Order] = {}
    rows = []
    for at, run in enumerate(runs):
        one = outer[at]
        rows.append([
            *_order(run.box, orders, known),
            float(articles[one]) if one else -1.0, float(len(articles)),
            float(one == mine) if mine else -1.0, *between[at],
        ])  # fmt: skip
    return rows


def of_other_articles(runs: Sequence[Run], own: Matrix) -> Flags:
    """Tell which runs stand in an ``article`` that is not the title's, and is one like it.

    It is like it if it is called the same, or has an ``h1`` of its own. ``runs`` must be summed up.
    """
    if not _several_articles(runs):
        return np.zeros(len(runs), np.bool_)
    headings = headings_at(runs)
    title = title_at(own, headings)
    articles = _orders(runs)[1]
    if title is None or not articles[title]:
        return np.zeros(len(runs), np.bool_)
    mine = articles[title]
    others = set(articles) - {0, mine}
    if others:
        boxes = {id(box): box for run in runs for box in run.box.above()}
        headed = {articles[at] for at in headings}
        alike = {one for one in others if boxes[one].label == boxes[mine].label}
        others &= headed | alike
    return np.array([one in others for one in articles], np.bool_)


def _several_articles(runs: Sequence[Run]) -> bool:
    known: set[int] = set()
    articles = 0
    for run in runs:
        for box in run.box.above():
            if id(box) in known:
                break
            known.add(id(box))
            articles += box.tag == "article"
    return articles > 1


def _order(box: Box, orders: dict[int, Order], known: dict[int, Order]) -> Order:
    """Return the order of the part round a box that has most equals, the innermost of several."""
    if id(box) not in known:
        around = _order(box.parent, orders, known) if box.parent else _ALONE
        own = orders.get(id(box), _ALONE)
        known[id(box)] = own if own[1] > 1 and own[1] >= around[1] else around
    return known[id(box)]


def _between(own: Matrix, title: int | None, headings: list[int]) -> Rows:
    short = own[:, COLUMN["width"]] < _SHORT
    marks = np.zeros((len(own), 3), np.float32)
    marks[headings, 0] = 1
    marks[:, 1] = own[:, COLUMN["line_date"]] * short
    marks[:, 2] = own[:, COLUMN["line_byline"]] * short
    counted = np.cumsum(marks, axis=0)
    return [
        [float(one) for one in row]
        for row in np.abs(counted - (counted[title] if title is not None else 0))
    ]


def _orders(runs: Sequence[Run]) -> tuple[dict[int, Order], list[int]]:
    """Return each long part's place among its equals, and each run's outermost article or 0."""
    groups: dict[tuple[int, str, str], list[Box]] = {}
    articles: dict[int, int] = {}
    outer = []
    for run in runs:
        new = []
        for box in run.box.above():
            if id(box) in articles:
                break
            new.append(box)
        for box in reversed(new):
            around = articles.get(id(box.parent), 0)
            articles[id(box)] = around or (
                id(box) if box.tag == "article" and box.prose >= _LONG else 0
            )
            if box.prose >= _LONG and box.runs > 2:  # noqa: PLR2004 - a heading and two more
                groups.setdefault((id(box.parent), box.tag, box.label), []).append(box)
        outer.append(articles[id(run.box)])
    orders: dict[int, Order] = {}
    for boxes in groups.values():
        total = sum(box.prose for box in boxes)
        for order, box in enumerate(boxes):
            orders[id(box)] = (float(order), float(len(boxes)), box.prose / total)
    return orders, outer


def topics(runs: Sequence[Run], words: frozenset[str]) -> Rows:
    """Tell the share of the title's words in each run, and in the part it stands in."""
    if not words:
        return [[-1.0, -1.0]] * len(runs)
    found = [shared(run.text[:MOST_CHARS], words) for run in runs]
    homes = [id(_home(run.box)) for run in runs]
    parts: dict[int, set[str]] = {}
    for home, one in zip(homes, found, strict=True):
        parts.setdefault(home, set()).update(one)
    return [
        [len(one) / len(words), len(parts[home]) / len(words)]
        for home, one in zip(homes, found, strict=True)
    ]


def _home(box: Box) -> Box:
    """Return the smallest box round a run that holds a long text."""
    return next((one for one in box.above() if one.prose >= _LONG), box)
