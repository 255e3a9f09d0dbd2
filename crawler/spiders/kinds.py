"""Which reader reads which kind of listing.

Pure functions of their arguments, so that a page may be read in a thread or another process.
"""

from __future__ import annotations

from articles.types import FetchedPage
from config import FeedListing, JsonListing, Listing, PageListing, SitemapListing, Source
from crawler.spiders import feed, json_api, page, sitemap
from crawler.spiders.listing import ListingPage


def read_listing(
    fetched: FetchedPage, source: Source, listing: Listing, number: int
) -> ListingPage:
    """Read page ``number`` (from 1) of a listing. Never raises for what a page holds."""
    match listing:
        case PageListing():
            return page.read_listing(fetched, source, listing, number)
        case FeedListing():
            return feed.read_listing(fetched, source, listing)
        case SitemapListing():
            return sitemap.read_listing(fetched, source, listing)
        case JsonListing():
            return json_api.read_listing(fetched, source, listing, number)
    raise TypeError(f"no reader for listings of {type(listing).__name__}")
