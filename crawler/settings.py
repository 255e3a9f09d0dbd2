"""Scrapy's settings for every crawl; ``for_crawl`` adds what a source and the user set.

Each line that turns a default of Scrapy round says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Self

from scrapy.settings import BaseSettings, SettingsAttribute
from scrapy.settings import Settings as ScrapySettings

from config import Settings, Source

BOT_NAME = "newsmill"
SPIDER_MODULES = ["crawler.spiders"]
SPIDER_LOADER_CLASS = "crawler.loader.SourceLoader"

# Ports that run Python for whoever finds the token. They are not in the lists below either.
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False

# Off by default in Scrapy.
DOWNLOAD_VERIFY_CERTIFICATES = True
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "newsmill"

# Only the web: a redirect or a link must never read a file or a bucket.
DOWNLOAD_HANDLERS = {
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
    "http": "crawler.download.LimitedHandler",
    "https": "crawler.download.LimitedHandler",
}

# Identity is the work list's business: it knows more than one run.
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"

# Scrapy's own is last in, first out: of what waits, the oldest article would go first.
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"

# 100 tasks per response by default; a response here is one item (a third less CPU).
CONCURRENT_ITEMS = 8

COOKIES_ENABLED = False
REFERER_ENABLED = False
METAREFRESH_ENABLED = False
# Not 429 and 503: a site that asks for rest gets it, by the work list's own back-off.
RETRY_HTTP_CODES = [500, 502, 504, 522, 524, 408]
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"
DOWNLOAD_FAIL_ON_DATALOSS = True
DOWNLOAD_WARNSIZE = 0

DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.7",
}

# What takes part in a crawl is listed here in full: Scrapy's own lists hold much that is of no use
# to it, and that costs memory, start-up or time at each request. Its remote control alone loads a
# web client, at 8 MB a process; DownloaderStats writes out each request and answer once more.
DOWNLOADER_MIDDLEWARES_BASE: dict[str, int] = {}
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}
EXTENSIONS_BASE: dict[str, int] = {}
# A spider of one's own may count; the run's books are its accounts (crawler/accounts.py).
STATS_DUMP = False

DOWNLOADER_MIDDLEWARES = {
    "crawler.asking.AskableMiddleware": 80,
    "crawler.budget.BudgetMiddleware": 90,
    "crawler.middlewares.CircuitMiddleware": 95,
    # In place of Scrapy's: it follows RFC 9309, a robots.txt that answers 5xx forbids for now.
    "crawler.robots.RobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    # Before Scrapy's defaults, which only fill in what is missing.
    "crawler.headers.SourceHeadersMiddleware": 390,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": 550,
    "crawler.middlewares.AddressGuardMiddleware": 560,
    # In place of Scrapy's: it takes no half page for a whole one.
    "crawler.unpacking.UnpackMiddleware": 590,
    # In place of Scrapy's: it tells what leads nowhere, and knows that there is no Referer.
    "crawler.redirects.CarefulRedirectMiddleware": 600,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": 750,
    # The last before the queue.
    "crawler.stopping.StopMiddleware": 899,
}

ITEM_PIPELINES = {
    "crawler.pipelines.read.ReadPipeline": 100,
    "crawler.pipelines.store.StorePipeline": 900,
    "crawler.pipelines.archive.ArchivePipeline": 920,
    "crawler.pipelines.posts.PostsPipeline": 950,
}

EXTENSIONS = {"crawler.extensions.RunRecorder": 100}

# Seconds without a byte; the setting ``timeout`` takes its place in a crawl.
NEWSMILL_SILENCE = 30
LOG_LEVEL = "WARNING"
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"


class OwnSettings(ScrapySettings):
    """Settings that are made for one crawl: nobody else has them, so they need no copy.

    What all crawls share is collected once: that takes a tenth of a poll that finds nothing, and
    Scrapy's own copy of it a fifth.
    """

    def __init__(self, values: Mapping[str, Any]) -> None:
        BaseSettings.__init__(self)  # not all of Scrapy's defaults anew
        self.attributes = {name: _own(one) for name, one in _shared().attributes.items()}
        self.update(values)

    def copy(self) -> Self:
        """Return these."""
        return self


def for_crawl(source: Source, settings: Settings) -> OwnSettings:
    """Return what Scrapy is told for one crawl."""
    return OwnSettings(_for_source(source, settings))


@cache
def _shared() -> ScrapySettings:
    """Return Scrapy's defaults with the constants above."""
    own = {name: value for name, value in globals().items() if name.isupper()}
    return ScrapySettings(own)


def _own(one: SettingsAttribute) -> SettingsAttribute:
    value = BaseSettings(one.value) if isinstance(one.value, BaseSettings) else one.value
    return SettingsAttribute(value, one.priority)


def _for_source(source: Source, settings: Settings) -> dict[str, Any]:
    """Return what the user and the source set."""
    fetch = source.fetch
    at_once = fetch.concurrency or settings.concurrency
    return {
        "USER_AGENT": settings.user_agent,
        "POSTS_DIR": settings.posts_dir,
        "ARCHIVE_DAYS": settings.archive_days,
        "ROBOTSTXT_OBEY": settings.robots and fetch.robots,
        "DOWNLOAD_DELAY": settings.delay if fetch.delay is None else fetch.delay,
        "DOWNLOAD_DELAY_JITTER": settings.delay_jitter,
        # Without a delay a host's limit alone holds nothing back: Scrapy looks at what is on its
        # way, and what it has just sent is not yet.
        "CONCURRENT_REQUESTS": min(settings.total_concurrency, at_once),
        "CONCURRENT_REQUESTS_PER_DOMAIN": at_once,
        "DOWNLOAD_TIMEOUT": settings.deadline,
        "NEWSMILL_SILENCE": settings.timeout,
        "DOWNLOAD_MAXSIZE": int(settings.max_page_bytes),
        "REDIRECT_MAX_TIMES": settings.max_redirects,
        "REDIRECT_ENABLED": settings.max_redirects > 0,
        "RETRY_TIMES": settings.retry_times,
    }
