"""Links to articles, absolute as on the site; in a few places with the noise that sites add.

Which link is noisy depends on the article and the column alone, so that a listing is the same at
every look. The noise never names another article: it is the mobile twin, a campaign or a fragment.
"""

from __future__ import annotations

import html

from demo.address import Address
from demo.article import DemoArticle, beijing_time

_NOISE = (
    "?utm_source=nbd&utm_medium=column_{column}",
    "?from=timeline&isappinstalled=0",
    "#comments",
)


def link(article: DemoArticle, address: Address, column: int) -> str:
    """Return the link by which ``column`` leads to ``article``."""
    lot = (article.id * 31 + column) % 9
    if lot == 0 and address.mobile is not None:
        return address.mobile + article.path
    if lot in (1, 2, 3) and column != article.columns[0]:
        return address.own + article.path + _NOISE[lot - 1].format(column=column)
    return address.own + article.path


def entry(article: DemoArticle, address: Address, column: int) -> str:
    """Return the article's line of a listing."""
    url = html.escape(link(article, address, column))
    title = html.escape(article.title)
    return (
        f'        <li class="u-news-title"><a href="{url}" title="{title}" target="_blank">{title}'
        f"</a><span>{beijing_time(article.shown)}</span></li>"
    )


def plain_item(article: DemoArticle, address: Address) -> str:
    """Return a list item outside listings: sidebar, related links."""
    title = html.escape(article.title)
    return f'        <li><a href="{address.own}{article.path}">{title}</a></li>'
