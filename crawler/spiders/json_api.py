"""Listings that are a site's own interface for programs, answering with JSON."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

from articles.extract.charset import decode
from articles.listings.json_api import Fields, lines
from articles.listings.line import Line
from articles.types import FetchedPage
from config import JsonListing, Source
from crawler.spiders.listing import ListingPage, page_of


def read_listing(
    page: FetchedPage, source: Source, listing: JsonListing, number: int
) -> ListingPage:
    """Read page ``number`` (from 1) of an interface. An empty list is its end."""
    found, cursor = lines(decode(page), _fields(listing))
    if found.fault:
        return ListingPage(fault=found.fault)
    # such a host of its own is no base: what it names stands on the site
    page = replace(page, final_url=source.homepage)
    read = page_of([_addressed(line, listing) for line in found.lines], page, source, listing)
    return replace(read, next_url=None if read.empty else _next(source, listing, number, cursor))


def _fields(listing: JsonListing) -> Fields:
    return Fields(
        entries=listing.entries,
        link=listing.entry_link,
        title=listing.entry_title,
        date=listing.entry_date,
        cursor=listing.cursor,
    )


def _addressed(line: Line, listing: JsonListing) -> Line:
    """Put what names an article into the address of its page; it may be a path."""
    if listing.link_pattern is None:
        return line
    return replace(line, link=listing.link_pattern.replace("{link}", quote(line.link)))


def _next(source: Source, listing: JsonListing, number: int, cursor: str | None) -> str | None:
    if listing.cursor is None:
        return source.next_url(listing, number + 1)
    return None if cursor is None else source.next_url(listing, cursor)
