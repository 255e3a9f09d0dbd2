"""Why a page could not be had, as one class of docs/outcomes.md, and when to try again.

What is in no table is no expected failure: ``failure_of`` returns None. A page that met one is
still noted, as ``internal``, so that it waits like any other and holds up none.
"""

from __future__ import annotations

from datetime import datetime

from OpenSSL.SSL import Error as TLSError
from scrapy.core.downloader.handlers.http11 import TunnelError
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
from twisted.internet.error import ConnectionRefusedError as NobodyListensError
from twisted.web.client import ResponseFailed

from articles.types import FetchedPage, Rejection, RejectReason
from crawler.backoff import next_try, retry_after
from crawler.circuit import CircuitOpenError
from crawler.download import HeadersTooLargeError, SilentError
from crawler.errors import ExtractError, flaw
from storage.types import Failure, Lease

_CAUSES = 10
_STATUSES = range(100, 1000)

# What tells most comes first: an error is matched with all that caused it.
_KINDS: tuple[tuple[type[BaseException], str, str], ...] = (
    (SilentError, "timeout", "it sent nothing for too long"),
    (HeadersTooLargeError, "too-large", "its headers do not end"),
    (CannotResolveHostError, "dns", "its host name is not known"),
    (NobodyListensError, "refused", "nothing answers at its address"),
    (DownloadConnectionRefusedError, "refused", "nothing answers at its address"),
    (DownloadTimeoutError, "timeout", "it did not answer in time"),
    (DownloadCancelledError, "too-large", "its answer is larger than max_page_bytes"),
    (ResponseDataLossError, "truncated", "its answer broke off"),
    (UnsupportedURLSchemeError, "bad-url", "only http and https addresses are fetched"),
    (TunnelError, "network", "its proxy does not let it through"),
    (TLSError, "tls", "its certificate or encryption is not valid"),
    (VerificationError, "tls", "its certificate is for another host"),
    (ResponseFailed, "network", "the connection broke"),
    (DownloadFailedError, "network", "the connection broke"),
    (ConnectError, "network", "it cannot be reached"),
    (ConnectionClosed, "network", "the connection broke"),
    (OSError, "network", "the connection broke"),
)
_WALLS = frozenset(
    {
        RejectReason.BLOCKED,
        RejectReason.LOGIN,
        RejectReason.CONSENT,
        RejectReason.SOFT_404,
        RejectReason.PARKED,
        RejectReason.MAINTENANCE,
    }
)
"""What stands before an article for a while. A paywall stays, so it is no failure."""


def failure_of(error: BaseException, attempts: int, url: str, now: datetime) -> Failure | None:
    """Return the expected failure that an error of a fetch means; None if it is unexpected."""
    if isinstance(error, CircuitOpenError):
        # No try was made, so none is counted; entries of one host need not come back as one.
        at = next_try(error.kind, 1, url, max(now, error.until))
        return Failure(error.kind, str(error), at, counts=False)
    if isinstance(error, IgnoreRequest):
        # Scrapy's own that is left is that of its RedirectMiddleware
        kind = getattr(error, "kind", "redirects")
        return Failure(kind, str(error), next_try(kind, attempts, url, now))
    causes = _causes(error)
    for family, kind, why in _KINDS:
        if any(isinstance(cause, family) for cause in causes):
            return Failure(kind, why, next_try(kind, attempts, url, now))
    return None


def internal_failure(error: BaseException, attempts: int, url: str, now: datetime) -> Failure:
    """Return the failure that an unexpected error over one page means: a flaw of our own."""
    return Failure("internal", flaw(error), next_try("internal", attempts, url, now))


def http_failure(page: FetchedPage, attempts: int, now: datetime) -> Failure:
    """Return the failure that an answer other than success means."""
    if page.status not in _STATUSES:
        why = f"it answered with the status {page.status}, which is no HTTP"
        return Failure("network", why, next_try("network", attempts, page.url, now))
    kind = "blocked" if page.challenge else f"http-{page.status}"
    asked = retry_after(page.retry_after, now)
    at = next_try(kind, attempts, page.url, now, asked)
    said = f" ({page.challenge})" if page.challenge else ""
    return Failure(kind, f"it answered HTTP {page.status}{said}", at)


def wall_failure(rejection: Rejection, attempts: int, now: datetime) -> Failure | None:
    """Return the failure that a wall means: the article may be there later; None for no wall."""
    if rejection.reason not in _WALLS:
        return None
    kind = rejection.reason.value
    return Failure(kind, rejection.detail, next_try(kind, attempts, rejection.url, now))


def extract_failure(error: ExtractError, lease: Lease, now: datetime) -> Failure:
    """Return the failure of a page that its reader did not survive."""
    return Failure(error.kind, str(error), next_try(error.kind, lease.attempts, lease.url, now))


def _causes(error: BaseException) -> list[BaseException]:
    """List an error and what caused it: a TLS error comes wrapped twice."""
    chain = [error]
    while chain[-1].__cause__ is not None and len(chain) < _CAUSES:
        chain.append(chain[-1].__cause__)
    reasons = [reason.value for one in chain for reason in getattr(one, "reasons", [])]
    return [*chain, *reasons]
