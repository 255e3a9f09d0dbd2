"""What a site offers, looked at over the network: the ways of listing its articles, best first.

    homepage → feeds it announces · sitemaps that robots.txt names · lists of links in its pages

Decides by what is really there: a feed or sitemap counts with its entries, a list of links with how
much it looks like one of articles. Whether articles can be read from it, a trial crawl tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from articles.extract.charset import decode
from articles.offers.lists import ArticleList, article_lists
from articles.offers.signs import Announced, feeds, sections, sitemaps
from articles.types import FetchedPage, ListingEntry
from articles.urls import same_site
from config.listing import FeedListing, SitemapListing
from service.errors import UsageProblem
from storage.types import Failure

if TYPE_CHECKING:
    from crawler.visit import Visit

KINDS = ("feed", "sitemap", "page")
_USUAL_FEEDS = ("/feed", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml", "/rss")
_USUAL_SITEMAPS = ("/sitemap_index.xml", "/sitemap.xml", "/sitemap-news.xml")
_MOST_FEEDS = 6
_MOST_SECTIONS = 12
_GOOD = 1.0
_ENOUGH = 5
_OK = 200
_SEPARATOR = re.compile(r"\s*(?:[|_–—·•»]|\s-\s|\s:\s)\s*")


@dataclass(frozen=True, slots=True)
class Way:
    """One way of listing a site's articles: ``[[listing]]`` tables, and why it is worth a try."""

    kind: str
    listings: tuple[Mapping[str, Any], ...]
    entries: int
    rank: int
    """The lower the better: 0 a good feed or news sitemap, 1 lists of links, 2 the rest."""
    why: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What a site says of itself, and the ways found."""

    homepage: str
    title: str
    language: str | None
    robots: str
    """What robots.txt says to us, in words."""
    ways: tuple[Way, ...]


async def scout(visit: Visit, url: str, kinds: Iterable[str]) -> Offer:
    """Look at a site. Raises UsageProblem if its page cannot be had."""
    home = await visit.page(url)
    if isinstance(home, Failure):
        raise UsageProblem(f"{url} cannot be read ({home.kind}): {home.message}")
    if home.status != _OK:
        raise UsageProblem(f"{url} cannot be read: it answers HTTP {home.status}")
    text, robots = decode(home), await _robots(visit, home.final_url)
    ways: list[Way] = []
    if "feed" in kinds:
        ways += await _feeds(visit, home, text)
    if "sitemap" in kinds:
        ways += await _sitemaps(visit, home, robots)
    if "page" in kinds:
        ways += await _lists(visit, home, text)
    ways.sort(key=lambda way: (way.rank, KINDS.index(way.kind), -way.entries))
    parts = urlsplit(home.final_url)
    return Offer(
        homepage=f"{parts.scheme}://{parts.netloc}",
        title=_title(text, parts.hostname or url),
        language=_language(text),
        robots=_said(robots),
        ways=tuple(ways),
    )


async def _robots(visit: Visit, url: str) -> str:
    page = await visit.page(urljoin(url, "/robots.txt"), robots=False)
    return decode(page) if isinstance(page, FetchedPage) and page.status == _OK else ""


def _said(robots: str) -> str:
    delay = re.search(r"(?im)^\s*crawl-delay\s*:\s*(\S+)", robots)
    rules = len(re.findall(r"(?im)^\s*disallow\s*:\s*\S", robots))
    if not robots:
        return "there is none: everything is allowed"
    told = f"{rules} rules" if rules else "nothing is forbidden"
    return f"{told}, crawl-delay {delay[1]}" if delay else told


async def _feeds(visit: Visit, home: FetchedPage, text: str) -> list[Way]:
    base = home.final_url
    announced = feeds(text, base) or tuple(
        Announced(urljoin(base, path), "") for path in _USUAL_FEEDS
    )
    ways = []
    for one in (Announced(base, ""), *announced[:_MOST_FEEDS]):
        page = home if one.url == base else await _page(visit, one.url)
        entries = await _read_feed(visit, page, one) if page else ()
        if entries:
            ways.append(_feed_way(page.final_url if page else one.url, one.title, entries))
    return ways


async def _read_feed(visit: Visit, page: FetchedPage, one: Announced) -> tuple[ListingEntry, ...]:
    listing = FeedListing(kind="feed", url=one.url, title=one.title or "feed")
    read = await visit.listing(page, listing)
    return tuple(entry for entry in read.entries if same_site(entry.url, page.final_url))


def _feed_way(url: str, title: str, entries: tuple[ListingEntry, ...]) -> Way:
    dated = sum(entry.published is not None for entry in entries)
    whole = sum(entry.full is not None for entry in entries)
    listing = {"kind": "feed", "url": url, "title": title or "feed"}
    told = f"a feed of {len(entries)} entries, {dated} with a date, {whole} with the whole text"
    good = len(entries) >= _ENOUGH and dated >= len(entries) / 2
    return Way("feed", (listing,), len(entries), 0 if good else 2, told)


async def _sitemaps(visit: Visit, home: FetchedPage, robots: str) -> list[Way]:
    base = home.final_url
    named = sitemaps(robots) or tuple(urljoin(base, path) for path in _USUAL_SITEMAPS)
    ways = []
    for url in named[:_MOST_FEEDS]:
        page = await _page(visit, url)
        if page is None:
            continue
        read = await visit.listing(page, SitemapListing(kind="sitemap", url=url, title="sitemap"))
        entries = [one for one in read.entries if same_site(one.url, base)]
        if entries or read.parts:
            ways.append(_sitemap_way(url, entries, len(read.parts)))
    return ways


def _sitemap_way(url: str, entries: list[ListingEntry], parts: int) -> Way:
    news = sum(one.title is not None and one.published is not None for one in entries)
    listing = {"kind": "sitemap", "url": url, "title": "sitemap"}
    told = f"a sitemap of {len(entries)} pages" if entries else f"an index of {parts} sitemaps"
    good = news >= max(_ENOUGH, len(entries) / 2)
    return Way("sitemap", (listing,), len(entries), 0 if good else 2, told)


async def _lists(visit: Visit, home: FetchedPage, text: str) -> list[Way]:
    best = next(iter(article_lists(text, home.final_url)), None)
    if best is None or best.score < _GOOD:
        return []
    found = [(urlsplit(home.final_url).path or "/", "", best)]
    for section in sections(text, home.final_url)[:_MOST_SECTIONS]:
        if (urlsplit(section.url).path or "/") == found[0][0]:
            continue
        page = await _page(visit, section.url)
        own = _same_list(page, best) if page else None
        if page and own:
            found.append((_relative(section.url, home.final_url), section.title, own))
    return [_list_way(_without_home(found), _title(text, ""))]


def _same_list(page: FetchedPage, best: ArticleList) -> ArticleList | None:
    """Return the list of a section's page that is written like the home page's."""
    lists = article_lists(decode(page), page.final_url)
    return next((one for one in lists[:3] if one.selector == best.selector), None)


def _without_home(found: list[tuple[str, str, ArticleList]]) -> list[tuple[str, str, ArticleList]]:
    """Leave the home page out if the sections show all that it does."""
    shown = {link.url for _, _, one in found[1:] for link in one.links}
    alone = [link for link in found[0][2].links if link.url not in shown]
    return found[1:] if not alone else [*found[1:], found[0]]


def _list_way(found: list[tuple[str, str, ArticleList]], site: str) -> Way:
    shapes = {one.include for _, _, one in found}
    include = next(iter(shapes)) if len(shapes) == 1 else None
    tables = []
    for url, title, one in found:
        table: dict[str, Any] = {"url": url, "title": title or site or "home"}
        table["entries"] = one.selector
        if one.next_page:
            table["next_page"] = _relative(one.next_page, url)
        if include:
            table["include"] = include
        tables.append(table)
    entries = len({link.url for _, _, one in found for link in one.links})
    return Way("page", tuple(tables), entries, 1, f"{len(found)} lists of {entries} links in all")


def _relative(url: str, base: str) -> str:
    """Return an address as the source's homepage would complete it."""
    parts = urlsplit(url)
    if base.startswith("http") and urlsplit(base).netloc != parts.netloc:
        return url
    path = parts.path or "/"
    return f"{path}?{parts.query}" if parts.query else path


async def _page(visit: Visit, url: str) -> FetchedPage | None:
    page = await visit.page(url)
    return page if isinstance(page, FetchedPage) and page.status == _OK else None


def _title(text: str, otherwise: str) -> str:
    tree = LexborHTMLParser(text)
    named = tree.css_first('meta[property="og:site_name"][content]')
    if named is not None and (content := (named.attributes.get("content") or "").strip()):
        return content
    title = tree.css_first("title")
    parts = _SEPARATOR.split(" ".join(title.text().split())) if title is not None else []
    return min((part for part in parts if part), key=len, default=otherwise)


def _language(text: str) -> str | None:
    node = LexborHTMLParser(text).css_first("html[lang]")
    found = (node.attributes.get("lang") or "").partition("-")[0].lower() if node else ""
    return found if re.fullmatch(r"[a-z]{2,3}", found) else None
