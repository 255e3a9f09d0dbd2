"""Why a fetch failed, as one class from the documented list, and when to try again.

    dns refused timeout tls network truncated too-large private-address robots
    robots-unavailable redirects bad-url interrupted internal http-403 …

What is in no table is no expected failure: ``failure_of`` returns None. A page that met one is
still noted, as ``internal``, so that it waits like any other and holds up none.
"""

from __future__ import annotations

from datetime import datetime

from OpenSSL.SSL import Error as TLSError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from service_identity import VerificationError
from twisted.internet.error import ConnectError, ConnectionClosed
from twisted.web.client import ResponseFailed

from articles.types import FetchedPage
from crawler.backoff import next_try, retry_after
from crawler.handler import HeadTooLargeError
from crawler.redirects import BadRedirectError
from crawler.resolver import AddressRefusedError
from crawler.robots import RobotsForbidError, RobotsUnavailableError
from crawler.stopping import StoppedError
from crawler.unpacking import BodyTooLargeError, PackingError, TruncatedBodyError
from storage.types import Failure

_CAUSES = 10
_LONGEST = 500

_KINDS: tuple[tuple[type[BaseException], str, str], ...] = (
    (CannotResolveHostError, "dns", "its host name is not known"),
    (DownloadConnectionRefusedError, "refused", "nothing answers at its address"),
    (DownloadTimeoutError, "timeout", "it did not answer in time"),
    (DownloadCancelledError, "too-large", "its answer is larger than max_page_bytes"),
    (ResponseDataLossError, "truncated", "its answer broke off"),
    (TruncatedBodyError, "truncated", "its packed answer broke off"),
    (BodyTooLargeError, "too-large", "its answer unpacks to more than max_page_bytes"),
    (PackingError, "network", "its answer cannot be unpacked"),
    (HeadTooLargeError, "too-large", "its headers have no end"),
    (UnsupportedURLSchemeError, "bad-url", "only http and https addresses are fetched"),
    (TLSError, "tls", "its certificate or encryption is not valid"),
    (VerificationError, "tls", "its certificate is for another host"),
    (ResponseFailed, "network", "the connection broke"),
    (DownloadFailedError, "network", "the connection broke"),
    (ConnectError, "network", "it cannot be reached"),
    (ConnectionClosed, "network", "the connection broke"),
    (OSError, "network", "the connection broke"),
)
_IGNORED: tuple[tuple[type[IgnoreRequest], str], ...] = (
    (AddressRefusedError, "private-address"),
    (RobotsForbidError, "robots"),
    (RobotsUnavailableError, "robots-unavailable"),
    (BadRedirectError, "bad-url"),
    (StoppedError, "interrupted"),
)
_STATUSES = range(100, 1000)


def failure_of(error: BaseException, attempts: int, url: str, now: datetime) -> Failure | None:
    """Return the expected failure that an error of a fetch means; None if it is unexpected."""
    if isinstance(error, IgnoreRequest):
        kind = _ignored(error)
        return Failure(kind, str(error), next_try(kind, attempts, url, now))
    causes = _causes(error)
    for family, kind, why in _KINDS:
        if any(isinstance(cause, family) for cause in causes):
            return Failure(kind, why, next_try(kind, attempts, url, now))
    return None


def internal_failure(error: BaseException, attempts: int, url: str, now: datetime) -> Failure:
    """Return the failure that an unexpected error over one page means: a flaw of our own."""
    message = f"{type(error).__name__}: {error}"
    return Failure("internal", message[:_LONGEST], next_try("internal", attempts, url, now))


def _ignored(error: IgnoreRequest) -> str:
    for family, kind in _IGNORED:
        if isinstance(error, family):
            return kind
    # Scrapy's own have no class to tell them by, and their texts may hold an address
    return "redirects" if str(error) == "max redirections reached" else "too-large"


def http_failure(page: FetchedPage, attempts: int, now: datetime) -> Failure:
    """Return the failure that an answer other than success means."""
    if page.status not in _STATUSES:
        why = f"it answered with the status {page.status}, which is no HTTP"
        return Failure("network", why, next_try("network", attempts, page.url, now))
    kind = f"http-{page.status}"
    asked = retry_after(page.retry_after, now)
    at = next_try(kind, attempts, page.url, now, asked)
    return Failure(kind, f"it answered HTTP {page.status}", at)


def _causes(error: BaseException) -> list[BaseException]:
    """List an error and what it wraps: a TLS error comes wrapped twice, and is the news."""
    chain = [error]
    while chain[-1].__cause__ is not None and len(chain) < _CAUSES:
        chain.append(chain[-1].__cause__)
    return [*chain, *(reason.value for one in chain for reason in getattr(one, "reasons", []))]
