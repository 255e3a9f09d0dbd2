"""A page parsed once: selectors find elements, and elements know their place in the text."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles.html.tokens import VOID, Kind, Token, tokens

_MARK = "data-newsmill-tag"
_MARKS = re.compile(rf' {_MARK}="\d*"')
_SPACE_AND_COMMENTS = re.compile(r"(?:\s++|<!--.*?-->)*+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Span:
    """A part of the page's text, ``text[start:end]``."""

    start: int
    end: int


class ParsedPage(ABC):
    """A page's text and its tree, in which elements know where they stand in the text."""

    text: str
    tree: LexborHTMLParser

    def select(self, selector: str) -> list[LexborNode]:
        """Return the elements that a CSS selector matches, in document order."""
        return self.tree.css(selector)

    @abstractmethod
    def span(self, node: LexborNode) -> Span | None:
        """Return where an element stands in the text; None for one the parser made up."""

    @abstractmethod
    def piece(self, node: LexborNode, cuts: list[Span]) -> str:
        """Return an element's markup without ``cuts``, its own bytes where that is possible.

        The elements behind ``cuts`` must have left the tree before.
        """

    def trivia_between(self, before: Span, after: Span) -> str | None:
        """Return the space and comments between two spans if nothing else stands there."""
        between = self.text[before.end : after.start]
        return between if _SPACE_AND_COMMENTS.fullmatch(between) else None

    def space_before_end_tag(self, span: Span) -> str:
        """Return the white space between a span and the end tag that follows it directly."""
        rest = self.text[span.end : span.end + 200]
        space = rest[: len(rest) - len(rest.lstrip())]
        return space if rest[len(space) : len(space) + 2] == "</" else ""


class MarkedPage(ParsedPage):
    """A page whose tree is joined to its tokens by a mark on every start tag.

    A piece is an element's own bytes where a parser reads those bytes alone as the same tree, and
    the serialised tree where it does not (mis-nested markup).
    """

    def __init__(self, text: str, markup: list[Token] | None = None) -> None:
        self.text = text
        self.markup = list(tokens(text)) if markup is None else markup
        self.tree = LexborHTMLParser(self._marked())

    def _marked(self) -> str:
        pieces: list[str] = []
        position = 0
        for number, token in enumerate(self.markup):
            if token.kind is Kind.START:
                name_end = token.start + 1 + len(token.name)
                pieces += (self.text[position:name_end], f' {_MARK}="{number}"')
                position = name_end
        pieces.append(self.text[position:])
        return "".join(pieces)

    def span(self, node: LexborNode) -> Span | None:
        """Return where an element's mark stands."""
        mark = node.attributes.get(_MARK)
        if not mark:
            return None
        number = int(mark)
        return Span(self.markup[number].start, self._end(number))

    def _end(self, number: int) -> int:
        return self._ends.get(number, len(self.text))

    @cached_property
    def _ends(self) -> dict[int, int]:
        """Where each element ends, by its start tag; those without an end tag are left out."""
        ends: dict[int, int] = {}
        begun: dict[str, list[int]] = {}
        for number, token in enumerate(self.markup):
            if token.kind is Kind.START and token.name in VOID:
                ends[number] = token.end
            elif token.kind is Kind.START:
                begun.setdefault(token.name, []).append(number)
            elif token.kind is Kind.END and begun.get(token.name):
                ends[begun[token.name].pop()] = token.end
        return ends

    def piece(self, node: LexborNode, cuts: list[Span]) -> str:
        """Return an element's own bytes, else its serialised tree."""
        exact = self.exact(node, cuts)
        return unmarked(node) if exact is None else exact

    def exact(self, node: LexborNode, cuts: list[Span]) -> str | None:
        """Return the element's own text without ``cuts``, or None if that reads differently.

        The elements behind ``cuts`` must have left the tree before.
        """
        span = self.span(node)
        if span is None:
            return None
        text = cut(self.text, span, cuts)
        return text if reads_as(text, unmarked(node)) else None


def unmarked(node: LexborNode) -> str:
    """Serialise an element without the marks."""
    return _MARKS.sub("", node.html or "")


def cut(text: str, span: Span, cuts: list[Span]) -> str:
    """Return the text of ``span`` without those of ``cuts`` that lie inside it."""
    pieces, position = [], span.start
    for gap in sorted(cuts, key=lambda gap: gap.start):
        if position <= gap.start and gap.end <= span.end:
            pieces.append(text[position : gap.start])
            position = gap.end
    pieces.append(text[position : span.end])
    return "".join(pieces)


def reads_as(text: str, serialised: str) -> bool:
    """Tell whether a parser reads a text alone as the one element that is serialised so."""
    body = LexborHTMLParser(text).body
    alone = body.child if body is not None else None
    return alone is not None and alone.next is None and alone.html == serialised
