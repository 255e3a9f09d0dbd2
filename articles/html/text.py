"""Markup to plain text, for hashes, search and validation. Not for reading: see ``reading``."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from articles.html.tokens import Kind, tokens

_BLOCKS = frozenset(
    """address article aside blockquote br caption dd div dl dt figcaption figure footer h1 h2 h3
    h4 h5 h6 header hr li main nav ol p pre section table tbody tfoot thead tr ul""".split()
)
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")


def plain_text(markup: str) -> str:
    """Return the text of clean markup, a line per block, white space folded."""
    body = LexborHTMLParser(_broken_into_lines(markup)).body
    text = "" if body is None else body.text(deep=True)
    return _LINES.sub("\n", _SPACES.sub(" ", text)).strip()


def _broken_into_lines(markup: str) -> str:
    pieces: list[str] = []
    position = 0
    for token in tokens(markup):
        if token.kind is not Kind.COMMENT and token.name in _BLOCKS:
            pieces += (_one_line(markup[position : token.start]), "\n")
            position = token.start
            pieces.append(markup[position : token.end])
            position = token.end
    pieces.append(_one_line(markup[position:]))
    return "".join(pieces)


def _one_line(text: str) -> str:
    return text.replace("\n", " ")
