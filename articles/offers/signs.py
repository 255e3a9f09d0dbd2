"""What a site announces: feeds in its pages, sitemaps in its robots.txt, sections in its menus."""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from articles.offers.links import links_of
from articles.offers.shapes import is_surely_an_article, page_pattern
from articles.urls import absolute

_FEED_TYPES = frozenset(
    "application/rss+xml application/atom+xml application/rdf+xml application/feed+json "
    "text/xml application/xml application/json".split()
)
_FEED_ADDRESS = re.compile(r"(?:^|[/._-])(?:rss|feed|feeds|atom)(?:[/._-]|$)", re.IGNORECASE)
_SECTION_WIDTH = 16
_MOST = 20


@dataclass(frozen=True, slots=True)
class Announced:
    """An address that a site announces, with the name it gives."""

    url: str
    title: str


def feeds(text: str, url: str) -> tuple[Announced, ...]:
    """Return the feeds that a page announces (RSS Autodiscovery), then those that it links to."""
    tree = LexborHTMLParser(text)
    found: dict[str, str] = {}
    for node in tree.css('link[rel~="alternate"][type][href]'):
        kind = (node.attributes.get("type") or "").partition(";")[0].strip().lower()
        target = absolute(url, node.attributes.get("href") or "")
        if target and kind in _FEED_TYPES:
            found.setdefault(target, node.attributes.get("title") or "")
    for node in tree.css("a[href]"):
        target = absolute(url, node.attributes.get("href") or "")
        if target and _FEED_ADDRESS.search(target.partition("://")[2].partition("/")[2]):
            found.setdefault(target, " ".join(node.text(deep=True).split()))
    return tuple(Announced(target, title) for target, title in list(found.items())[:_MOST])


def sitemaps(robots: str) -> tuple[str, ...]:
    """Return the sitemaps that a robots.txt names (sitemaps.org), news sitemaps first."""
    lines = (line.partition(":") for line in robots.splitlines())
    named = [
        target
        for key, _, value in lines
        if key.strip().lower() == "sitemap" and (target := absolute("", value.strip()))
    ]
    return tuple(sorted(dict.fromkeys(named), key=lambda target: "news" not in target.lower()))


def sections(text: str, url: str) -> tuple[Announced, ...]:
    """Return the pages that a site's menus and headings lead to: where else articles are listed."""
    found: dict[str, str] = {}
    for link in links_of(LexborHTMLParser(text), url):
        headed = any(step.tag in {"h1", "h2", "h3", "h4", "nav"} for step in link.path)
        if not (link.aside or headed) or is_surely_an_article(link.url):
            continue
        if 0 < len(link.text) <= _SECTION_WIDTH and page_pattern(link.url) is None:
            found.setdefault(link.url, link.text)
    return tuple(Announced(target, title) for target, title in list(found.items())[:_MOST])
