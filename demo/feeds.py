"""What the site offers to programs: RSS 2.0, sitemaps (sitemaps.org, Google News), robots.txt."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import format_datetime
from xml.sax.saxutils import escape

from demo.address import Address
from demo.article import BEIJING, DemoArticle
from demo.article_page import body_at
from demo.columns import COLUMN_BY_ID

FEED_ITEMS = 30
NEWS_ITEMS = 1_000
"""The most that a news sitemap may hold."""
MAP_ITEMS = 5_000
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def robots(address: Address) -> bytes:
    """Return robots.txt: articles for everyone, search and user pages for nobody."""
    lines = (
        "User-agent: *",
        "Disallow: /search",
        "Disallow: /user",
        "Allow: /",
        "",
        f"Sitemap: {address.main}/sitemap.xml",
        f"Sitemap: {address.main}/sitemap-news.xml",
        "",
    )
    return "\n".join(lines).encode()


def rss(articles: Sequence[DemoArticle], address: Address) -> bytes:
    """Return the feed of the newest articles with their whole text."""
    items = "".join(_item(article, address) for article in articles[:FEED_ITEMS])
    built = _built(articles)
    return (
        f'{_XML}<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">\n<channel>\n'
        f"<title>每经网</title>\n<link>{escape(address.main)}/</link>\n"
        "<description>每日经济新闻（演示站点）</description>\n<language>zh-cn</language>\n"
        f'<atom:link href="{escape(address.main)}/rss.xml" rel="self" type="application/rss+xml"/>'
        f"\n{built}{items}</channel>\n</rss>\n"
    ).encode()


def sitemap_index(articles: Sequence[DemoArticle], address: Address) -> bytes:
    """Return the index: the news sitemap, and sitemaps of all articles."""
    names = ["sitemap-news.xml"]
    names += [f"sitemap-articles-{n}.xml" for n in range(1, map_pages(len(articles)) + 1)]
    maps = "".join(f"<sitemap><loc>{address.main}/{name}</loc></sitemap>\n" for name in names)
    return f'{_XML}<sitemapindex xmlns="{_MAP}">\n{maps}</sitemapindex>\n'.encode()


def map_pages(count: int) -> int:
    """Return how many article sitemaps ``count`` articles fill."""
    return -(-count // MAP_ITEMS)


def sitemap(articles: Sequence[DemoArticle], address: Address) -> bytes:
    """Return one sitemap of articles."""
    urls = "".join(
        f"<url><loc>{address.main}{article.path}</loc>"
        f"<lastmod>{article.shown.astimezone(BEIJING).isoformat()}</lastmod></url>\n"
        for article in articles
    )
    return f'{_XML}<urlset xmlns="{_MAP}">\n{urls}</urlset>\n'.encode()


def news_sitemap(articles: Sequence[DemoArticle], address: Address) -> bytes:
    """Return the news sitemap of the newest articles."""
    urls = "".join(_news(article, address) for article in articles[:NEWS_ITEMS])
    return f'{_XML}<urlset xmlns="{_MAP}" xmlns:news="{_NEWS}">\n{urls}</urlset>\n'.encode()


def _item(article: DemoArticle, address: Address) -> str:
    url = address.main + article.path
    author = f"<dc:creator>{escape(article.byline)}</dc:creator>\n" if article.byline else ""
    body = body_at(article, address).replace("]]>", "]]]]><![CDATA[>")
    return (
        f"<item>\n<title>{escape(article.title)}</title>\n<link>{escape(url)}</link>\n"
        f'<guid isPermaLink="true">{escape(url)}</guid>\n'
        f"<pubDate>{format_datetime(article.published.astimezone(BEIJING))}</pubDate>\n"
        f"<category>{COLUMN_BY_ID[article.columns[0]].name}</category>\n{author}"
        f"<description>{escape(article.summary)}</description>\n"
        f"<content:encoded><![CDATA[{body}]]></content:encoded>\n</item>\n"
    )


def _built(articles: Sequence[DemoArticle]) -> str:
    if not articles:
        return ""
    return (
        f"<lastBuildDate>{format_datetime(articles[0].shown.astimezone(BEIJING))}</lastBuildDate>\n"
    )


def _news(article: DemoArticle, address: Address) -> str:
    return (
        f"<url><loc>{address.main}{article.path}</loc><news:news><news:publication>"
        "<news:name>每经网</news:name><news:language>zh-cn</news:language></news:publication>"
        f"<news:publication_date>{article.published.astimezone(BEIJING).isoformat()}"
        f"</news:publication_date><news:title>{escape(article.title)}</news:title></news:news>"
        f"<lastmod>{article.shown.astimezone(BEIJING).isoformat()}</lastmod></url>\n"
    )
