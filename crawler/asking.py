"""Which addresses can be asked for at all, told before a name is looked up.

The libraries below tell each flaw in a way of their own: ValueError, UnicodeError, a look-up that
never ends. Rules: ``articles.urls.canonical_url``.
"""

from __future__ import annotations

from typing import Any

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request

from articles.errors import UrlError
from articles.urls import canonical_url

_LONGEST_URL = 2_083
"""What browsers took at the least that was ever relied on; a longer one is a trap or a mistake."""


class BadAddressError(IgnoreRequest):
    """An address, of a link or of a redirect, cannot be asked for; says why."""

    kind = "bad-url"


def request_to(url: str, **named: Any) -> Request:
    """Return a request to an address, with Scrapy's arguments. Raises BadAddressError."""
    check(url)
    try:
        return Request(url, **named)
    except ValueError as error:
        raise BadAddressError(str(error)) from error


def check(url: str) -> None:
    """Raise BadAddressError for what cannot be asked for."""
    if len(url) > _LONGEST_URL:
        raise BadAddressError(f"its address has {len(url)} characters")
    try:
        canonical_url(url)
    except UrlError as error:
        raise BadAddressError(error.why) from error


class AskableMiddleware:
    """Lets no request pass that cannot be made."""

    def process_request(self, request: Request) -> None:
        """Let a request pass, or raise BadAddressError."""
        check(request.url)
