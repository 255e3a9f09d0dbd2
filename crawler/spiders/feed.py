"""Listings that are feeds: RSS, RDF, Atom (broken XML included) and JSON Feed."""

from __future__ import annotations

from articles.listings import feed, json_feed
from articles.types import FetchedPage
from config import FeedListing, Source
from crawler.spiders.listing import ListingPage, page_of


def read_listing(page: FetchedPage, source: Source, listing: FeedListing) -> ListingPage:
    """Read a feed; it has one page."""
    dialect = json_feed if json_feed.looks_like_json(page) else feed
    found = dialect.lines(page, full_text=listing.full_text)
    if found.fault:
        return ListingPage(fault=found.fault)
    return page_of(found.lines, page, source, listing)
