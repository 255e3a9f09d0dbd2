"""One page → one ArticleItem. Each field: the source's rule, else what the page tells.

With a rule for the body, the page's claims are taken as they are and no library is asked. Without,
the body is chosen automatically and the other fields are weighed (see ``automatic``, ``fields``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles.extract.body import body_by_rules
from articles.extract.bylines import byline_of
from articles.extract.charset import decode
from articles.extract.fields import Fields, PageText, lines_of, plain, shown_date, weighed
from articles.extract.structured import Claims, Statements, claims_of, statements
from articles.html.counted import CountedPage, DisorderError
from articles.html.depth import unsafe_to_parse
from articles.html.images import real_source
from articles.html.page import MarkedPage, ParsedPage
from articles.html.text import plain_text
from articles.html.tokens import tokens
from articles.types import (
    ArticleItem,
    ExtractRules,
    FetchedPage,
    Provenance,
    Rejection,
    RejectReason,
)

_HTML_TYPES = ("text/html", "application/xhtml+xml", "")
_NATURAL_BODY = ('[itemprop="articleBody"]', "article")
"""Where a page says itself that its text is: the last resort, when it holds too little to judge."""
_UNJUDGED = 0.3
_SURE_ENOUGH = 0.6
"""What a body found in place of a rule's must be expected to be worth (F1)."""
_TELLING = ("title", "published")
"""Fields that every page of a source has: when their rule matches nothing, something is wrong."""


def extract(page: FetchedPage, rules: ExtractRules) -> ArticleItem | Rejection:
    """Read a page. Rejects what is no HTML or nests too deep; judges nothing else.

    Where no rule for the body matches, the body is chosen automatically, if that is sure enough.
    """
    if rules.body:
        ruled = extract_by_rules(page, rules)
        if isinstance(ruled, Rejection) or ruled.body_html is not None:
            return ruled
    marked = marked_page(page)
    if isinstance(marked, Rejection):
        return marked
    found = statements(marked.tree)
    fields = _by_rules(marked, rules)
    item = _automatic(page, marked, rules, fields, found)
    return _instead_of_rules(item) if rules.body else item


def extract_by_rules(page: FetchedPage, rules: ExtractRules) -> ArticleItem | Rejection:
    """Read a page by the rules for its body; without a body if they match nothing."""
    text = _text(page)
    if isinstance(text, Rejection):
        return text
    if why := unsafe_to_parse(text):
        return _too_deep(page, why)
    try:
        return _ruled(page, CountedPage(text), rules)
    except DisorderError:
        return _ruled(page, MarkedPage(text), rules)


def _instead_of_rules(item: ArticleItem) -> ArticleItem:
    """Note that no rule for the body matched; a body in doubt is none then.

    Such a page may be of another kind: a site has pages of pictures, films and topics too.
    """
    item = replace(item, missed=("body", *item.missed))
    if (item.confidence or 0) >= _SURE_ENOUGH:
        return item
    return replace(item, body_html=None, body_text=None, confidence=None, images=())


def marked_page(page: FetchedPage) -> MarkedPage | Rejection:
    """Decode and parse a page; reject what is no HTML or nests deeper than is safe to parse."""
    text = _text(page)
    if isinstance(text, Rejection):
        return text
    markup = list(tokens(text))
    if why := unsafe_to_parse(text, markup):
        return _too_deep(page, why)
    return MarkedPage(text, markup)


def _text(page: FetchedPage) -> str | Rejection:
    if page.content_type.partition(";")[0].strip().lower() not in _HTML_TYPES:
        return Rejection(page.url, RejectReason.NOT_HTML, f"it is {page.content_type[:80]}")
    return decode(page)


def _too_deep(page: FetchedPage, why: str) -> Rejection:
    return Rejection(page.url, RejectReason.TOO_DEEP, f"it {why}")


def _by_rules(marked: ParsedPage, rules: ExtractRules) -> Fields:
    fields = Fields()
    for name in ("title", "byline", "origin", "published", "updated"):
        if text := _chosen(marked, getattr(rules, name)):
            fields.add(name, (text, Provenance.RULE))
        elif name in _TELLING and getattr(rules, name):
            fields.missed.append(name)
    if image := _lead_image(marked, rules.image):
        fields.add("lead_image", (image, Provenance.RULE))
    return fields


def _ruled(page: FetchedPage, marked: ParsedPage, rules: ExtractRules) -> ArticleItem:
    fields, found = _by_rules(marked, rules), statements(marked.tree)
    said = claims_of(found)
    for name in ("title", "byline", "published", "updated", "language"):
        if text := getattr(said, name):
            fields.add(name, (text, _stood(name, found)))
    if said.image:
        fields.add("lead_image", (said.image, _stood("image", found)))
    if heading := _heading(marked):
        fields.add("title", (heading, Provenance.MARKUP))
    if "published" in fields.missed and "published" not in fields.read:
        fields.add("published", shown_date(found, marked.tree, page))
    plain(fields, found, said)
    # The body comes last: it takes what the rules remove out of the tree.
    body = body_by_rules(marked, rules)
    if body is not None:
        if line := byline_of(plain_text(body)):
            fields.add("byline", (line, Provenance.TEXT))
        fields.add("body_html", (body, Provenance.RULE))
    return _item(page, fields, said)


_LINKED = {
    "title": "headline",
    "byline": "author",
    "published": "datePublished",
    "updated": "dateModified",
}


def _stood(name: str, found: Statements) -> Provenance:
    if name == "language":
        return Provenance.MARKUP
    if name == "image":
        return Provenance.META if found.said("og:image") else Provenance.JSON_LD
    return Provenance.JSON_LD if found.linked.get(_LINKED[name]) else Provenance.META


def _automatic(
    page: FetchedPage, marked: MarkedPage, rules: ExtractRules, fields: Fields, found: Statements
) -> ArticleItem:
    from articles.extract.automatic import automatic_body, survey  # noqa: PLC0415 - heavy
    from articles.extract.cutting import shown_images  # noqa: PLC0415 - the same

    said = claims_of(found)
    seen = survey(marked, found)
    kept = seen.judgement.kept
    weighed(
        fields, marked.tree, found, said,
        PageText(
            page.final_url, marked.text, page.fetched_at, seen.text,
            lines_of(seen.found.runs, kept),
            shown_images(seen.found, kept),
        ),
    )  # fmt: skip
    chosen = automatic_body(marked, seen, found)
    if chosen is None:
        natural = body_by_rules(marked, _naturally(marked, rules))
        if natural is not None:
            fields.add("body_html", (natural, Provenance.MARKUP))
        confidence = None if natural is None else _UNJUDGED
        return replace(
            _item(page, fields, said),
            confidence=confidence,
            failures=_failures(fields, seen.judgement.failures),
        )
    fields.add("body_html", (chosen.html, chosen.provenance))
    return replace(
        _item(page, fields, said),
        body_text=chosen.text,
        confidence=round(chosen.confidence, 3),
        failures=_failures(fields, chosen.judgement.failures),
    )


def _failures(fields: Fields, judged: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*judged, *fields.failures)))


def _item(page: FetchedPage, fields: Fields, said: Claims) -> ArticleItem:
    values: dict[str, Any] = {name: value for name, (value, _) in fields.read.items()}
    body = values.get("body_html")
    return ArticleItem(
        url=page.final_url,
        canonical_url=said.canonical_url,
        images=tuple(dict.fromkeys(_images(body))) if body else (),
        keywords=said.keywords,
        provenance=tuple((name, where) for name, (_, where) in fields.read.items()),
        missed=tuple(fields.missed),
        **values,
    )


def with_body(head: ArticleItem, body: str) -> ArticleItem:
    """Return an item with its body, and what can be told from that: images and journalist."""
    return replace(
        head,
        byline=head.byline or byline_of(plain_text(body)),
        body_html=body,
        images=tuple(dict.fromkeys(_images(body))),
    )


def _naturally(marked: ParsedPage, rules: ExtractRules) -> ExtractRules:
    named = next((selector for selector in _NATURAL_BODY if marked.select(selector)), None)
    return replace(rules, body=(named,) if named else ())


def _chosen(marked: ParsedPage, selector: str | None) -> str | None:
    if selector is None:
        return None
    found = (_line(node) for node in marked.select(selector))
    return next((line for line in found if line), None)


def _heading(marked: ParsedPage) -> str | None:
    return _chosen(marked, "h1") or _chosen(marked, "title")


def _line(node: LexborNode) -> str:
    written = node.attributes.get("datetime") or node.attributes.get("content")
    return " ".join((written or node.text(deep=True)).split())


def _lead_image(marked: ParsedPage, selector: str | None) -> str | None:
    nodes = marked.select(selector) if selector else []
    sources = (_source(node) or node.attributes.get("content") for node in nodes)
    return next((source for source in sources if source), None)


def _source(node: LexborNode) -> str | None:
    return real_source({name: value or "" for name, value in node.attributes.items()})


def _images(body: str) -> Iterator[str]:
    for node in LexborHTMLParser(body).css("img"):
        if source := _source(node):
            yield source
