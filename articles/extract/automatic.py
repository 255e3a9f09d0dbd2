"""A page without body rules → its article: markup, text, and why.

runs of text → judged → cut out of the page's own markup
             └ next to nothing there: the text that the page carries as data
"""

from __future__ import annotations

from dataclasses import dataclass

from articles.extract.cutting import cut_out, text_of_runs
from articles.extract.embedded import embedded_body
from articles.extract.judge import Judgement, judge
from articles.extract.runs import Runs, read_runs
from articles.extract.signs import WIDE, Told, fold, telling
from articles.extract.structured import Statements, text_of
from articles.extract.witnesses import heard
from articles.html.page import MarkedPage
from articles.html.text import plain_text
from articles.types import Provenance

_SHORTEST = 60
"""Characters (a wide one counts two and a half) below which a choice is no article."""
_THIN = 400
"""A text this short is compared with what the page carries as data."""
_LONGER = 3
"""So many times as long the embedded text must be to take the place of the shown one."""
_EMBEDDED = 0.6
"""Never trusted more than this: an embedded text may be another article, a teaser or a cut."""


@dataclass(frozen=True, slots=True)
class AutomaticBody:
    """The body that was chosen, where it stood, how sure that is (0 to 1), and the judgement."""

    html: str
    text: str
    provenance: Provenance
    confidence: float
    judgement: Judgement


def told_by(found: Statements, window_title: str | None) -> Told:
    """Return what the page claims of its text, folded for comparison with its runs."""
    title = text_of(found.linked.get("headline")) or found.said("og:title", "twitter:title")
    description = text_of(found.linked.get("description")) or found.said(
        "og:description", "description"
    )
    body = max(
        (text_of(one.get("articleBody")) or "" for one in (found.linked, *found.things)), key=len
    )
    return Told(
        fold(title or ""), fold(description or ""), fold(body), telling(title or window_title or "")
    )


@dataclass(frozen=True, slots=True)
class Survey:
    """A page's runs, what it claims of them, and the judgement: read before the tree is used up."""

    found: Runs
    told: Told
    judgement: Judgement
    text: str


def survey(page: MarkedPage, found: Statements) -> Survey:
    """Read and judge the runs of a page. Changes nothing of its tree."""
    window = page.tree.css_first("title")
    told = told_by(found, window.text(deep=True) if window is not None else None)
    runs = read_runs(page.tree)
    judgement = judge(runs, told, lambda: heard(page))
    return Survey(runs, told, judgement, text_of_runs(runs.runs, judgement.kept))


def automatic_body(page: MarkedPage, seen: Survey, found: Statements) -> AutomaticBody | None:
    """Choose the body of a page; None if it holds no text of an article's length.

    Uses up the page's tree: fields are read before.
    """
    width = _width(seen.text)
    if width < _THIN and (embedded := embedded_body(page.tree, found)):
        markup, provenance = embedded
        shown = plain_text(markup)
        if _width(shown) > max(_SHORTEST, _LONGER * width):
            return _from_data(markup, shown, provenance, seen)
    if width < _SHORTEST or (html := cut_out(page, seen.found, seen.judgement.kept)) is None:
        return None
    judgement = seen.judgement
    return AutomaticBody(html, seen.text, Provenance.AUTOMATIC, judgement.confidence, judgement)


def _from_data(markup: str, shown: str, provenance: Provenance, outer: Survey) -> AutomaticBody:
    """Judge embedded markup as a page of its own: it too holds credits and teasers."""
    page = MarkedPage(markup)
    runs = read_runs(page.tree)
    judgement = judge(runs, outer.told, lambda: heard(page))
    text = text_of_runs(runs.runs, judgement.kept)
    if _width(text) >= _width(shown) / 2 and (html := cut_out(page, runs, judgement.kept)):
        return AutomaticBody(
            html, text, provenance, min(_EMBEDDED, judgement.confidence), judgement
        )
    return AutomaticBody(markup, shown, provenance, _EMBEDDED, outer.judgement)


def _width(text: str) -> float:
    return len(text) + 1.5 * len(WIDE.findall(text))
