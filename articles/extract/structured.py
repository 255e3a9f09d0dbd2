"""What a page says of itself: JSON-LD (schema.org), Open Graph and other meta, links.

Reads claims; believes none. Broken JSON-LD is passed over: it is common and says nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

_ARTICLE_TYPES = ("article", "newsarticle", "reportagenewsarticle", "blogposting", "webpage")
_LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Claims:
    """The page's own words on itself, each as found."""

    title: str | None = None
    byline: str | None = None
    published: str | None = None
    updated: str | None = None
    image: str | None = None
    canonical_url: str | None = None
    language: str | None = None
    section: str | None = None
    description: str | None = None
    keywords: tuple[str, ...] = ()


def claims(tree: LexborHTMLParser) -> Claims:
    """Collect the claims; JSON-LD wins over meta, meta over markup."""
    meta = _meta(tree)
    linked = _article(tree)
    return Claims(
        title=_text(linked.get("headline")) or meta.get("og:title") or meta.get("twitter:title"),
        byline=_names(linked.get("author")) or meta.get("author") or meta.get("article:author"),
        published=_text(linked.get("datePublished"))
        or meta.get("article:published_time")
        or meta.get("pubdate")
        or meta.get("publishdate"),
        updated=_text(linked.get("dateModified")) or meta.get("article:modified_time"),
        image=meta.get("og:image") or _address(linked.get("image")),
        canonical_url=_attribute(tree, 'link[rel="canonical"]', "href") or meta.get("og:url"),
        language=_attribute(tree, "html[lang]", "lang"),
        section=_text(linked.get("articleSection")) or meta.get("article:section"),
        description=_text(linked.get("description")) or meta.get("description"),
        keywords=_keywords(meta.get("keywords", "")),
    )


def _meta(tree: LexborHTMLParser) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in tree.css("meta[content]"):
        name = node.attributes.get("property") or node.attributes.get("name")
        content = (node.attributes.get("content") or "").strip()
        if name and content:
            found.setdefault(name.lower(), content)
    return found


def _attribute(tree: LexborHTMLParser, selector: str, name: str) -> str | None:
    node: LexborNode | None = tree.css_first(selector)
    value = node.attributes.get(name) if node is not None else None
    return value.strip() or None if value else None


def _article(tree: LexborHTMLParser) -> dict[str, Any]:
    for node in tree.css('script[type="application/ld+json"]'):
        for thing in _things(_loaded(node.text())):
            kinds = thing.get("@type")
            names = kinds if isinstance(kinds, list) else [kinds]
            if any(str(name).lower() in _ARTICLE_TYPES for name in names):
                return thing
    return {}


def _loaded(text: str) -> object:
    if len(text) > _LARGEST:
        return None
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _things(value: object) -> Iterator[dict[str, Any]]:
    for thing in _dicts(value if isinstance(value, list) else [value]):
        yield thing
        yield from _dicts(thing.get("@graph"))


def _dicts(value: object) -> list[dict[str, Any]]:
    return [one for one in value[:50] if isinstance(one, dict)] if isinstance(value, list) else []


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _names(value: object) -> str | None:
    people = value if isinstance(value, list) else [value]
    names = [_text(one.get("name")) if isinstance(one, dict) else _text(one) for one in people]
    return "、".join(dict.fromkeys(name for name in names if name)) or None


def _address(value: object) -> str | None:
    first = value[0] if isinstance(value, list) and value else value
    return _text(first.get("url")) if isinstance(first, dict) else _text(first)


def _keywords(text: str) -> tuple[str, ...]:
    words = text.replace("，", ",").replace("、", ",").split(",")
    return tuple(dict.fromkeys(word.strip() for word in words if word.strip()))[:30]
