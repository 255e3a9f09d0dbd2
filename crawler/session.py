"""What the parts of one crawl share, and the one place where an entry meets its outcome."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from articles.types import (
    Article,
    ArticleItem,
    ArticleKey,
    Decision,
    FetchedPage,
    ListingEntry,
    Rejection,
    RejectReason,
)
from articles.urls import article_key
from config import Settings, Source
from crawler.accounts import Accounts
from crawler.backoff import is_final
from crawler.failures import wall_failure
from crawler.first_crawl import is_before
from crawler.options import CrawlOptions
from crawler.process_state import ProcessState
from crawler.worklist import WorkList
from storage.backfill import Backfill
from storage.types import Failure, Lease, Saved

T = TypeVar("T")

_DOUBTFUL = 0.8
"""Below this expected F1 a person should look; most pages of news are read with over .95."""


def utc_now() -> datetime:
    """Return the time; the one place of a crawl that reads the clock."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Carried:
    """An article that a listing carries; ``vouched``: it is taken instead of its page."""

    item: ArticleItem
    vouched: bool


@dataclass(slots=True)
class CrawlSession:
    """One crawl of one source. ``fatal`` is the error that ended it early, if one did.

    Each outcome is written to the work list, then booked: a crash before repeats a page, and loses
    or doubles none. What has none at the end is given back.
    """

    source: Source
    settings: Settings
    options: CrawlOptions
    work: WorkList
    accounts: Accounts
    process: ProcessState
    backfill: Backfill | None = None
    """The backfill of which this crawl is a slice; None for a live crawl."""
    backfill_read: bool = False
    """Whether the backfill has read all listings as far as it is to."""
    now: Callable[[], datetime] = utc_now
    fatal: Exception | None = None
    interrupted: bool = False
    spent: bool = False
    """The run has made all the requests that it may."""
    listing_errors: int = 0
    listing_pages: int = 0
    carried: dict[ArticleKey, Carried] = field(default_factory=dict)
    """Whole articles that listings of this crawl hold. Not stored: a later crawl fetches pages."""
    held_back: int = 0
    older: dict[ArticleKey, bool] = field(default_factory=dict)
    """With ``--since``: which entries the first listing that shows them tells to be older."""
    _tasks: set[asyncio.Task[Any]] = field(default_factory=set)
    _reading: set[asyncio.Task[Any]] = field(default_factory=set)

    async def store(self, lease: Lease, article: Article, page: FetchedPage | None) -> Saved:
        """Store an article; how that changed the records is the outcome.

        Without a page it came from a listing or from several pages, and its page is asked for in
        full another time.
        """
        saved = await self.work.save(
            article,
            lease,
            self.now(),
            etag=page.etag if page else None,
            last_modified=page.last_modified if page else None,
        )
        self.accounts.stored(saved.decision, article, saved.why)
        if article.confidence is not None and article.confidence < _DOUBTFUL:
            self.accounts.doubtful(article.url, article.confidence)
        for name in article.missed if saved.decision is not Decision.WORSE else ():
            self.accounts.missed(article.url, name)
        for library in article.failures:
            self.accounts.problem("extractor", library, article.url, "it raised on this page")
        self.answered(lease.url)
        if self.options.on_article:
            self.options.on_article(article, saved.decision)
        return saved

    def carry(self, entry: ListingEntry, *, vouched: bool) -> None:
        """Keep the whole article that a listing shows with an entry, if it does."""
        if entry.full is not None:
            key = article_key(entry.url, keep_query=self.source.keep_query)
            self.carried[key] = Carried(entry.full, vouched)

    def carried_with(self, lease: Lease) -> Carried | None:
        """Return the whole article that a listing of this crawl showed with an entry."""
        if not self.carried:
            return None
        return self.carried.get(article_key(lease.url, keep_query=self.source.keep_query))

    async def reject(self, lease: Lease, rejection: Rejection) -> None:
        """Note that a page is no article."""
        await self.work.reject(lease, rejection, self.now())
        self.accounts.rejected(rejection)
        self.answered(lease.url)

    async def turned_away(self, lease: Lease, rejection: Rejection) -> None:
        """Note what came in place of an article: a wall is tried again, anything else is not."""
        failure = wall_failure(rejection, lease.attempts, self.now())
        if failure is None:
            await self.reject(lease, rejection)
        elif rejection.reason is RejectReason.SOFT_404 and is_final(404, lease.attempts):
            await self.gone(lease, failure.kind)
        else:
            await self.fail(lease, failure)

    async def fail(self, lease: Lease, failure: Failure) -> None:
        """Note that a page could not be had."""
        # First: more requests are under way, and the work list takes its time.
        self.broke(lease.url, failure.kind)
        await self.work.fail(lease, failure, self.now())
        self.accounts.failed(lease.url, failure, again=lease.record_id is not None)

    async def gone(self, lease: Lease, kind: str) -> None:
        """Note that the site says a page is no more; a record of it is kept and marked."""
        withdrawn = await self.work.gone(lease, self.now())
        self.accounts.gone(lease.url, kind, withdrawn=withdrawn)
        self.answered(lease.url)

    async def untouched(self, lease: Lease) -> None:
        """Note that a page has not changed since it was stored (HTTP 304)."""
        await self.work.untouched(lease, self.now())
        self.accounts.add(stored_unchanged=1)
        self.answered(lease.url)

    def not_older(self, entries: Sequence[ListingEntry]) -> list[ListingEntry]:
        """Return the entries that ``--since`` takes; each other one is counted, once a run."""
        return [one for one in entries if not self._is_older(one)]

    def _is_older(self, entry: ListingEntry) -> bool:
        since = self.options.since
        if since is None:
            return False
        key = article_key(entry.url, keep_query=self.source.keep_query)
        if key not in self.older:
            older = self.older[key] = is_before(entry, since)
            self.accounts.add(found=older, older=older)
        return self.older[key]

    async def retry_failed(self) -> int:
        """Forget all waits: of the failed entries, and of the hosts of the source's listings."""
        for listing in self.source.listings:
            self.answered(self.source.listing_url(listing))
        self.answered(self.source.homepage)
        return await self.work.reset(self.now())

    def hold_back(self) -> None:
        """Leave an entry as it was: older than ``--since``. It is given back at the end."""
        self.held_back += 1
        self._count_as_older()

    async def leave(self, lease: Lease, why: str) -> None:
        """Leave an entry alone for its age, for good."""
        await self.work.leave(lease, why, self.now())
        self._count_as_older()

    def _count_as_older(self) -> None:
        # One that no listing of this run showed as new was not found yet.
        self.accounts.add(older=1, **({"new": -1} if self.accounts.counts.new else {"found": 1}))

    def answered(self, url: str) -> None:
        """Note that a host has answered as it should."""
        self.process.circuits.good(urlsplit(url).netloc)

    def broke(self, url: str, kind: str) -> None:
        """Note how a request failed, for the circuit of its host."""
        self.process.circuits.bad(urlsplit(url).netloc, kind, self.now())

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run something beside the crawl and keep hold of it until it is done."""
        _held(work, self._tasks)

    async def read(self, work: Coroutine[Any, Any, T]) -> T:
        """Wait until something is read. Raises CancelledError when the crawl is stopped."""
        return await _held(work, self._reading)

    def stop_reading(self) -> None:
        """Drop what is being read: its entries are given back at the end."""
        for task in tuple(self._reading):
            task.cancel()


def _held(work: Coroutine[Any, Any, T], tasks: set[asyncio.Task[Any]]) -> asyncio.Task[T]:
    task = asyncio.get_running_loop().create_task(work)
    tasks.add(task)
    task.add_done_callback(tasks.discard)
    return task
