"""Pages on which other articles follow the first, made of the sets' own pages, to train on.

Endless pages and pages of "more stories" carry articles that look like the first; few of the sets'
pages do, and a model that has seen few keeps them. So whole articles, or their beginnings, of other
pages are put behind a page's own, in its own container's markup or in another; what is true of the
page stays as it was.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape

import numpy as np

from articles.extract.cutting import cut_out
from articles.extract.item import marked_page
from articles.extract.runs import Box, Run, read_runs
from articles.types import Rejection
from benchmarks.labels import labels
from benchmarks.sets import Case

_MOST = 3
_BEGINNINGS = 0.4
"""The share of pages that are followed by beginnings of articles instead of whole ones."""
_PARAGRAPH = re.compile(r"<p\b.*?</p>", re.DOTALL)
_LONGEST = 60_000
_OUTER = 0.4
"""The share of pages on which the others stand one level further out than the article's runs."""
_NAMED = ("more-stories", "related", "recommend-content", "next-article", "post", "")


@dataclass(frozen=True, slots=True)
class Piece:
    """A page's own article: its title and its markup."""

    title: str
    markup: str


def piece_of(case: Case) -> Piece | None:
    """Cut the article out of a page, as its truth tells it; None if there is no cutting it."""
    page = marked_page(case.page)
    if isinstance(page, Rejection):
        return None
    found = read_runs(page.tree)
    heading = page.tree.css_first("h1")
    title = case.truth.get("title") or (heading.text(deep=True).strip() if heading else "")
    kept = labels([run.text for run in found.runs], str(case.truth["body"]))
    markup = cut_out(page, found, [bool(one) for one in kept])
    return Piece(str(title), markup) if markup and len(markup) < _LONGEST else None


def followed(case: Case, pieces: Sequence[Piece], random: np.random.Generator) -> Case | None:
    """Return the page with some other articles behind its own; None if it has no place for them."""
    page = marked_page(case.page)
    if isinstance(page, Rejection) or not pieces:
        return None
    runs = read_runs(page.tree).runs
    kept = labels([run.text for run in runs], str(case.truth["body"]))
    box = _container([run for run, keep in zip(runs, kept, strict=True) if keep])
    if box is not None and box.parent is not None and random.random() < _OUTER:
        box = box.parent
    span = page.span(box.node) if box is not None and box.parent is not None else None
    if box is None or span is None:
        return None
    number = min(len(pieces), int(random.integers(1, _MOST + 1)))
    chosen = random.choice(len(pieces), number, replace=False)
    others = _markup([pieces[int(at)] for at in chosen], box, random)
    text = f"{page.text[: span.end]}{others}{page.text[span.end :]}"
    body = replace(case.page, body=text.encode("utf-8", "replace"), encoding="utf-8")
    return replace(case, name=f"{case.name}, followed", page=body)


def _container(runs: Sequence[Run]) -> Box | None:
    if not runs:
        return None
    around = [list(run.box.above()) for run in runs]
    shared = set.intersection(*({id(box) for box in boxes} for boxes in around))
    return next((box for box in around[0] if id(box) in shared), None)


def _markup(pieces: Sequence[Piece], box: Box, random: np.random.Generator) -> str:
    beginnings = random.random() < _BEGINNINGS
    tag = box.tag if random.random() < 0.5 else "div"  # noqa: PLR2004 - one half
    name = (box.node.attributes.get("class") or "") if random.random() < 0.5 else ""  # noqa: PLR2004
    name = name or str(random.choice(_NAMED))
    level = str(random.choice(["h1", "h2", "h3"]))
    linked = random.random() < 0.5  # noqa: PLR2004
    return "\n".join(
        f'<{tag} class="{escape(name)}">{_heading(one.title, level, linked=linked)}'
        f"{_beginning(one.markup) if beginnings else one.markup}</{tag}>"
        for one in pieces
    )


def _heading(title: str, level: str, *, linked: bool) -> str:
    told = f'<a href="/other">{escape(title)}</a>' if linked else escape(title)
    return f"<{level}>{told}</{level}>" if title else ""


def _beginning(markup: str) -> str:
    return "".join(_PARAGRAPH.findall(markup)[:2]) or markup
