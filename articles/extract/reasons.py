"""Why a likely run was left out, or an unlikely one kept: the rules that overrule the models."""

from __future__ import annotations

from collections.abc import Sequence

from articles.extract.clutter import is_clutter, stands_in_caption
from articles.extract.features import sizes
from articles.extract.following import of_other_articles
from articles.extract.heads import under_another_head
from articles.extract.judge import settled
from articles.extract.runs import Run
from articles.extract.signs import Flags, Matrix
from articles.extract.trees import best_choice

OTHER_ARTICLE = "in another article"
OTHER_HEAD = "under another article's title"
WHOLE = "with its table or its list"
LINE = "a line beside the text"
HIDDEN = "hidden"
CAPTION = "a caption"
TWICE = "said again in paragraphs"


def reasons(
    runs: Sequence[Run], rows: Matrix, probable: Matrix, kept: Sequence[bool]
) -> tuple[str, ...]:
    """Return for each run the rule that decided on it; "" where its own probability did.

    ``rows`` describe the runs, and ``kept`` is what ``judge.chosen`` made of ``probable``.
    """
    apart, below = of_other_articles(runs, rows), under_another_head(runs, rows)
    picked, expected = best_choice(settled(runs, rows, probable), sizes(rows))
    likely = probable > expected / 2  # what raises the expected F1 further
    return tuple(
        "" if keep == good else OTHER_ARTICLE if aside else OTHER_HEAD if under
        else WHOLE if keep or not pick else _taken_out(run)
        for run, keep, good, pick, aside, under in zip(
            runs, kept, _flags(likely), _flags(picked), _flags(apart), _flags(below), strict=True
        )
    )  # fmt: skip


def _flags(column: Flags) -> list[bool]:
    flags: list[bool] = column.tolist()
    return flags


def _taken_out(run: Run) -> str:
    if is_clutter(run):
        return LINE
    if run.box.hidden:
        return HIDDEN
    return CAPTION if stands_in_caption(run) else TWICE
