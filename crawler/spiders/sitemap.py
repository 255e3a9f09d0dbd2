"""Listings that are sitemaps; an index of sitemaps is a listing made of parts."""

from __future__ import annotations

import re

from articles.listings.order import newest_first
from articles.listings.sitemap import Part, sitemap
from articles.types import FetchedPage
from articles.urls import absolute
from config import SitemapListing, Source
from crawler.spiders.listing import ListingPage, ListingPart, moment, page_of


def read_listing(page: FetchedPage, source: Source, listing: SitemapListing) -> ListingPage:
    """Read a sitemap, or name the parts of an index that the listing's ``maps`` lets pass."""
    found = sitemap(page.body)
    if found.fault:
        return ListingPage(fault=found.fault)
    if not found.parts:
        return page_of(newest_first(found.lines), page, source, listing)
    parts = dict.fromkeys(part for one in found.parts if (part := _part(one, page, source)))
    wanted = tuple(one for one in parts if not listing.maps or re.search(listing.maps, one.url))
    if not wanted:
        return ListingPage(fault=f"none of its {len(parts)} sitemaps matches maps")
    return ListingPage(parts=wanted)


def _part(part: Part, page: FetchedPage, source: Source) -> ListingPart | None:
    url = absolute(page.final_url, part.link)
    if url is None:
        return None
    return ListingPart(url, part.lastmod, moment(part.lastmod, source, page.fetched_at))
