"""The further pages of an article: fetched with the same manners, read by the same rules, joined.

first page → is there a next? → the single page that has it whole, else page after page → Article
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from scrapy.crawler import Crawler
from scrapy.http import Request, Response

from articles.extract.further import following
from articles.joining import goes_on, joined_article
from articles.normalize import Sighting
from articles.read import Opened
from articles.rereading import in_place_of
from articles.types import Article, FetchedPage, Rejection
from articles.urls import same_site, without_credentials
from crawler.budget import BudgetSpentError
from crawler.errors import ExtractError
from crawler.failures import extract_failure, failure_of, http_failure, wall_failure
from crawler.items import PageItem
from crawler.pages import fetched_page
from crawler.stopping import StoppedError
from storage.types import Failure

if TYPE_CHECKING:
    from crawler.session import CrawlSession
    from crawler.spiders.base import SourceSpider

MOST_PAGES = 30
"""Of one article."""
_TRIES = 3
"""So often an article is asked for in whole; then it is stored without the page that is missing."""
_OK = 200
_GONE = frozenset({404, 410})


class Further:
    """Looks for the rest of one article."""

    def __init__(self, crawler: Crawler, item: PageItem) -> None:
        self._crawler, self._item, self._lease = crawler, item, item.lease
        self.sent = [item.page]
        """The pages that the article is on, as far as they were read."""
        self._seen = {item.lease.url, item.page.url, item.page.final_url}

    @property
    def _session(self) -> CrawlSession:
        return cast("SourceSpider", self._crawler.spider).session

    async def joined(self, opened: Opened) -> Article | Failure:
        """Return the article with the text of all its pages; the first as it is if it has one page.

        A page that cannot be had now fails the whole: half an article would pass for all of it. One
        that is not there, or fails the third time, is left out, and the run says so. Raises
        StoppedError and CancelledError when the crawl ends.
        """
        first, on = opened.article, opened.on
        if on is None:
            return first
        if on.whole is not None:
            read = await self._page(on.whole)
            if isinstance(read, tuple) and self._is_whole(first, read[1]):
                self.sent.append(read[0])
                return joined_article([in_place_of(first, read[1])])
        return await self._page_by_page(first, on.next)

    def _is_whole(self, first: Article, other: Article) -> bool:
        return goes_on(first, other) and len(other.body_text) > len(first.body_text)

    async def _page_by_page(self, first: Article, url: str | None) -> Article | Failure:
        pages = [first]
        while url is not None and url not in self._seen:
            if len(pages) >= MOST_PAGES:
                self._flaw(url, f"it has more than {MOST_PAGES} pages: the first ones were joined")
                break
            read = await self._page(url)
            if isinstance(read, Failure):
                if read.retry_at is not None and self._lease.attempts < _TRIES:
                    return read
                self._flaw(url, f"a further page of the article is missing: {read.message}")
                break
            page, article = read
            if not goes_on(first, article) or article.text_hash in {one.text_hash for one in pages}:
                break
            pages.append(article)
            self.sent.append(page)
            url = await self._after(page)
        return joined_article(pages) if len(pages) > 1 else first

    def _flaw(self, url: str, what: str) -> None:
        self._session.accounts.problem("doubtful", "missing-part", url, what)

    async def _after(self, page: FetchedPage) -> str | None:
        """Return the page that follows; one that cannot be looked at is the last."""
        try:
            return await self._session.process.reader.call(following, page)
        except ExtractError as error:
            self._flaw(page.url, f"whether the article goes on could not be seen: {error}")
            return None

    async def _page(self, url: str) -> tuple[FetchedPage, Article] | Failure:
        """Fetch and read one page. A failure without another try is for good."""
        self._seen.add(url)
        page = await self._fetched(url)
        if isinstance(page, Failure):
            return page
        self._seen.add(page.final_url)
        session = self._session
        if not same_site(page.final_url, session.source.homepage):
            return Failure("off-site", f"it redirects to {page.final_url}")
        try:
            found = await session.read(
                session.process.reader.article(page, self._sighting(page), session.source.profile)
            )
        except ExtractError as error:
            return extract_failure(error, self._lease, session.now())
        if isinstance(found, Rejection):
            wall = wall_failure(found, self._lease.attempts, session.now())
            return wall or Failure(found.reason.value, found.detail)
        return page, found

    async def _fetched(self, url: str) -> FetchedPage | Failure:
        session, attempts = self._session, self._lease.attempts
        request = Request(without_credentials(url), dont_filter=True)
        engine: Any = self._crawler.engine
        try:
            response: Response = await engine.download_async(request)
        except StoppedError:
            raise
        except BudgetSpentError as error:
            raise StoppedError from error
        except Exception as error:
            failure = failure_of(error, attempts, url, session.now())
            if failure is None:
                raise
            return failure
        page = fetched_page(response, url, session.now())
        if page.status == _OK:
            return page
        failure = http_failure(page, attempts, session.now())
        return Failure(failure.kind, failure.message) if page.status in _GONE else failure

    def _sighting(self, page: FetchedPage) -> Sighting:
        """See a further page as part of the article: it has its title from the listing, too."""
        lease = self._lease
        return Sighting(
            url=page.final_url,
            channels=lease.channels,
            first_seen=lease.first_seen,
            fetched_at=page.fetched_at,
            title=lease.title,
            published=lease.published,
        )
