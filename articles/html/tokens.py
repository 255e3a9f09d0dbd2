"""HTML as a row of tokens that know where they stand in the text.

Follows the tokenization rules of the HTML standard (13.2.5) as far as offsets need them: tags,
comments, bogus comments and raw-text elements. It decides nothing about nesting or safety. Time
and memory are linear in the text, whatever it holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
RAW_TEXT = frozenset("script style textarea title xmp iframe noembed noframes".split())

_ATTRIBUTE = r"""[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|(?!["'])[^\s>]*+)|(?!\s*+=))"""
_TAG = re.compile(rf"<(/?)([a-zA-Z][^\s/>]*+)(?:[\s/]++|{_ATTRIBUTE})*+>")
_ATTRIBUTES = re.compile(
    r"""(?P<name>[^\s/>][^\s/>=]*+)(?:\s*+=\s*+(?:"(?P<d>[^"]*+)"|'(?P<s>[^']*+)'"""
    r"""|(?P<u>(?!["'])[^\s>]*+)))?+"""
)
_NAME = re.compile(r"<[a-zA-Z][^\s/>]*+")
_MARKUP = re.compile(r"<(?=[a-zA-Z/!?])")
_BOGUS = re.compile(r"<(?:[!?]|/(?![a-zA-Z]))")
_COMMENT_END = re.compile(r"--!?>")


class Kind(Enum):
    """What a token is; text is what stands between tokens."""

    START = "start"
    END = "end"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of markup: ``text[start:end]``. A raw-text element's content is no token."""

    kind: Kind
    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute with its raw value (character references undecoded) and its place."""

    name: str
    value: str | None
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """Yield the markup of ``text`` in order; an unfinished tag or comment runs to the end."""
    position = 0
    while found := _MARKUP.search(text, position):
        token = _token_at(text, found.start())
        yield token
        position = token.end
        if token.kind is Kind.START and token.name in RAW_TEXT:
            position = _raw_text_end(text, token.name, position)


def attributes(tag: str) -> Iterator[Attribute]:
    """Yield the attributes of one start tag (``<name …>``) in order, repeated ones too."""
    name = _NAME.match(tag)
    for found in _ATTRIBUTES.finditer(tag, name.end() if name else len(tag), len(tag) - 1):
        value = next((found[group] for group in "dsu" if found[group] is not None), None)
        yield Attribute(found["name"].lower(), value, found.start(), found.end())


def _token_at(text: str, start: int) -> Token:
    if text.startswith("<!--", start):
        return Token(Kind.COMMENT, "", start, _comment_end(text, start))
    if found := _TAG.match(text, start):
        kind = Kind.END if found[1] else Kind.START
        return Token(kind, found[2].lower(), start, found.end())
    end = text.find(">", start) + 1 if _BOGUS.match(text, start) else 0
    return Token(Kind.COMMENT, "", start, end or len(text))


def _comment_end(text: str, start: int) -> int:
    for abrupt in ("<!-->", "<!--->"):
        if text.startswith(abrupt, start):
            return start + len(abrupt)
    found = _COMMENT_END.search(text, start + 4)
    return found.end() if found else len(text)


def _raw_text_end(text: str, name: str, start: int) -> int:
    found = re.compile(rf"</{re.escape(name)}(?=[\s/>])", re.IGNORECASE).search(text, start)
    return found.start() if found else len(text)
