"""A source's own headers and cookies go to its own site, and nowhere else.

They may hold credentials. Scrapy's DEFAULT_REQUEST_HEADERS go to every host that a link or a
redirect names, and of a redirected request it takes away two headers only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from scrapy.http import Request

from crawler.component import SessionComponent

if TYPE_CHECKING:
    from config import Source

_PORTS = {"http": 80, "https": 443}


class SourceHeadersMiddleware(SessionComponent):
    """Sets a source's headers on requests to its origins and takes them off all others."""

    def process_request(self, request: Request) -> None:
        """Make a request carry what its address may be told; a redirect is a request too."""
        source = self.session.source
        own = is_own(source, request.url)
        for name, value in headers_of(source).items():
            if own:
                request.headers[name] = value
            elif request.headers.get(name) == value.encode("latin-1"):
                del request.headers[name]


def headers_of(source: Source) -> dict[str, str]:
    """Return a source's headers, its fixed cookies as one of them; no jar is kept."""
    pairs = "; ".join(f"{name}={value}" for name, value in source.fetch.cookies)
    return dict(source.fetch.headers) | ({"Cookie": pairs} if pairs else {})


def is_own(source: Source, url: str) -> bool:
    """Tell whether an address has the origin of the source's homepage or of one of its listings.

    The same host by https is the same site, too; by http it is not what was named.
    """
    asked = urlsplit(url)
    named = (source.homepage, *map(source.listing_url, source.listings))
    return any(_same_origin(urlsplit(one), asked) for one in named)


def _same_origin(named: SplitResult, asked: SplitResult) -> bool:
    if named.hostname != asked.hostname:
        return False
    upgraded = named.scheme == "http" and asked.scheme == "https" and not (named.port or asked.port)
    return upgraded or (named.scheme, _port(named)) == (asked.scheme, _port(asked))


def _port(parts: SplitResult) -> int | None:
    return parts.port or _PORTS.get(parts.scheme)
