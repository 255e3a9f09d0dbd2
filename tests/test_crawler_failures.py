from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from OpenSSL.SSL import Error as TLSError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from twisted.internet.error import ConnectionDone, ConnectionLost, DNSLookupError
from twisted.internet.error import ConnectionRefusedError as TxRefusedError
from twisted.python.failure import Failure as TwistedFailure
from twisted.web.client import ResponseFailed

from articles.types import FetchedPage
from crawler.download import HeadersTooLargeError, SilentError
from crawler.failures import failure_of, http_failure, internal_failure
from crawler.redirects import BadRedirectError
from crawler.resolver import AddressRefusedError
from crawler.robots import RobotsForbidError, RobotsUnavailableError
from crawler.stopping import StoppedError
from crawler.unpacking import BadCodingError

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
URL = "https://news.example.com/redirect/1"


def wrapped(outer: Exception, cause: BaseException) -> Exception:
    outer.__cause__ = cause
    return outer


def broken(reason: BaseException) -> Exception:
    return wrapped(DownloadFailedError("x"), ResponseFailed([TwistedFailure(reason)]))


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (wrapped(CannotResolveHostError("x"), DNSLookupError("x")), "dns"),
        (wrapped(DownloadConnectionRefusedError("x"), TxRefusedError()), "refused"),
        (DownloadTimeoutError("x"), "timeout"),
        (DownloadCancelledError("x"), "too-large"),
        (wrapped(ResponseDataLossError(), ResponseFailed([])), "truncated"),
        (broken(TLSError([("a", "b", "certificate verify failed")])), "tls"),
        (broken(ConnectionDone()), "network"),
        (broken(ConnectionLost()), "network"),
        (broken(HeadersTooLargeError("x")), "too-large"),
        (broken(SilentError("x")), "timeout"),
        (BadCodingError("too-large", "x"), "too-large"),
        (BadCodingError("truncated", "x"), "truncated"),
        (BadCodingError("bad-coding", "x"), "bad-coding"),
        (OSError("x"), "network"),
        (AddressRefusedError("a", 80, "10.0.0.1", "private"), "private-address"),
        (BadRedirectError("javascript:x", "no"), "bad-url"),
        (RobotsForbidError("x"), "robots"),
        (RobotsUnavailableError("x"), "robots-unavailable"),
        (StoppedError(), "interrupted"),
        (IgnoreRequest("max redirections reached"), "redirects"),
    ],
)
def test_an_error_has_its_class(error: Exception, kind: str) -> None:
    failure = failure_of(error, 1, URL, NOW)
    assert failure is not None
    assert failure.kind == kind
    assert failure.retry_at
    assert failure.retry_at > NOW + timedelta(minutes=3)


def test_what_is_in_no_table_is_unexpected() -> None:
    assert failure_of(KeyError("x"), 1, URL, NOW) is None


def test_an_unexpected_error_over_a_page_waits_like_any_other() -> None:
    failure = internal_failure(ValueError("x" * 9_999), 1, URL, NOW)
    assert failure.kind == "internal"
    assert failure.message.startswith("ValueError: xxx")
    assert len(failure.message) == 500
    assert failure.retry_at
    assert failure.retry_at > NOW


@pytest.mark.parametrize(
    ("status", "kind"),
    [(503, "http-503"), (999, "http-999"), (0, "network"), (-200, "network"), (2_000, "network")],
)
def test_an_answer_of_no_http_status_is_a_broken_connection(status: int, kind: str) -> None:
    page = FetchedPage(URL, URL, status, b"", "text/html", NOW)
    assert http_failure(page, 1, NOW).kind == kind
