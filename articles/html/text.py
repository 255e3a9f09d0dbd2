"""Markup to plain text, for hashes, search and validation. Not for reading: see ``reading``."""

from __future__ import annotations

import re
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser

from articles.html.tokens import RAW_TEXT

_BLOCKS = """address article aside blockquote br caption dd div dl dt figcaption figure footer h1
    h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody tfoot thead tr ul""".split()
_RAW_OR_BLOCK = re.compile(
    rf"<(?:(?P<raw>{'|'.join(sorted(RAW_TEXT))})[\s/>](?s:.*?)(?:</(?P=raw)[\s/>]|\Z)"
    rf"|(?=/?(?:{'|'.join(_BLOCKS)})[\s/>]))",
    re.IGNORECASE,
)
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")


# A crawl asks for one article's text three times on end: to judge it, to read its byline, to keep.
@lru_cache(maxsize=2)
def plain_text(markup: str) -> str:
    """Return the text of clean markup, a line per block, white space folded."""
    broken = _RAW_OR_BLOCK.sub(_on_its_own_line, markup.replace("\n", " "))
    body = LexborHTMLParser(broken).body
    text = "" if body is None else body.text(deep=True)
    return _LINES.sub("\n", _SPACES.sub(" ", text)).strip()


def _on_its_own_line(found: re.Match[str]) -> str:
    return found[0] if found["raw"] else "\n<"
