"""The article's own containers, byte for byte as the page has them."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from articles.html.page import ParsedPage, Span
from articles.types import ExtractRules


def body_by_rules(page: ParsedPage, rules: ExtractRules) -> str | None:
    """Return the containers that ``rules.body`` names, in the rules' order; None if none is there.

    Containers that stand side by side in the page keep the white space and comments between
    them; others are joined by a line end; one inside another comes with it, once. White space
    between the last one and its parent's end tag stays. ``rules.remove`` is cut out, of the page's
    tree too; it removes no container. Markup that does not nest is serialised from the tree.
    """
    nodes = _containers(page, rules.body)
    if not nodes:
        return None
    spans = [page.span(node) for node in nodes]
    cuts = _remove(page, rules.remove, nodes)
    pieces = [page.piece(node, cuts) for node in nodes]
    return "".join(_joined(page, pieces, spans))


def _containers(page: ParsedPage, selectors: tuple[str, ...]) -> list[LexborNode]:
    found = {
        node.mem_id: node
        for selector in selectors
        for node in page.select(selector)
        if page.span(node)
    }
    return _outermost(list(found.values()))


def _outermost(nodes: list[LexborNode]) -> list[LexborNode]:
    known = {node.mem_id for node in nodes}
    return [node for node in nodes if not any(one.mem_id in known for one in _above(node))]


def _above(node: LexborNode) -> Iterator[LexborNode]:
    above = node.parent
    while above is not None:
        yield above
        above = above.parent


def _remove(page: ParsedPage, selectors: tuple[str, ...], kept: list[LexborNode]) -> list[Span]:
    spared = {one.mem_id for node in kept for one in (node, *_above(node))}
    cuts = []
    within = {node.mem_id for node in kept}
    # Before any leaves the tree: a page may find elements by counting them.
    spans = {
        node.mem_id: page.span(node)
        for selector in selectors
        for node in page.select(selector)
        if any(one.mem_id in within for one in _above(node))
    }
    for selector in selectors:
        found = [node for node in page.select(selector) if node.mem_id not in spared]
        # A node inside one that has left the tree must not be touched: its memory is gone.
        for node in _outermost(found):
            if span := spans.get(node.mem_id):
                cuts.append(span)
            node.decompose()
    return cuts


def _joined(page: ParsedPage, pieces: list[str], spans: list[Span | None]) -> Iterator[str]:
    previous: Span | None = None
    for piece, span in zip(pieces, spans, strict=True):
        if previous and span:
            between = page.trivia_between(previous, span) if previous.end <= span.start else None
            yield "\n" if between is None else between
        yield piece
        previous = span
    if previous:
        yield page.space_before_end_tag(previous)
