"""Which reader reads which kind of listing.

Pure functions of their arguments, so that a page may be read in a thread or another process. Each
reader is loaded by the first listing of its kind: most crawls meet one, and feeds are 3 MB of code.
"""

from __future__ import annotations

from articles.types import FetchedPage
from config import FeedListing, JsonListing, Listing, PageListing, SitemapListing, Source
from crawler.spiders.listing import ListingPage


def read_listing(
    fetched: FetchedPage, source: Source, listing: Listing, number: int
) -> ListingPage:
    """Read page ``number`` (from 1) of a listing. Never raises for what a page holds."""
    match listing:
        case PageListing():
            from crawler.spiders import page  # noqa: PLC0415 - loaded by kind

            return page.read_listing(fetched, source, listing, number)
        case FeedListing():
            from crawler.spiders import feed  # noqa: PLC0415 - the same

            return feed.read_listing(fetched, source, listing)
        case SitemapListing():
            from crawler.spiders import sitemap  # noqa: PLC0415 - the same

            return sitemap.read_listing(fetched, source, listing)
        case JsonListing():
            from crawler.spiders import json_api  # noqa: PLC0415 - the same

            return json_api.read_listing(fetched, source, listing, number)
    raise TypeError(f"no reader for listings of {type(listing).__name__}")
