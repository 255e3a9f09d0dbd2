"""robots.txt by RFC 9309: who may fetch what, and how fast.

An answer of 4xx means no rules; a server that errs (5xx, 429) means nothing may be fetched for
now; a site that cannot be reached at all fails the request with its own class, and is asked again
a minute later at the earliest. Rules are read to 500 KiB, kept for a day at most, and Crawl-delay
(no part of the RFC, but widely meant) is honoured up to a minute.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from protego import Protego
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured, StopDownload
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK

from crawler.budget import BudgetSpentError
from crawler.component import SessionComponent
from crawler.stopping import StoppedError
from crawler.unpacking import BadCodingError

if TYPE_CHECKING:
    from crawler.session import CrawlSession

_LARGEST = 500 * 1024
_KEPT = timedelta(days=1)
_FAILURE_KEPT = timedelta(minutes=1)
_READ = "robots_bytes_read"
_LONGEST_DELAY = 60.0
_HOSTS = 10_000
_FIRST = 1_000
_REDIRECTS = 5
_OK, _CLIENT_ERROR, _SERVER_ERROR, _TOO_MANY = 200, 400, 500, 429


class RobotsForbidError(IgnoreRequest):
    """The site's robots.txt forbids an address."""

    kind = "robots"


class RobotsUnavailableError(IgnoreRequest):
    """The site's robots.txt cannot be read for now, so nothing may be fetched (RFC 9309)."""

    kind = "robots-unavailable"


@dataclass(frozen=True, slots=True)
class Rules:
    """What one host's robots.txt says; ``parsed`` None means that it has none."""

    fetched_at: datetime
    parsed: Protego | None

    def allows(self, url: str, agent: str) -> bool:
        """Tell whether ``agent`` may fetch ``url``."""
        return self.parsed is None or bool(self.parsed.can_fetch(url, agent))

    def delay(self, agent: str) -> float:
        """Return the seconds that the host asks to leave between requests, a minute at most."""
        asked = None if self.parsed is None else self.parsed.crawl_delay(agent)
        return max(0.0, min(float(asked or 0), _LONGEST_DELAY))


class RobotsCache:
    """The rules of the hosts that a process has met, for all of its crawls."""

    def __init__(self) -> None:
        self._rules: OrderedDict[str, Rules] = OrderedDict()

    def get(self, origin: str, now: datetime) -> Rules | None:
        """Return rules that are fresh enough."""
        rules = self._rules.get(origin)
        return rules if rules and now - rules.fetched_at < _KEPT else None

    def put(self, origin: str, rules: Rules) -> None:
        """Keep rules, those of the latest ten thousand hosts."""
        self._rules[origin] = rules
        while len(self._rules) > _HOSTS:
            self._rules.popitem(last=False)


class RobotsMiddleware(SessionComponent):
    """Asks robots.txt before the first request to each origin of a crawl."""

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        super().__init__(crawler)
        self._agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"]
        self._pending: dict[str, asyncio.Lock] = {}
        self._failed: dict[str, tuple[datetime, Exception]] = {}
        crawler.signals.connect(self._enough, signals.bytes_received)

    async def process_request(self, request: Request) -> None:
        """Let a request pass, or raise why it may not be made."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        rules = await self._rules(origin)
        self._slow_down(parts.hostname or "", rules.delay(self._agent))
        if not rules.allows(request.url, self._agent):
            raise RobotsForbidError(f"{origin}/robots.txt forbids {request.url}")

    async def _rules(self, origin: str) -> Rules:
        session = self.session
        async with self._pending.setdefault(origin, asyncio.Lock()):
            rules = session.process.robots.get(origin, session.now())
            if rules is None:
                rules = await self._asked(origin, session)
                session.process.robots.put(origin, rules)
            return rules

    async def _asked(self, origin: str, session: CrawlSession) -> Rules:
        """Fetch rules. What failed is not tried again at once: a thousand pages may wait for it."""
        failed_at, error = self._failed.get(origin, (None, None))
        if failed_at and error and session.now() - failed_at < _FAILURE_KEPT:
            raise error.with_traceback(None)
        try:
            return await self._fetched(origin, session)
        except Exception as failure:
            self._failed[origin] = (session.now(), failure)
            raise

    async def _fetched(self, origin: str, session: CrawlSession) -> Rules:
        request = Request(
            f"{origin}/robots.txt",
            callback=NO_CALLBACK,
            dont_filter=True,
            priority=_FIRST,
            meta={
                "dont_obey_robotstxt": True,
                # RFC 9309, 2.3.1.2: five hops at least; more are the same as no file.
                "redirect_ttl": _REDIRECTS,
                # no limit of the downloader's: ours keeps what came before it
                "download_maxsize": 0,
                _READ: 0,
            },
        )
        engine = cast("Any", self._crawler.engine)
        try:
            response: Response = await engine.download_async(request)
        except (BudgetSpentError, StoppedError):
            raise
        except BadCodingError as error:
            raise RobotsUnavailableError(f"{origin}/robots.txt cannot be read: {error}") from error
        except IgnoreRequest:
            return Rules(session.now(), None)
        if response.status >= _SERVER_ERROR or response.status == _TOO_MANY:
            raise RobotsUnavailableError(
                f"{origin}/robots.txt answers HTTP {response.status}: nothing is fetched for now"
            )
        # Beside the loop: 500 KiB of patterns take half a second to compile.
        return Rules(session.now(), await asyncio.to_thread(_parsed, response))

    def _enough(self, data: bytes, request: Request) -> None:
        if _READ in request.meta:
            request.meta[_READ] += len(data)
            if request.meta[_READ] > _LARGEST:
                raise StopDownload(fail=False)

    def _slow_down(self, host: str, asked: float) -> None:
        """Leave at least ``asked`` seconds between two requests to a host, jitter included."""
        if not asked:
            return
        downloader = cast("Any", self._crawler.engine).downloader
        slot = downloader.slots.get(host)
        if slot is not None:
            slot.delay, slot.jitter = _no_less(asked, slot.delay, slot.jitter)
            return
        # The host has no slot yet, for an earlier crawl knew its rules; or no more, after a pause.
        settings = self._crawler.settings
        usual = settings.getfloat("DOWNLOAD_DELAY"), settings.getfloat("DOWNLOAD_DELAY_JITTER")
        delay, jitter = _no_less(asked, *usual)
        downloader.per_slot_settings[host] = {"delay": delay, "jitter": jitter}


def _no_less(asked: float, delay: float, jitter: float) -> tuple[float, float]:
    """Return a delay, and by what share it may stray, that together never fall below ``asked``."""
    delay = max(delay, asked)
    return delay, min(jitter, 1 - asked / delay)


def _parsed(response: Response) -> Protego | None:
    if response.status != _OK:
        return None
    return Protego.parse(response.body[:_LARGEST].decode("utf-8-sig", "replace"))
