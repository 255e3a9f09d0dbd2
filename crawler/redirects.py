"""Where a redirect leads, judged before Scrapy's own middleware builds a request of it.

That one raises ValueError on what is no address at all, and takes an answer that leads to
``file:`` or ``javascript:`` for the page.
"""

from __future__ import annotations

from urllib.parse import urljoin

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from w3lib.url import safe_url_string

from articles.errors import UrlError
from articles.urls import canonical_url, without_credentials

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SHOWN = 100


class BadRedirectError(IgnoreRequest):
    """A redirect leads to nothing that can be fetched; says where."""

    def __init__(self, location: str, why: str) -> None:
        super().__init__(f"it redirects to {location[:_SHOWN]!r}: {why}")


class RedirectTargetMiddleware:
    """Lets redirects to http and https addresses pass; which may be dialled is not its business."""

    def process_response(self, request: Request, response: Response) -> Response:
        """Return the answer, credentials taken out of where it leads. Raises BadRedirectError."""
        location = response.headers.get("Location")
        if location and response.status in _REDIRECTS:
            response.headers["Location"] = _target(request.url, location.decode("utf-8", "replace"))
        return response


def _target(base: str, location: str) -> str:
    try:
        target = urljoin(base, safe_url_string(location))
        canonical_url(target)
    except UrlError as error:
        raise BadRedirectError(location, error.why) from error
    except ValueError as error:
        raise BadRedirectError(location, str(error)) from error
    return without_credentials(target)
