"""Where a run stands: its element, the boxes round it, its place on the page, its equals.

Each function returns one row of numbers a run, in one order for ever: a trained model knows them
by their column.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache, reduce
from operator import or_

import numpy as np

from articles.extract.runs import Box, Medium, Run
from articles.extract.signs import COLUMN, Matrix, spread
from articles.extract.words import LABELS

Rows = list[list[float]]

_TAGS = (
    "p li h1 h2 h3 h4 h5 h6 div td th figcaption blockquote dd dt pre section article button label"
).split()
_ABOVE = (
    "article main aside nav header footer form figure table ul ol blockquote section li td".split()
)
_LEVELS = 4
_NO_GAP = 999


@lru_cache(maxsize=4096)
def _label_bits(label: str) -> int:
    # No pattern spans white space, and most names are in many labels.
    return reduce(or_, map(_name_bits, label.split()), 0)


_name_bits = lru_cache(maxsize=16_384)(LABELS.bits)


def element_signs(runs: Sequence[Run]) -> Matrix:
    """Tell the elements that a run stands in, and what they are called."""
    read = _Elements()
    rows = np.array([read.row(run.box) for run in runs])
    tags, labels, numbers = rows[:, :2], rows[:, 2:5], rows[:, 5:]
    return np.hstack([
        spread(tags[:, 0], len(_TAGS)), spread(tags[:, 1], len(_ABOVE)),
        *(spread(labels[:, column], len(LABELS.names)) for column in range(3)), numbers,
    ]).astype(np.float32)  # fmt: skip


@lru_cache(maxsize=4096)
def _tags_round(tags: frozenset[str]) -> int:
    return sum(_ABOVE_BITS.get(tag, 0) for tag in tags)


class _Elements:
    """Reads each box of a page once, though many runs stand in it: its signs are bits."""

    def __init__(self) -> None:
        self._rows: dict[int, tuple[int, ...]] = {}
        self._labels: dict[int, int] = {}

    def row(self, box: Box) -> tuple[int, ...]:
        if id(box) not in self._rows:
            above = box.parent
            second = above.parent if above else None
            third = second.parent if second else None
            near = self._label(above) | self._label(second)
            self._rows[id(box)] = (
                _TAG_BITS.get(box.tag, 0), _tags_round(box.inside), _label_bits(box.label), near,
                self._labels_above(third), box.depth, box.hidden, box.linked,
            )  # fmt: skip
        return self._rows[id(box)]

    def _label(self, box: Box | None) -> int:
        return _label_bits(box.label) if box and box.label else 0

    def _labels_above(self, box: Box | None) -> int:
        # What the body is called tells of the page, not of a run.
        if box is None or box.parent is None:
            return 0
        if id(box) not in self._labels:
            self._labels[id(box)] = self._label(box) | self._labels_above(box.parent)
        return self._labels[id(box)]


def _bits(names: Sequence[str]) -> dict[str, int]:
    return {name: 1 << number for number, name in enumerate(names)}


_TAG_BITS, _ABOVE_BITS = _bits(_TAGS), _bits(_ABOVE)


def sum_up(runs: Sequence[Run], own: Matrix) -> None:
    """Fill in the sums of the boxes round the runs."""
    widths = own[:, COLUMN["width"]].astype(int).tolist()
    linked = (own[:, COLUMN["width"]] * own[:, COLUMN["link_share"]]).astype(int).tolist()
    prose = own[:, COLUMN["prose"]].astype(bool).tolist()
    boxes: dict[int, Box] = {}
    for at, run in enumerate(runs):
        box = run.box
        box.direct += 1
        box.runs += 1
        box.chars += widths[at]
        box.link_chars += linked[at]
        box.prose += widths[at] if prose[at] else 0
        for one in box.above():
            if id(one) in boxes:
                break
            boxes[id(one)] = one
    for box in sorted(boxes.values(), key=lambda one: -one.depth):
        if box.parent is not None:
            box.parent.runs += box.runs
            box.parent.chars += box.chars
            box.parent.link_chars += box.link_chars
            box.parent.prose += box.prose


def box_signs(runs: Sequence[Run], total: float) -> Rows:
    """Tell how much text, link and prose the four boxes round a run hold."""
    rows = {id(run.box): run.box for run in runs}
    known = {key: _box_row(box, total) for key, box in rows.items()}
    return [known[id(run.box)] for run in runs]


def _box_row(box: Box, total: float) -> list[float]:
    numbers: list[float] = []
    for _ in range(_LEVELS):
        chars = max(1, box.chars)
        numbers += (
            float(box.runs), float(box.chars), box.link_chars / chars, box.prose / chars,
            box.chars / total, box.chars / max(1, box.runs), float(box.direct),
        )  # fmt: skip
        box = box.parent or box
    return numbers


def positions(
    runs: Sequence[Run], own: Matrix, title_at: int | None, h1s: int, total: float
) -> Rows:
    """Tell a run's place on the page and its distance from the title."""
    width = own[:, COLUMN["width"]]
    before = (np.cumsum(width) - width) / total
    return [
        [
            float(at), at / len(runs), float(before[at]),
            float(title_at is not None and at > title_at),
            float(at - title_at) if title_at is not None else -float(_NO_GAP), float(h1s),
        ]
        for at in range(len(runs))
    ]  # fmt: skip


def signature(run: Run) -> tuple[str, str, str, str]:
    """Return what a run's element and the one round it are called: its equals have the same."""
    above = run.box.parent or run.box
    return run.box.tag, run.box.label, above.tag, above.label


def equals(runs: Sequence[Run], own: Matrix) -> Rows:
    """Tell how many runs are marked up the same, what they hold, and how often the text repeats."""
    groups: dict[tuple[str, str, str, str], list[float]] = {}
    for run, row in zip(runs, own, strict=True):
        group = groups.setdefault(signature(run), [0.0, 0.0, 0.0, 0.0])
        width = float(row[COLUMN["width"]])
        group[0] += 1
        group[1] += width
        group[2] += width * float(row[COLUMN["link_share"]])
        group[3] += float(row[COLUMN["prose"]])
    texts = Counter(run.text for run in runs)
    rows = []
    for run in runs:
        count, width, linked, prose = groups[signature(run)]
        rows.append(
            [count, width / count, linked / max(1.0, width), prose / count, float(texts[run.text])]
        )
    return rows


def gaps(flags: Sequence[bool]) -> list[float]:
    """Return, for each place, how many places back the last flag stands."""
    found, gap = [], _NO_GAP
    for flag in flags:
        found.append(float(min(gap, _NO_GAP)))
        gap = 0 if flag else gap + 1
    return found


def prose_round(own: Matrix) -> Rows:
    """Tell how much prose stands before and after a run, and how near."""
    prose = [bool(one) for one in own[:, COLUMN["prose"]]]
    before = np.cumsum(prose) - prose
    back, ahead = gaps(prose), gaps(prose[::-1])[::-1]
    total = float(sum(prose))
    return [
        [float(before[at]), total - float(before[at]), back[at], ahead[at]]
        for at in range(len(prose))
    ]


def page_signs(runs: Sequence[Run], own: Matrix, media: Sequence[Medium], total: float) -> Rows:
    """Tell how long and full of links the page is, and what images and headings are near a run."""
    width = own[:, COLUMN["width"]]
    prose = float((width * own[:, COLUMN["prose"]]).sum()) / total
    linked = float((width * own[:, COLUMN["link_share"]]).sum()) / total
    near = Counter(one.position for one in media)
    rows, heading_at, heading_width = [], -1, 0.0
    for at, run in enumerate(runs):
        if run.box.tag in {"h2", "h3", "h4"}:
            heading_at, heading_width = at, float(width[at])
        rows.append([
            float(len(runs)), total, prose, linked, float(near[at] + near[at + 1]),
            heading_width, float(at - heading_at) if heading_at >= 0 else -1.0,
        ])  # fmt: skip
    return rows
