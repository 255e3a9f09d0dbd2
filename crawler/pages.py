"""Scrapy's Response → our FetchedPage, and the headers of conditional requests."""

from __future__ import annotations

from datetime import datetime

from scrapy.http import Response
from w3lib.encoding import http_content_type_encoding

from articles.types import FetchedPage

_GATEKEEPERS = ("cf-mitigated", "x-vercel-mitigated", "x-amzn-waf-action", "x-sucuri-block")
"""Headers that only an answer in place of the page carries."""


def fetched_page(response: Response, url: str, now: datetime) -> FetchedPage:
    """Return what the site sent for ``url``, redirects followed."""
    content_type = header(response, "Content-Type") or ""
    return FetchedPage(
        url=url,
        final_url=response.url,
        status=response.status,
        body=response.body,
        content_type=content_type,
        fetched_at=now,
        encoding=http_content_type_encoding(content_type),
        etag=header(response, "ETag"),
        last_modified=header(response, "Last-Modified"),
        retry_after=header(response, "Retry-After"),
        cache_control=header(response, "Cache-Control"),
        challenge=_challenge(response),
    )


def _challenge(response: Response) -> str | None:
    named = ((name, header(response, name)) for name in _GATEKEEPERS)
    return next((f"{name}: {value}" for name, value in named if value), None)


def header(response: Response, name: str) -> str | None:
    """Return a response header as text, or None."""
    value = response.headers.get(name)
    return value.decode("latin-1").strip() or None if value else None


def conditional(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """Return the headers that ask for a page only if it changed (RFC 9110, section 13)."""
    named = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in named.items() if value}
