"""One page → one ArticleItem. Each field: the source's rule, else the page's own claim."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from selectolax.lexbor import LexborNode

from articles.extract.body import body_by_rules
from articles.extract.bylines import byline_of
from articles.extract.charset import decode
from articles.extract.structured import claims
from articles.html.depth import DEEPEST, depth
from articles.html.images import real_source
from articles.html.page import MarkedPage
from articles.html.text import plain_text
from articles.html.tokens import tokens
from articles.types import ArticleItem, ExtractRules, FetchedPage, Rejection, RejectReason

_HTML_TYPES = ("text/html", "application/xhtml+xml", "")
_NATURAL_BODY = ('[itemprop="articleBody"]', "article")
"""Where a page without rules says itself that its text is."""


def extract(page: FetchedPage, rules: ExtractRules) -> ArticleItem | Rejection:
    """Read a page. Rejects what is no HTML or nests too deep; judges nothing else."""
    if page.content_type.partition(";")[0].strip().lower() not in _HTML_TYPES:
        return Rejection(page.url, RejectReason.NOT_HTML, f"it is {page.content_type[:80]}")
    text = decode(page)
    markup = list(tokens(text))
    if (nesting := depth(markup)) > DEEPEST:
        return Rejection(page.url, RejectReason.TOO_DEEP, f"it nests {nesting} elements deep")
    return _item(page, MarkedPage(text, markup), rules)


def _item(page: FetchedPage, marked: MarkedPage, rules: ExtractRules) -> ArticleItem:
    said = claims(marked.tree)
    head = ArticleItem(
        url=page.final_url,
        canonical_url=said.canonical_url,
        title=_chosen(marked, rules.title) or said.title or _heading(marked),
        byline=_chosen(marked, rules.byline) or said.byline,
        origin=_chosen(marked, rules.origin),
        published=_chosen(marked, rules.published) or said.published,
        updated=_chosen(marked, rules.updated) or said.updated,
        lead_image=_lead_image(marked, rules.image) or said.image,
        language=said.language,
        section=said.section,
        keywords=said.keywords,
        description=said.description,
    )
    # The body comes last: it takes what the rules remove out of the tree.
    body = body_by_rules(marked, rules if rules.body else _naturally(marked, rules))
    return head if body is None else with_body(head, body)


def with_body(head: ArticleItem, body: str) -> ArticleItem:
    """Return an item with its body, and what can be told from that: images and journalist."""
    return replace(
        head,
        byline=head.byline or byline_of(plain_text(body)),
        body_html=body,
        images=tuple(dict.fromkeys(_images(body))),
    )


def _naturally(marked: MarkedPage, rules: ExtractRules) -> ExtractRules:
    named = next((selector for selector in _NATURAL_BODY if marked.select(selector)), None)
    return replace(rules, body=(named,) if named else ())


def _chosen(marked: MarkedPage, selector: str | None) -> str | None:
    if selector is None:
        return None
    found = (_line(node) for node in marked.select(selector))
    return next((line for line in found if line), None)


def _heading(marked: MarkedPage) -> str | None:
    return _chosen(marked, "h1") or _chosen(marked, "title")


def _line(node: LexborNode) -> str:
    written = node.attributes.get("datetime") or node.attributes.get("content")
    return " ".join((written or node.text(deep=True)).split())


def _lead_image(marked: MarkedPage, selector: str | None) -> str | None:
    nodes = marked.select(selector) if selector else []
    sources = (_source(node) or node.attributes.get("content") for node in nodes)
    return next((source for source in sources if source), None)


def _source(node: LexborNode) -> str | None:
    return real_source({name: value or "" for name, value in node.attributes.items()})


def _images(body: str) -> Iterator[str]:
    page = MarkedPage(body)
    for node in page.select("img"):
        if source := _source(node):
            yield source
