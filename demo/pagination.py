"""Long articles on several pages: some paragraphs on each, and the links between them."""

from __future__ import annotations

import re

from demo.address import Address
from demo.article import DemoArticle

_PARAGRAPHS = 5
_GAP = re.compile(r"(?<=</p>)(?=\s*<p[ >])")


def page_count(article: DemoArticle) -> int:
    """Return how many pages an article fills."""
    return len(_pages(article.body))


def page_path(article: DemoArticle, number: int) -> str:
    """Return the path of a page; the first one has the article's own."""
    return article.path if number == 1 else article.path.replace(".html", f"_{number}.html")


def body_of(article: DemoArticle, number: int) -> str:
    """Return what stands on a page, counted from 1."""
    return _pages(article.body)[number - 1]


def pager(article: DemoArticle, number: int, address: Address) -> str:
    """Return the links to an article's other pages; nothing for one that has none."""
    count = page_count(article)
    if count == 1:
        return ""
    links = [_link(article, number - 1, "上一页", address)] if number > 1 else []
    links += [
        f"<span>{one}</span>" if one == number else _link(article, one, str(one), address)
        for one in range(1, count + 1)
    ]
    links += [_link(article, number + 1, "下一页", address)] if number < count else []
    return f'\n        <div class="u-pages">{" ".join(links)}</div>'


def _link(article: DemoArticle, number: int, label: str, address: Address) -> str:
    return f'<a href="{address.own}{page_path(article, number)}">{label}</a>'


def _pages(body: str) -> tuple[str, ...]:
    pieces = _GAP.split(body)
    return tuple(
        "".join(pieces[first : first + _PARAGRAPHS]) for first in range(0, len(pieces), _PARAGRAPHS)
    )
