"""What reading one page of a listing gives, whatever its kind."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from articles.dates import parse_date
from articles.errors import DateError, UrlError
from articles.listings.line import Line
from articles.types import FetchedPage, ListingEntry
from articles.urls import absolute, canonical_url
from config import Listing, SitemapListing, Source

NO_ENTRIES = "no-entries"
_ABSOLUTE_DATE = re.compile(r"\d{4}|\d{1,2}\s*[-/.月]\s*\d{1,2}")


@dataclass(frozen=True, slots=True)
class ListingPart:
    """Another listing that this one names as a part of itself, as an index of sitemaps does."""

    url: str
    lastmod: str = ""
    """When it last changed, as written; empty where that is not told."""
    changed: datetime | None = None


@dataclass(frozen=True, slots=True)
class ListingPage:
    """The entries of one page of a listing, top first, and where the next page is.

    A page without entries and parts is a fault, which ``fault`` may put into words, unless it is
    ``empty``: a sound listing that has nothing at the moment. ``unwanted`` counts the links that
    are none of the listing's articles.
    """

    entries: tuple[ListingEntry, ...] = ()
    next_url: str | None = None
    parts: tuple[ListingPart, ...] = ()
    fault: str | None = None
    kind: str = NO_ENTRIES
    """The class of the fault."""
    empty: bool = False
    unwanted: int = 0


def page_of(
    lines: Iterable[Line], page: FetchedPage, source: Source, listing: Listing
) -> ListingPage:
    """Return a listing's lines as entries, one an address. Links to elsewhere are entries too."""
    shown = 0
    entries: dict[str, ListingEntry] = {}
    for shown, line in enumerate(lines, start=1):  # noqa: B007 - counted for the message below
        entry = _entry(line, page, source, listing)
        if entry and listing.wants(entry.url):
            first = entries.setdefault(entry.url, entry)
            if entry.title and not first.title:
                # a picture, and the headline under it, both linked
                published = first.published or entry.published
                entries[entry.url] = replace(
                    first, title=entry.title, claim=entry.claim, published=published
                )
    fault = f"none of its {shown} links passes include and exclude" if shown else None
    return ListingPage(
        tuple(entries.values()),
        fault=None if entries else fault,
        empty=not shown,
        unwanted=0 if entries else shown,
    )


def moment(text: str | None, source: Source, now: datetime) -> datetime | None:
    """Return the time that a listing shows; None where it shows none that can be used."""
    if not text:
        return None
    try:
        return parse_date(text, timezone=source.timezone, now=now)
    except DateError:
        return None


def _entry(line: Line, page: FetchedPage, source: Source, listing: Listing) -> ListingEntry | None:
    url = _address(page.final_url, line.link, source)
    if url is None:
        return None
    return ListingEntry(
        url=url,
        channel=listing.title,
        title=line.title,
        published=moment(line.date, source, page.fetched_at),
        claim=_claim(line, listing),
        changed=moment(line.changed, source, page.fetched_at),
        full=line.full,
    )


def _claim(line: Line, listing: Listing) -> str:
    """Fingerprint a line. Sitemaps that name one article differ in all but ``lastmod``."""
    if isinstance(listing, SitemapListing) and line.changed:
        return claim_of("lastmod", line.changed)
    shown = line.date if line.date and _ABSOLUTE_DATE.search(line.date) else None
    return claim_of(listing.kind, line.title, shown, line.changed)


def _address(base: str, link: str, source: Source) -> str | None:
    url = absolute(base, link)
    try:
        if url is not None:
            canonical_url(url, keep_query=source.keep_query)
    except UrlError:
        return None
    return url


def claim_of(kind: str, *shown: str | None) -> str:
    """Return a short fingerprint of what a kind of listing shows of an entry."""
    text = json.dumps(shown, ensure_ascii=False)
    return f"{kind}:{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:16]}"
