"""The article's own containers, byte for byte as the page has them."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from articles.html.page import MarkedPage, Span, unmarked
from articles.types import ExtractRules


def body_by_rules(page: MarkedPage, rules: ExtractRules) -> str | None:
    """Return the containers that ``rules.body`` names, in the rules' order; None if none is there.

    Containers that stand side by side in the page keep the white space and comments between
    them; others are joined by a line end. White space between the last one and its parent's end
    tag stays. ``rules.remove`` is cut out. Markup that does not nest is serialised from the tree.
    """
    nodes = list(_containers(page, rules.body))
    if not nodes:
        return None
    spans = [page.span(node) for node in nodes]
    cuts = _remove(page, rules.remove)
    pieces = [_piece(page, node, cuts) for node in nodes]
    return "".join(_joined(page, pieces, spans))


def _containers(page: MarkedPage, selectors: tuple[str, ...]) -> Iterator[LexborNode]:
    taken: list[Span] = []
    for selector in selectors:
        for node in page.select(selector):
            span = page.span(node)
            if span is None or any(_inside(span, other) for other in taken):
                continue
            taken.append(span)
            yield node


def _inside(span: Span, other: Span) -> bool:
    return other.start <= span.start < other.end


def _remove(page: MarkedPage, selectors: tuple[str, ...]) -> list[Span]:
    cuts = []
    for selector in selectors:
        for node in page.select(selector):
            if span := page.span(node):
                cuts.append(span)
            node.decompose()
    return cuts


def _piece(page: MarkedPage, node: LexborNode, cuts: list[Span]) -> str:
    exact = page.exact(node, cuts)
    return unmarked(node) if exact is None else exact


def _joined(page: MarkedPage, pieces: list[str], spans: list[Span | None]) -> Iterator[str]:
    previous: Span | None = None
    for piece, span in zip(pieces, spans, strict=True):
        if previous and span:
            between = page.trivia_between(previous, span) if previous.end <= span.start else None
            yield "\n" if between is None else between
        yield piece
        previous = span
    if previous:
        yield page.space_before_end_tag(previous)
