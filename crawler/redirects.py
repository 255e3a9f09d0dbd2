"""Redirects, judged before Scrapy's own middleware builds a request of one.

That one raises ValueError on what is no address at all, and takes an answer that leads to
``file:`` or ``javascript:`` for the page.
"""

from __future__ import annotations

from typing import Self
from urllib.parse import urljoin

from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from w3lib.url import safe_url_string

from articles.errors import UrlError
from articles.urls import canonical_url, without_credentials

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SHOWN = 100


class BadRedirectError(IgnoreRequest):
    """A redirect leads to nothing that can be fetched; says where."""

    kind = "bad-url"

    def __init__(self, location: str, why: str) -> None:
        super().__init__(f"it redirects to {location[:_SHOWN]!r}: {why}")


class CarefulRedirectMiddleware(RedirectMiddleware):
    """Follows redirects to http and https; which addresses may be dialled is not its business."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it without a look for a RefererMiddleware: Scrapy warns when there is none."""
        made = cls(crawler.settings)
        made.crawler = crawler
        return made

    # without the argument that Scrapy is about to drop
    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Return the answer, or the request that it leads to. Raises BadRedirectError.

        Raises IgnoreRequest over the limit of hops.
        """
        location = response.headers.get("Location")
        if location and response.status in _REDIRECTS:
            response.headers["Location"] = target_of(request.url, location)
        followed: Request | Response = super().process_response(request, response)
        return followed

    def handle_referer(self, request: Request, response: Response) -> None:  # noqa: ARG002
        """Send no Referer."""
        request.headers.pop("Referer", None)


def target_of(base: str, location: bytes) -> str:
    """Return where a redirect leads, credentials taken out. Raises BadRedirectError."""
    told = location.decode("utf-8", "replace")
    try:
        target = urljoin(base, safe_url_string(told))
        canonical_url(target)
    except UrlError as error:
        raise BadRedirectError(told, error.why) from error
    except ValueError as error:
        raise BadRedirectError(told, str(error)) from error
    return without_credentials(target)
