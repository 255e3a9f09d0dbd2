"""Which links of a page are its list of articles: a selector, and how sure we are.

Links are grouped by their way through the markup. A list of articles has many links of one kind
with long texts, whose addresses have numbers, dates or words in them, outside of menus and side
columns.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from selectolax.lexbor import LexborHTMLParser

from articles.offers.links import Link, Step, links_of
from articles.offers.shapes import common_shape, looks_like_an_article, page_pattern
from articles.urls import absolute

_FEWEST = 4
_MANY = 40
_HEADLINE = 24
"""Width of a usual headline; a CJK character is two wide."""
_NEXT = re.compile(
    r"\s*(?:下一?页|后一?页|next(?: page)?|older(?: posts)?|weiter|n[äa]chste(?: seite)?|suivante?|"
    r"siguiente|pr[oó]xim[ao]|次へ|다음|[>›»→]+|2)\s*[>›»→]*\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ArticleList:
    """A list of articles on a page. ``score`` is over 0; from 1 on it is a good one."""

    selector: str
    include: str | None
    """What the articles' addresses have in common, as a pattern; None if that is not plain."""
    links: tuple[Link, ...]
    score: float
    next_page: str | None = None
    """The pattern of further pages, absolute, with ``{page}``."""


def article_lists(text: str, url: str) -> tuple[ArticleList, ...]:
    """Return the lists of articles that a page shows, the best first."""
    tree = LexborHTMLParser(text)
    links = links_of(tree, url)
    following = _next_page(tree, url)
    found = (_list(tree, group, following) for group in _groups(links))
    return tuple(sorted((one for one in found if one), key=lambda one: -one.score))


def _groups(links: Sequence[Link]) -> Iterator[list[Link]]:
    groups: dict[tuple[str, ...], dict[str, Link]] = defaultdict(dict)
    for link in links:
        kind = tuple(step.css for step in link.path)
        known = groups[kind].get(link.url)
        if known is None or len(link.text) > len(known.text):
            groups[kind][link.url] = link
    return (list(group.values()) for group in groups.values() if len(group) >= _FEWEST)


def _list(tree: LexborHTMLParser, group: list[Link], following: str | None) -> ArticleList | None:
    titled = [link for link in group if link.text]
    if len(titled) < _FEWEST:
        return None
    urls = [link.url for link in titled]
    likely = sum(map(looks_like_an_article, urls)) / len(urls)
    width = median(_width(link.text) for link in titled)
    aside = sum(link.aside for link in titled) / len(titled)
    score = (
        min(1.0, (len(titled) / _MANY) ** 0.5 + 0.3)
        * min(1.5, (width / _HEADLINE) ** 2)
        * (0.1 + 1.4 * likely)
        * (1 - 0.7 * aside)
    )
    selector = _selector(tree, group[0].path, len(group))
    return ArticleList(selector, common_shape(urls), tuple(titled), score, following)


def _width(text: str) -> int:
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)  # noqa: PLR2004 - CJK begins


def _selector(tree: LexborHTMLParser, path: tuple[Step, ...], wanted: int) -> str:
    """Return the shortest selector that finds few links besides those of the group."""
    selector = path[0].css
    for step in path[1:]:
        if len(tree.css(selector)) <= wanted * 1.5 and "." in selector:
            return selector
        selector = f"{step.css} > {selector}"
    return selector


def _next_page(tree: LexborHTMLParser, url: str) -> str | None:
    for node in tree.css('a[rel~="next"], link[rel~="next"], a[href]'):
        told = "next" in (node.attributes.get("rel") or "").split()
        if told or _NEXT.fullmatch(node.text(deep=True) or ""):
            target = absolute(url, node.attributes.get("href") or "")
            if target and (pattern := page_pattern(target)):
                return pattern
    return None
