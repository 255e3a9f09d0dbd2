"""Listing pages in HTML: the links that a selector names, with title and date beside them."""

from __future__ import annotations

from dataclasses import replace

from articles.extract.charset import decode
from articles.listings.html import base_of, lines, next_link
from articles.types import FetchedPage
from articles.urls import absolute, same_site
from config import PageListing, Source
from crawler.spiders.listing import ListingPage, page_of


def read_listing(
    page: FetchedPage, source: Source, listing: PageListing, number: int
) -> ListingPage:
    """Read page ``number`` (from 1) of an HTML listing."""
    text = decode(page)
    found = lines(text, listing.entries, listing.entry_date)
    if found.fault:
        return ListingPage(fault=found.fault, kind="too-deep")
    base = base_of(text, page.final_url)
    read = page_of(found.lines, replace(page, final_url=base), source, listing)
    if read.empty:
        return ListingPage(fault=_nothing_found(listing))
    return replace(read, next_url=_next(text, page, base, source, listing, number))


def _next(
    text: str, page: FetchedPage, base: str, source: Source, listing: PageListing, number: int
) -> str | None:
    """Return where the next page is; a link that leads to another site leads nowhere."""
    if listing.next_link is None:
        return source.next_url(listing, number + 1)
    link = next_link(text, listing.next_link)
    url = absolute(base, link) if link else None
    return url if url and same_site(url, page.final_url) else None


def _nothing_found(listing: PageListing) -> str:
    return (
        f"no link on the page matches entries = {listing.entries!r}: the site has changed, or "
        "the selector is wrong"
    )
