"""Listing pages in HTML: the links that a selector names, with title and date beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles.dates import parse_date
from articles.errors import DateError, UrlError
from articles.extract.charset import decode
from articles.html.depth import unsafe_to_parse
from articles.html.tokens import tokens
from articles.types import FetchedPage, ListingEntry
from articles.urls import absolute, canonical_url
from config import Listing, Source
from crawler.spiders.listing import ListingPage, claim_of

_ROWS = frozenset({"li", "article", "tr", "dd"})
_ABSOLUTE_DATE = re.compile(r"\d{4}|\d{1,2}\s*[-/.月]\s*\d{1,2}")


def read_listing(page: FetchedPage, source: Source, listing: Listing, number: int) -> ListingPage:
    """Read page ``number`` (from 1) of an HTML listing. Links to elsewhere are entries too."""
    text = decode(page)
    if unsafe_to_parse(text, list(tokens(text))):
        return ListingPage((), None)
    entries: dict[str, ListingEntry] = {}
    for link in _links(LexborHTMLParser(text), listing):
        entry = _entry(link, page, source, listing)
        if entry and listing.wants(entry.url):
            entries.setdefault(entry.url, entry)
    return ListingPage(tuple(entries.values()), source.next_url(listing, number + 1))


def _links(tree: LexborHTMLParser, listing: Listing) -> Iterator[LexborNode]:
    for node in tree.css(listing.entries):
        link = node if node.tag == "a" else node.css_first("a[href]")
        if link is not None:
            yield link


def _entry(
    link: LexborNode, page: FetchedPage, source: Source, listing: Listing
) -> ListingEntry | None:
    url = _address(page.final_url, link.attributes.get("href") or "", source)
    if url is None:
        return None
    title = _title(link)
    shown = _date_text(link, listing.entry_date)
    return ListingEntry(
        url=url,
        channel=listing.title,
        title=title,
        published=_moment(shown, source, page.fetched_at),
        claim=claim_of(title, shown if shown and _ABSOLUTE_DATE.search(shown) else None),
    )


def _address(base: str, link: str, source: Source) -> str | None:
    url = absolute(base, link)
    try:
        if url is not None:
            canonical_url(url, keep_query=source.keep_query)
    except UrlError:
        return None
    return url


def _title(link: LexborNode) -> str | None:
    text = " ".join((link.attributes.get("title") or link.text(deep=True)).split())
    return text or None


def _date_text(link: LexborNode, selector: str | None) -> str | None:
    if selector is None:
        return None
    row = _row(link)
    found = row.css_first(selector) if row is not None else None
    return " ".join(found.text(deep=True).split()) or None if found is not None else None


def _row(link: LexborNode) -> LexborNode | None:
    node = link.parent
    while node is not None and node.tag not in _ROWS:
        node = node.parent
    return node if node is not None else link.parent


def _moment(text: str | None, source: Source, now: datetime) -> datetime | None:
    if not text:
        return None
    try:
        return parse_date(text, timezone=source.timezone, now=now)
    except DateError:
        return None
