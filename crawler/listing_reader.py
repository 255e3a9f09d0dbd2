"""One listing of one crawl: its pages fetched, read, stored and booked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from scrapy.http import Response

from articles.dates import is_believable
from articles.hints import Pace, pace_of, rest_until
from articles.types import ArticleItem, FetchedPage, ListingEntry
from articles.walls.judge import wall_of
from config import FeedListing, Listing, SitemapListing
from crawler.asking import request_to
from crawler.backoff import retry_after
from crawler.errors import ExtractError
from crawler.failures import failure_of, http_failure
from crawler.pages import fetched_page
from crawler.session import CrawlSession
from crawler.spiders.listing import NO_ENTRIES, ListingPage
from storage.types import Discovery, Failure

if TYPE_CHECKING:
    from crawler.spiders.base import SourceSpider

OK = 200
NOT_MODIFIED = 304
GONE = frozenset({404, 410})
_ACCEPTED = {
    "feed": (
        "application/rss+xml,application/atom+xml,application/feed+json,application/rdf+xml,"
        "application/xml;q=0.9,*/*;q=0.5"
    ),
    "sitemap": "application/xml,*/*;q=0.5",
    "json": "application/json,*/*;q=0.5",
}
_BATCH = 500
"""Entries in one transaction."""
_MOST_ENTRIES = 5_000
"""Of one page. Sites list tens, archives hundreds; more would fill the work list."""
_MOST_IN_SITEMAP = 50_000
"""What sitemaps.org allows."""


@dataclass(frozen=True, slots=True)
class ListingReader:
    """What every walk does with a listing. ``url`` is the listing's own address."""

    spider: SourceSpider
    listing: Listing
    order: int
    url: str

    @property
    def session(self) -> CrawlSession:
        """The crawl."""
        return self.spider.session

    async def fetch(self, url: str, headers: dict[str, str]) -> FetchedPage | Failure:
        """Fetch a page of the listing; an expected failure is a value."""
        headers = self._accept() | headers
        try:
            request = request_to(url, headers=headers, dont_filter=True, priority=1)
            response: Response = await self.spider.crawler.engine.download_async(request)
        except Exception as error:
            failure = failure_of(error, 1, url, self.session.now())
            if failure is None:
                raise
            return failure
        page = fetched_page(response, url, self.session.now())
        if page.status in {OK, NOT_MODIFIED}:
            self.session.answered(url)
        self._heed(page)
        return page

    def _heed(self, page: FetchedPage) -> None:
        """Note what the site says of when it wants to be asked again."""
        now, accounts = self.session.now(), self.session.accounts
        asked = retry_after(page.retry_after, now)
        if asked and page.status not in {OK, NOT_MODIFIED}:
            accounts.asked(now + asked)
        elif page.url == self.url:
            is_feed = isinstance(self.listing, FeedListing)
            pace = pace_of(page.body) if is_feed else Pace()
            accounts.advised(rest_until(pace, page.cache_control, now))

    def _accept(self) -> dict[str, str]:
        """Ask for the listing's own type, where one address has several; a source's word wins."""
        named = {name.lower() for name, _ in self.session.source.fetch.headers}
        accepted = _ACCEPTED.get(self.listing.kind)
        return {"Accept": accepted} if accepted and "accept" not in named else {}

    async def read(self, page: FetchedPage, number: int) -> ListingPage | None:
        """Read a page; None, and booked, if its worker did not survive it."""
        self.session.listing_pages += 1
        try:
            read = await self.spider.listing_page(page, self.listing, number)
        except ExtractError as error:
            self.book(page.url, Failure(error.kind, str(error)))
            return None
        entries = self._bounded(page.url, read.entries)
        return replace(read, entries=tuple(_believed(one, page.fetched_at) for one in entries))

    def _bounded(self, url: str, entries: Sequence[ListingEntry]) -> Sequence[ListingEntry]:
        most = _MOST_IN_SITEMAP if isinstance(self.listing, SitemapListing) else _MOST_ENTRIES
        if len(entries) > most:
            what = f"it lists {len(entries)} entries; the first {most} were taken"
            self.session.accounts.problem("limit", "too-many-entries", url, what)
        return entries[:most]

    def may_go_on(self, url: str) -> bool:
        """Tell whether this run may read one more listing page; book it if not."""
        session = self.session
        if session.listing_pages < session.settings.max_listing_pages:
            return True
        what = f"this run has read its {session.listing_pages} pages (max_listing_pages)"
        session.accounts.problem("limit", "max-listing-pages", url, what)
        return False

    async def store(
        self,
        entries: Sequence[ListingEntry],
        *,
        older: Collection[str] = (),
        revive: bool = False,
    ) -> Discovery:
        """Store entries before any is fetched, and book them; return what was found in all."""
        session, total = self.session, Discovery(0, 0, 0, 0)
        vouched = isinstance(self.listing, FeedListing) and self.listing.full_text
        for start in range(0, len(entries), _BATCH):
            batch = entries[start : start + _BATCH]
            for entry in batch:
                session.carry(entry, vouched=vouched)
            found = await session.work.discover(
                self.url, self.order, batch, session.now(), older=older, revive=revive
            )
            session.accounts.discovered(found)
            total += found
        return total

    def book(self, url: str, failed: Failure | FetchedPage) -> None:
        """Book a page of the listing that could not be had or read."""
        session = self.session
        if isinstance(failed, FetchedPage):
            failed = http_failure(failed, 1, session.now())
        session.listing_errors += 1
        session.broke(url, failed.kind)
        session.accounts.problem("listing", failed.kind, url, failed.message)

    async def book_fault(self, page: FetchedPage, read: ListingPage) -> None:
        """Book a page of the listing that shows nothing, as the wall that it is if it is one."""
        if read.fault and read.kind != NO_ENTRIES:
            self.book(page.url, Failure(read.kind, read.fault))
            return
        try:
            wall = await self.session.process.reader.call(
                wall_of, page, ArticleItem(url=page.final_url)
            )
        except ExtractError as error:
            self.book(page.url, Failure(error.kind, str(error)))
            return
        if wall is not None:
            self.book(page.url, Failure(wall.reason.value, wall.detail))
        else:
            self.book_nothing(page.url, read.fault or "no entry was found in it")

    def book_nothing(self, url: str, cause: str) -> None:
        """Book a listing in which no entry was found."""
        self.book(url, Failure(NO_ENTRIES, cause))


def _believed(entry: ListingEntry, now: datetime) -> ListingEntry:
    """Return an entry without a date that cannot be: it would come first for ever, or last."""
    if entry.published is None or is_believable(entry.published, now):
        return entry
    return replace(entry, published=None)
