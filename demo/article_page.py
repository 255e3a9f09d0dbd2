"""An article's page."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence

from demo.address import Address
from demo.article import BEIJING, OWN_SITE, DemoArticle, beijing_time
from demo.chrome import Chrome
from demo.columns import COLUMN_BY_ID
from demo.links import plain_item
from demo.pagination import body_of, pager
from demo.templates import template

_GAP = "\N{NO-BREAK SPACE}" * 4


def article_page(
    article: DemoArticle, related: Sequence[DemoArticle], chrome: Chrome, number: int | None = None
) -> bytes:
    """Return the page, or with a ``number`` one of several.

    The two containers stand side by side in one wrapper.
    """
    address = chrome.address
    column = COLUMN_BY_ID[article.columns[0]]
    main = template("article").substitute(
        own=address.own,
        column=column.name,
        column_url=address.own + column.path,
        containers=containers(article, address, number),
        id=article.id,
        likes=article.id * 7 % 293,
        related="\n".join(plain_item(other, address) for other in related),
    )
    title = f"{html.escape(article.title)} | 每经网"
    return chrome.page(title, _head(article, address), main, "article")


def containers(article: DemoArticle, address: Address, number: int | None = None) -> str:
    """Return ``.g-article-top`` and ``.g-articl-text`` as the site writes them.

    With a ``number``, those of that page: the byline stands on the first, the top on each.
    """
    body = article.body if number is None else body_of(article, number)
    return template("containers").substitute(
        title=html.escape(article.title, quote=False),
        source=article.source,
        time=beijing_time(article.published),
        byline=_byline(article) if number in {None, 1} else "",
        body=body.replace(OWN_SITE, address.own),
        pager="" if number is None else pager(article, number, address),
    )


def body_at(article: DemoArticle, address: Address) -> str:
    """Return the article's body as served under an address."""
    return article.body.replace(OWN_SITE, address.own)


def image_urls(article: DemoArticle, address: Address) -> list[str]:
    """Return the absolute addresses of the article's images."""
    return [address.own + path if path.startswith("/") else path for path in article.images]


def _byline(article: DemoArticle) -> str:
    people = (f"每经记者 {article.byline}{_GAP}" if article.byline else "") + (
        f"每经编辑 {article.editor}{_GAP}" if article.editor else ""
    )
    if not people:
        return ""
    style = 'style="color:#6d6d6d;font-size: 16px;"'
    return f"          <p {style}>\n            {people}\n          </p>\n"


def _head(article: DemoArticle, address: Address) -> str:
    return template("article_head").substitute(
        keywords=html.escape(",".join(article.keywords)),
        summary=html.escape(article.summary),
        title=html.escape(article.title),
        url=address.main + article.path,
        more="\n".join(_more(article, address)),
        json_title=_json(article.title),
        json_images=_json(image_urls(article, address)[:3]),
        pub_date=f"{article.published.astimezone(BEIJING):%Y-%m-%dT%H:%M:%S}",
    )


def _more(article: DemoArticle, address: Address) -> list[str]:
    properties = [("article:published_time", article.published.astimezone(BEIJING).isoformat())]
    if article.updated is not None:
        properties.append(
            ("article:modified_time", article.updated.astimezone(BEIJING).isoformat())
        )
    properties += [("og:image", url) for url in image_urls(article, address)[:1]]
    return [f'  <meta property="{name}" content="{value}">' for name, value in properties]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")
