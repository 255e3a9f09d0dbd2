"""Listings that are feeds: RSS, RDF, Atom (broken XML included) and JSON Feed."""

from __future__ import annotations

from dataclasses import replace

from articles.listings import feed, json_feed
from articles.types import FetchedPage
from articles.urls import absolute, same_site
from config import FeedListing, Source
from crawler.spiders.listing import ListingPage, page_of


def read_listing(page: FetchedPage, source: Source, listing: FeedListing) -> ListingPage:
    """Read a feed; older entries may be on further pages, on its own site."""
    dialect = json_feed if json_feed.looks_like_json(page) else feed
    found = dialect.lines(page, full_text=listing.full_text)
    if found.fault:
        return ListingPage(fault=found.fault)
    following = absolute(page.final_url, found.next) if found.next else None
    if following is not None and not same_site(following, page.final_url):
        following = None
    return replace(page_of(found.lines, page, source, listing), next_url=following)
