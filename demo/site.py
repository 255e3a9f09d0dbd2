"""The site: which path holds what, for one edition under one address. Pure; knows no HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from demo import feeds
from demo.address import Address
from demo.article import DemoArticle
from demo.article_page import article_page
from demo.chance import chance
from demo.chrome import Chrome
from demo.columns import COLUMN_BY_ID, Column
from demo.edition import Edition
from demo.listing_page import column_page, home_page, missing_page
from demo.pagination import page_count
from demo.pictures import PICTURES, picture
from demo.templates import page_file

_HTML = "text/html; charset=utf-8"
_XML = "application/xml; charset=utf-8"
_RSS = "application/rss+xml; charset=utf-8"
_HOT = 10
_RELATED = 6
_COLUMN = re.compile(r"/columns/(\d{1,9})(?:/page/([1-9]\d{0,8}))?/?")
_ARTICLE = re.compile(r"(/articles/\d{4}-\d{2}-\d{2}/(\d{1,15}))(?:_(\d{1,2}))?\.html")
_Feed = Callable[[Sequence[DemoArticle], Address], bytes]
_SITEMAP = re.compile(r"/sitemap-articles-([1-9]\d{0,5})\.xml")
_PICTURE = re.compile(r"/static/([a-z0-9-]{1,20})\.png")


@dataclass(frozen=True, slots=True)
class Resource:
    """What a path holds. ``of`` tells when it has to be rendered anew: when that has changed."""

    content_type: str
    of: object
    render: Callable[[], bytes]
    last_modified: datetime | None = None
    status: int = 200


class Site:
    """Finds and renders pages. ``heavy`` pads them, ``per_page`` is the length of a listing.

    ``paged``: long articles stand on several pages.
    """

    def __init__(
        self, printed: Edition, *, heavy: bool = False, per_page: int = 15, paged: bool = False
    ) -> None:
        self._printed = printed.articles
        self._heavy = heavy
        self._per_page = per_page
        self._paged = paged
        self._place = {article.id: place for place, article in enumerate(self._printed)}
        hot = min(_HOT, len(self._printed))
        self._hot = tuple(chance("hot").sample(self._printed, hot))

    def find(self, path: str, edition: Edition, address: Address) -> Resource:
        """Return what ``path`` holds: a 404 or 410 page where there is nothing."""
        found = self._article(path, edition, address)
        found = found or self._listing(path, edition, address)
        found = found or self._machine_readable(path, edition, address)
        return found or self._file(path) or self.error(404, address)

    def error(self, status: int, address: Address) -> Resource:
        """Return the error page of a status."""
        return Resource(
            _HTML, status, lambda: missing_page(status, self._chrome(address)), status=status
        )

    def _article(self, path: str, edition: Edition, address: Address) -> Resource | None:
        match = _ARTICLE.fullmatch(path)
        if match is None:
            return None
        number, own_path = int(match[2]), f"{match[1]}.html"
        if (gone := edition.withdrawn.get(number)) is not None and gone.article.path == own_path:
            return self.error(gone.status, address)
        article = edition.by_id.get(number)
        if article is None or article.path != own_path:
            return None
        return self._page(article, match[3], address)

    def _page(self, article: DemoArticle, named: str | None, address: Address) -> Resource | None:
        """Return one page of an article; the first has no number in its address."""
        number = int(named or 1) if self._paged else None
        if named and not (number and 1 < number <= page_count(article)):
            return None
        return Resource(
            _HTML, (article, number), lambda: self._render(article, number, address), article.shown
        )

    def _render(self, article: DemoArticle, number: int | None, address: Address) -> bytes:
        return article_page(article, self._related(article), self._chrome(address), number)

    def _related(self, article: DemoArticle) -> Sequence[DemoArticle]:
        """Return the articles printed before it; only the first edition's, so they stay."""
        after = self._place.get(article.id, -1) + 1
        return self._printed[after : after + _RELATED]

    def _listing(self, path: str, edition: Edition, address: Address) -> Resource | None:
        if path == "/":
            at = edition.changed_at()
            chrome = self._chrome(address)
            return Resource(_HTML, edition.articles, lambda: home_page(edition, chrome), at)
        match = _COLUMN.fullmatch(path)
        column = COLUMN_BY_ID.get(int(match[1])) if match else None
        if match is None or column is None:
            return None
        return self._column(column, int(match[2] or 1), edition, address)

    def _column(
        self, column: Column, number: int, edition: Edition, address: Address
    ) -> Resource | None:
        articles = edition.by_column[column.id]
        pages = max(1, -(-len(articles) // self._per_page))
        if number > pages:
            return None
        first = (number - 1) * self._per_page
        shown = articles[first : first + self._per_page]
        return Resource(
            _HTML,
            (shown, pages),
            lambda: column_page(column, shown, number, pages, self._chrome(address)),
            edition.changed_at(column.id),
        )

    def _machine_readable(self, path: str, edition: Edition, address: Address) -> Resource | None:
        if path == "/robots.txt":
            return Resource("text/plain; charset=utf-8", 0, lambda: feeds.robots(address))
        articles, render = edition.articles, _FEEDS.get(path)
        if (part := _SITEMAP.fullmatch(path)) is not None:
            first = (int(part[1]) - 1) * feeds.MAP_ITEMS
            articles, render = articles[first : first + feeds.MAP_ITEMS], feeds.sitemap
        if render is None or (part and not articles):
            return None
        kind = _RSS if path == "/rss.xml" else _XML
        return Resource(kind, articles, lambda: render(articles, address), edition.changed_at())

    def _file(self, path: str) -> Resource | None:
        if path == "/static/site.css":
            return Resource("text/css; charset=utf-8", 0, lambda: page_file("site.css"))
        match = _PICTURE.fullmatch(path)
        if match is None or match[1] not in PICTURES:
            return None
        return Resource("image/png", 0, lambda: picture(match[1]))

    def _chrome(self, address: Address) -> Chrome:
        return Chrome(address, self._hot, self._heavy)


_FEEDS: dict[str, _Feed] = {
    "/rss.xml": feeds.rss,
    "/sitemap.xml": feeds.sitemap_index,
    "/sitemap-news.xml": feeds.news_sitemap,
}
