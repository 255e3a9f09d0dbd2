"""An article's markup as text that people read in a terminal, and what two versions differ in."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PreformattedString

if TYPE_CHECKING:
    from articles.types import Article
    from storage.types import Version

_BLOCKS = frozenset(
    "address article aside blockquote dd details div dl dt figcaption figure footer h1 h2 h3 h4 h5 "
    "h6 header hr li main nav ol p pre section summary table tbody tfoot thead tr ul".split()
)
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())


def readable(markup: str) -> str:
    """Return markup as paragraphs with an empty line between them; pictures as their addresses."""
    soup = BeautifulSoup(markup, "lxml")
    paragraphs = "".join(_pieces(soup)).split("\0")
    lines = (" ".join(paragraph.split()) for paragraph in paragraphs)
    return "\n\n".join(line for line in lines if line)


def _pieces(node: Tag) -> Iterator[str]:
    for child in node.children:
        if isinstance(child, PreformattedString):
            continue
        if isinstance(child, NavigableString):
            yield str(child)
        elif isinstance(child, Tag):
            yield from _element(child)


def _element(tag: Tag) -> Iterator[str]:
    if tag.name == "img":
        yield f"\0[{tag.get('src') or tag.get('alt') or 'picture'}]\0"
    elif tag.name == "br":
        yield "\0"
    elif tag.name in {"td", "th"}:
        yield from _pieces(tag)
        yield " | "
    elif tag.name in _BLOCKS:
        yield "\0" + _mark(tag.name)
        yield from _pieces(tag)
        yield "\0"
    else:
        yield from _pieces(tag)


def _mark(name: str) -> str:
    if name == "li":
        return "- "
    return "# " if name in _HEADINGS else ""


def difference(old: Version, new: Version, *, markup: bool = False) -> tuple[str, ...]:
    """Return the lines of a unified diff of two versions; none if nothing readable differs."""
    names = f"version {old.number}", f"version {new.number}"
    return changed_lines(old.article, new.article, names, markup=markup)


def changed_lines(
    old: Article, new: Article, names: tuple[str, str], *, markup: bool = False
) -> tuple[str, ...]:
    """Return the same of two articles under these names."""
    shown = _shown(old, markup=markup), _shown(new, markup=markup)
    return tuple(difflib.unified_diff(*shown, *names, lineterm="", n=1))


def _shown(article: Article, *, markup: bool) -> list[str]:
    body = article.body_html if markup else readable(article.body_html)
    head = (
        f"title: {article.title}",
        f"byline: {article.byline or ''}",
        f"published: {article.published_at:%Y-%m-%d %H:%M}",
        f"headimg: {article.headimg}",
    )
    return [*head, *(line for line in body.splitlines() if line.strip())]
