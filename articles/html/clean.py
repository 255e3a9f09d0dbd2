"""The last word on safety: the identity on harmless markup, an allow-list on all other.

``clean`` lets nh3 (the HTML standard's parser and an allow-list) read the text. If a second
conforming parser reads nh3's answer and the text itself as the same tree, also with the wrapper
and what follows it in a post, then nothing had to go, and the text stays byte for byte. Otherwise
nh3's answer is taken. So no flaw of the byte-keeping edits can let anything through.
"""

from __future__ import annotations

import re

import nh3
from selectolax.lexbor import LexborHTMLParser

from articles.html.depth import unsafe_to_parse
from articles.html.policy import (
    ATTRIBUTE_PREFIXES,
    GLOBAL_ATTRIBUTES,
    LINK_SCHEMES,
    MEDIA_SCHEMES,
    TAGS,
    safe_url,
)
from articles.html.styles import safe_style

_URLS = {"a": {"href"}, "img": {"src", "srcset"}, "iframe": {"src"}, "source": {"src", "srcset"},
         "video": {"src"}, "audio": {"src"}, "track": {"src"}}  # fmt: skip
_ATTRIBUTES = {"*": set(GLOBAL_ATTRIBUTES)} | _URLS


class TooDeepError(ValueError):
    """The markup nests deeper, or its tags are more crowded, than is safe to parse."""


def clean(text: str) -> str:
    """Return markup that is safe to publish: ``text`` itself if it is, else what is left of it.

    Idempotent. Raises TooDeepError before any parser that is slow on such markup sees it.
    """
    if why := unsafe_to_parse(text):
        raise TooDeepError(f"markup {why}")
    text = without_controls(text)
    allowed = _allowed(text)
    return text if _in_a_post(text) == _in_a_post(allowed) else allowed


def without_controls(text: str) -> str:
    """Drop the characters that HTML forbids: NUL, controls, lone surrogates, non-characters."""
    return _FORBIDDEN.sub("", text)


_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]+")


def _allowed(text: str) -> str:
    return nh3.clean(
        text,
        tags=set(TAGS),
        clean_content_tags={"script", "style", "noscript", "template", "title", "svg", "math"},
        attributes=_ATTRIBUTES,
        attribute_filter=_filtered,
        generic_attribute_prefixes=set(ATTRIBUTE_PREFIXES),
        url_schemes=set(LINK_SCHEMES | MEDIA_SCHEMES | {"data"}),
        strip_comments=False,
        link_rel=None,
    )


def _filtered(tag: str, attribute: str, value: str) -> str | None:
    if attribute in {"href", "src", "poster", "cite"}:
        return value if safe_url(tag, attribute, value) else None
    if attribute == "style":
        return safe_style(value) or None
    return value


def _in_a_post(text: str) -> str | None:
    body = LexborHTMLParser(f"<div>{text}</div><p>after</p>").body
    return None if body is None else body.html
