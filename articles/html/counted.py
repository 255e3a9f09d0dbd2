"""A page whose elements are found in its text by counting: the quick way, for orderly markup."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles.html.page import ParsedPage, Span, cut, reads_as
from articles.html.tokens import VOID, Kind, tokens_named


class DisorderError(ValueError):
    """The tags of a page's text and the elements of its tree do not agree.

    A ``MarkedPage`` tells which is which.
    """


class CountedPage(ParsedPage):
    """A page that is parsed as it is. The third ``div`` of the tree is the third of the text.

    That holds if both have equally many, and if a parser reads a piece alone as the element that
    it is taken for. Where either fails, ``span`` and ``piece`` raise DisorderError. Only tags of
    the names that are asked for are looked at, a fraction of a page's.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.tree = LexborHTMLParser(text)
        self._spans: dict[str, dict[int, Span]] = {}

    def span(self, node: LexborNode) -> Span | None:
        """Return where the element of the same number stands. Raises DisorderError."""
        name = node.tag or ""
        if name not in self._spans:
            self._spans[name] = self._counted(name)
        return self._spans[name][node.mem_id]

    def _counted(self, name: str) -> dict[int, Span]:
        nodes = self.tree.css(name) if name.isalnum() else []
        spans = _spans(self.text, name)
        if not nodes or len(nodes) != len(spans):
            raise DisorderError(f"{len(spans)} {name} in the text, {len(nodes)} in the tree")
        return {node.mem_id: span for node, span in zip(nodes, spans, strict=True)}

    def piece(self, node: LexborNode, cuts: list[Span]) -> str:
        """Return an element's own bytes. Raises DisorderError."""
        span = self.span(node)
        text = cut(self.text, span, cuts) if span else ""
        if not reads_as(text, node.html or ""):
            raise DisorderError(f"what is taken for a {node.tag} reads as something else")
        return text


def _spans(text: str, name: str) -> list[Span]:
    """Return where the elements of one name stand; one without an end tag goes on to the end."""
    starts: list[int] = []
    ends: dict[int, int] = {}
    begun: list[int] = []
    for token in tokens_named(text, name):
        if token.name != name:
            continue
        if token.kind is Kind.START:
            if name in VOID:
                ends[len(starts)] = token.end
            else:
                begun.append(len(starts))
            starts.append(token.start)
        elif begun:
            ends[begun.pop()] = token.end
    return [Span(start, ends.get(at, len(text))) for at, start in enumerate(starts)]
