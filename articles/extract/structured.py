"""What a page says of itself: JSON-LD (schema.org), Open Graph and other meta, links.

Reads claims; believes none. Broken JSON-LD is passed over: it is common and says nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

_RANKED_TYPES = (
    """newsarticle reportagenewsarticle analysisnewsarticle opinionnewsarticle liveblogposting
    reviewnewsarticle backgroundnewsarticle advertisercontentarticle""",
    "article blogposting report scholarlyarticle techarticle socialmediaposting",
    "webpage",
)
_ARTICLE_TYPES = {kind: rank for rank, kinds in enumerate(_RANKED_TYPES) for kind in kinds.split()}
_LARGEST = 1_000_000
_MOST_NODES = 400
_TELLING = 3
"""Keys that a nested thing has at least when it is more than a reference."""


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


@dataclass(frozen=True, slots=True)
class Statements:
    """The same claims unranked: every one, with where it stands, for those who weigh them."""

    meta: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By property or name in small letters, in document order."""
    linked: Mapping[str, Any] = field(default_factory=dict)
    """The JSON-LD thing that is the article; its gaps filled from the page's lesser ones."""
    things: tuple[Mapping[str, Any], ...] = ()
    canonical_url: str | None = None
    language: str | None = None

    def said(self, *names: str) -> str | None:
        """Return the first value of the first of these meta names that the page gives."""
        return next((self.meta[name][0] for name in names if name in self.meta), None)

    def referred(self, value: object) -> object:
        """Return what a JSON-LD reference ({"@id": …}) stands for, or the value itself."""
        if isinstance(value, dict) and "@id" in value and "name" not in value:
            return next(
                (one for one in self.things if one.get("@id") == value["@id"] and "name" in one),
                value,
            )
        return value


def statements(tree: LexborHTMLParser) -> Statements:
    """Collect everything that the page says of itself."""
    meta: dict[str, tuple[str, ...]] = {}
    for name, content in _metas(tree):
        meta[name] = (*meta.get(name, ()), content)
    things = list(_all_things(tree))
    canonical = _attribute(tree, 'link[rel="canonical"]', "href")
    return Statements(
        meta, _merged(things), tuple(things), canonical or next(iter(meta.get("og:url", ())), None),
        _attribute(tree, "html[lang]", "lang"),
    )  # fmt: skip


def claims(tree: LexborHTMLParser) -> Claims:
    """Collect the claims; JSON-LD wins over meta, meta over markup."""
    return claims_of(statements(tree))


def claims_of(found: Statements) -> Claims:
    """Rank the statements; JSON-LD wins over meta, meta over markup; the image is Open Graph's."""
    linked, said = found.linked, found.said
    return Claims(
        title=text_of(linked.get("headline")) or said("og:title", "twitter:title"),
        byline=_names(found) or said("author", "article:author"),
        published=text_of(linked.get("datePublished"))
        or said("article:published_time", "pubdate", "publishdate"),
        updated=text_of(linked.get("dateModified")) or said("article:modified_time"),
        image=said("og:image") or next(iter(addresses_of(linked.get("image"))), None),
        canonical_url=found.canonical_url,
        language=found.language,
        section=text_of(linked.get("articleSection")) or said("article:section"),
        description=text_of(linked.get("description")) or said("description"),
        keywords=_keywords(said("keywords") or ""),
    )


def _metas(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    for node in tree.css("meta[content]"):
        found = node.attributes
        name = found.get("property") or found.get("name") or found.get("itemprop")
        content = (found.get("content") or "").strip()
        if name and content:
            yield name.strip().lower(), content


def _attribute(tree: LexborHTMLParser, selector: str, name: str) -> str | None:
    node: LexborNode | None = tree.css_first(selector)
    value = node.attributes.get(name) if node is not None else None
    return value.strip() or None if value else None


def _all_things(tree: LexborHTMLParser) -> Iterator[dict[str, Any]]:
    count = 0
    for node in tree.css('script[type="application/ld+json"]'):
        for thing in _things(_loaded(node.text())):
            yield thing
            count += 1
            if count == _MOST_NODES:
                return


def _merged(things: list[dict[str, Any]]) -> dict[str, Any]:
    ranked = sorted(
        (rank, at) for at, thing in enumerate(things) if (rank := _rank(thing)) is not None
    )
    merged: dict[str, Any] = {}
    for _, at in ranked:
        for key, value in things[at].items():
            if value not in (None, "", [], {}):
                merged.setdefault(key, value)
        if merged and _rank(things[at]) == 0:
            break
    return merged


def _rank(thing: Mapping[str, Any]) -> int | None:
    kinds = thing.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    ranks = [
        _ARTICLE_TYPES[name]
        for name in (str(one).lower().rpartition("/")[2] for one in names)
        if name in _ARTICLE_TYPES
    ]
    return min(ranks, default=None)


def _loaded(text: str) -> object:
    if len(text) > _LARGEST:
        return None
    for one in (text, _mended(text)):
        try:
            return json.loads(one, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _mended(text: str) -> str:
    """Take off what pages wrap JSON-LD in: comments, CDATA, a semicolon."""
    text = text.strip().removeprefix("<!--").removesuffix("-->")
    text = (
        text.strip()
        .removeprefix("/*")
        .removeprefix("//")
        .strip()
        .removeprefix("<![CDATA[")
        .removeprefix("*/")
    )
    return text.strip().removesuffix(";").removesuffix("/* ]]> */").removesuffix("//]]>").strip()


def _things(value: object) -> Iterator[dict[str, Any]]:
    for thing in _dicts(value if isinstance(value, list) else [value]):
        yield thing
        yield from _dicts(thing.get("@graph"))
        for inner in ("mainEntity", "mainEntityOfPage"):
            if isinstance(thing.get(inner), dict) and len(thing[inner]) >= _TELLING:
                yield thing[inner]


def _dicts(value: object) -> list[dict[str, Any]]:
    return [one for one in value[:50] if isinstance(one, dict)] if isinstance(value, list) else []


def text_of(value: object) -> str | None:
    """Return a JSON text that shows something, or None."""
    return value.strip() or None if isinstance(value, str) else None


def names_in(found: Statements, value: object) -> list[str]:
    """Return the names of the people or organisations that a JSON-LD value gives."""
    people = value if isinstance(value, list) else [value]
    names = []
    for one in map(found.referred, people[:30]):
        name = one.get("name") if isinstance(one, dict) else one
        names += [text_of(each) for each in (name if isinstance(name, list) else [name])]
    return list(dict.fromkeys(name for name in names if name))


def _names(found: Statements) -> str | None:
    return "、".join(names_in(found, found.linked.get("author"))) or None


def addresses_of(value: object) -> list[str]:
    """Return the addresses of a JSON-LD image: a text, an object, or a list of them."""
    found = []
    for one in value[:20] if isinstance(value, list) else [value]:
        address = one.get("url") or one.get("contentUrl") if isinstance(one, dict) else one
        if isinstance(address, list) and address:
            address = address[0]
        if text := text_of(address):
            found.append(text)
    return found


def _keywords(text: str) -> tuple[str, ...]:
    words = text.replace("，", ",").replace("、", ",").split(",")
    return tuple(dict.fromkeys(word.strip() for word in words if word.strip()))[:30]
