"""A look at a site without a crawl: pages fetched by the same guards, limits and manners.

A visit runs a job that asks for page after page and judges what it sees. Nothing is stored.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, TypeVar

from scrapy.crawler import Crawler
from scrapy.http import Request, Response

from articles.types import FetchedPage
from config import Listing, Settings, Source
from crawler.accounts import Accounts
from crawler.asking import request_to
from crawler.dry_run import DryWorkList
from crawler.failures import failure_of
from crawler.options import CrawlOptions
from crawler.pages import fetched_page
from crawler.process_state import ProcessState
from crawler.session import CrawlSession
from crawler.settings import for_crawl
from crawler.spiders.base import SourceSpider
from crawler.spiders.listing import ListingPage
from storage import Storage
from storage.types import Failure

T = TypeVar("T")


class Visit:
    """What a job may do at a site."""

    def __init__(self, spider: SourceSpider) -> None:
        self._spider = spider

    async def page(self, url: str, *, robots: bool = True) -> FetchedPage | Failure:
        """Fetch a page, whatever its status; an expected failure is a value.

        ``robots`` False is for robots.txt itself.
        """
        meta = {} if robots else {"dont_obey_robotstxt": True}
        engine: Any = self._spider.crawler.engine
        now = self._spider.session.now
        try:
            request = request_to(url, dont_filter=True, meta=meta)
            response: Response = await engine.download_async(request)
        except Exception as error:
            failure = failure_of(error, 1, url, now())
            if failure is None:
                raise
            return failure
        return fetched_page(response, url, now())

    async def listing(self, page: FetchedPage, listing: Listing) -> ListingPage:
        """Read a page as a listing of the visited source. Raises ExtractError."""
        return await self._spider.listing_page(page, listing, 1)


Job = Callable[[Visit], Awaitable[T]]


class _VisitSpider(SourceSpider):
    name = "visit"

    def __init__(self, session: CrawlSession, run: Callable[[Visit], Awaitable[None]]) -> None:
        super().__init__(session)
        self._run = run

    async def start(self) -> AsyncIterator[Request]:
        await self._run(Visit(self))
        requests: tuple[Request, ...] = ()
        for request in requests:
            yield request


async def visit(
    source: Source, settings: Settings, storage: Storage, process: ProcessState, job: Job[T]
) -> T:
    """Run a job at a source's site; return what it returns. Raises what it raises."""
    outcome: list[T] = []
    errors: list[Exception] = []

    async def run(at: Visit) -> None:
        try:
            outcome.append(await job(at))
        except Exception as error:  # noqa: BLE001 - raised below, where the caller is
            errors.append(error)

    work = DryWorkList(storage, source)
    session = CrawlSession(
        source, settings, CrawlOptions(dry_run=True), work, Accounts(source.name), process
    )
    crawler = Crawler(_VisitSpider, for_crawl(source, settings))
    await crawler.crawl_async(session=session, run=run)
    if session.fatal:
        raise session.fatal
    if errors:
        raise errors[0]
    return outcome[0]
