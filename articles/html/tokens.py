"""HTML as a row of tokens that know where they stand in the text.

Follows the tokenization rules of the HTML standard (13.2.5) as far as offsets need them: tags,
comments, bogus comments and raw-text elements. It decides nothing about nesting or safety. Time
and memory are linear in the text, whatever it holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from enum import Enum
from typing import NamedTuple

VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
RAW_TEXT = frozenset("script style textarea title xmp iframe noembed noframes".split())
_RAW = "|".join(sorted(RAW_TEXT))

_ATTRIBUTE = r"""[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|(?!["'])[^\s>]*+)|(?!\s*+=))"""
_ATTRIBUTES = re.compile(
    r"""(?P<name>[^\s/>][^\s/>=]*+)(?:\s*+=\s*+(?:"(?P<d>[^"]*+)"|'(?P<s>[^']*+)'"""
    r"""|(?P<u>(?!["'])[^\s>]*+)))?+"""
)
_NAME = re.compile(r"<[a-zA-Z][^\s/>]*+")
_MARKUP = re.compile(
    rf"<(?:(?P<slash>/)?(?P<name>[a-zA-Z][^\s/>]*+)(?:[\s/]++|{_ATTRIBUTE})*+>|(?=[a-zA-Z/!?]))"
)
_BOGUS = re.compile(r"<(?:[!?]|/(?![a-zA-Z]))")
_COMMENT_END = re.compile(r"--!?>")


class Kind(Enum):
    """What a token is; text is what stands between tokens."""

    START = "start"
    END = "end"
    COMMENT = "comment"


class Token(NamedTuple):
    """One piece of markup: ``text[start:end]``. A raw-text element's content is no token."""

    kind: Kind
    name: str
    start: int
    end: int


class Attribute(NamedTuple):
    """One attribute with its raw value (character references undecoded) and its place."""

    name: str
    value: str | None
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """Yield the markup of ``text`` in order; an unfinished tag or comment runs to the end."""
    return _tokens(text, _MARKUP.search)


def tokens_named(text: str, name: str) -> Iterator[Token]:
    """Yield the tags of one name, comments, and the start tags of raw-text elements.

    Far quicker than ``tokens`` where a name is rare, but no other tag is looked at: what stands
    in its attributes is taken for markup too.
    """
    telling = re.compile(
        rf"<(?:/?(?:{re.escape(name)})(?=[\s/>])|(?:{_RAW})(?=[\s/>])|[!?])", re.IGNORECASE
    )

    def search(text: str, position: int) -> re.Match[str] | None:
        found = telling.search(text, position)
        return found and _MARKUP.match(text, found.start())

    return _tokens(text, search)


def _tokens(text: str, search: Callable[[str, int], re.Match[str] | None]) -> Iterator[Token]:
    position = 0
    while found := search(text, position):
        start, position = found.span()
        name = found["name"]
        if name is None:
            position = _comment_end(text, start)
            yield Token(Kind.COMMENT, "", start, position)
            continue
        name = name.lower()
        yield Token(Kind.END if found["slash"] else Kind.START, name, start, position)
        if name in RAW_TEXT and not found["slash"]:
            position = _raw_text_end(text, name, position)


def attributes(tag: str) -> Iterator[Attribute]:
    """Yield the attributes of one start tag (``<name …>``) in order, repeated ones too."""
    name = _NAME.match(tag)
    for found in _ATTRIBUTES.finditer(tag, name.end() if name else len(tag), len(tag) - 1):
        value = next((found[group] for group in "dsu" if found[group] is not None), None)
        yield Attribute(found["name"].lower(), value, found.start(), found.end())


def _comment_end(text: str, start: int) -> int:
    if not text.startswith("<!--", start):
        end = text.find(">", start) if _BOGUS.match(text, start) else -1
        return len(text) if end < 0 else end + 1
    for abrupt in ("<!-->", "<!--->"):
        if text.startswith(abrupt, start):
            return start + len(abrupt)
    found = _COMMENT_END.search(text, start + 4)
    return found.end() if found else len(text)


def _raw_text_end(text: str, name: str, start: int) -> int:
    found = re.compile(rf"</{re.escape(name)}(?=[\s/>])", re.IGNORECASE).search(text, start)
    return found.start() if found else len(text)
