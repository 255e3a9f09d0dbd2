"""HTTP in, HTTP out: the only module that turns requests into the site's pages."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from ipaddress import ip_address

from aiohttp import web

from demo.address import address_of
from demo.control import PREFIX, Control
from demo.errors import ControlError, UnknownArticleError
from demo.faults import Faults
from demo.log import DROPPED, LogLine, RequestLog
from demo.moments import unchanged
from demo.newspaper import Newspaper
from demo.shelf import Kept, Shelf
from demo.site import Site

_READING = ("GET", "HEAD")


class Handler:
    """Answers every request of one site. ``base_url`` stands in where a Host header is missing."""

    def __init__(
        self, newspaper: Newspaper, site: Site, base_url: str, clock: Callable[[], datetime]
    ) -> None:
        self.log = RequestLog()
        self.faults = Faults()
        self._newspaper = newspaper
        self._shelf = Shelf(site)
        self._control = Control(newspaper, self.log, self.faults)
        self._clock = clock
        self._address = lru_cache(maxsize=64)(lambda host: address_of(host, base_url))

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer a request."""
        if request.path.startswith(PREFIX):
            return self._controlled(request)
        fault = self.faults.take(request.path)
        if fault is None:
            return self._logged(request, self._page(request))
        await asyncio.sleep(fault.delay)
        if fault.drop:
            return self._dropped(request)
        return self._logged(request, self._page(request, fault.status))

    def _page(self, request: web.BaseRequest, failing: int | None = None) -> web.Response:
        if request.method not in _READING:
            return web.Response(status=405, headers={"Allow": "GET, HEAD"})
        address = self._address(request.headers.get("Host", ""))
        edition = self._newspaper.edition
        if failing is not None:
            return _answer(request, self._shelf.error(failing, edition, address))
        return _answer(request, self._shelf.get(request.path, edition, address))

    def warm(self) -> None:
        """Render and pack every article under the base address, before anyone asks."""
        edition = self._newspaper.edition
        for article in edition.articles:
            self._shelf.get(article.path, edition, self._address("")).body(packed=True)

    def _logged(self, request: web.BaseRequest, response: web.Response) -> web.Response:
        body = response.body
        sent = len(body) if isinstance(body, bytes) and request.method != "HEAD" else 0
        self._note(request, response.status, sent)
        return response

    def _note(self, request: web.BaseRequest, status: int, sent: int) -> None:
        headers = request.headers
        line = LogLine(
            number=self.log.next_number(),
            method=request.method,
            host=headers.get("Host", ""),
            path=request.path,
            query=request.query_string,
            status=status,
            conditional="If-None-Match" in headers or "If-Modified-Since" in headers,
            bytes=sent,
            user_agent=headers.get("User-Agent", ""),
        )
        self.log.add(line)

    def _dropped(self, request: web.BaseRequest) -> web.Response:
        self._note(request, DROPPED, 0)
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    def _controlled(self, request: web.BaseRequest) -> web.Response:
        if request.remote is None or not ip_address(request.remote).is_loopback:
            return web.json_response({"error": "only for this machine"}, status=403)
        command, query = request.path.removeprefix(PREFIX), dict(request.query)
        try:
            if request.method == "POST":
                return web.json_response(self._control.post(command, query, self._clock()))
            return web.json_response(self._control.get(command, query))
        except UnknownArticleError as problem:
            return web.json_response({"error": str(problem)}, status=404)
        except ControlError as problem:
            return web.json_response({"error": str(problem)}, status=400)


def _answer(request: web.BaseRequest, kept: Kept) -> web.Response:
    sent = request.headers
    headers = {"Vary": "Accept-Encoding", "Server": "demo"}
    if kept.resource.status != 200:  # noqa: PLR2004 - errors are not validated
        return _body(kept, headers, packed=False)
    headers["ETag"] = kept.etag
    if kept.last_modified is not None:
        headers["Last-Modified"] = kept.last_modified
    match, since = sent.get("If-None-Match"), sent.get("If-Modified-Since")
    if (match or since) and unchanged(kept.etag, kept.last_modified, match, since):
        return web.Response(status=304, headers=headers)
    packed = kept.compressible and _accepts_gzip(sent.get("Accept-Encoding", ""))
    return _body(kept, headers, packed=packed)


def _body(kept: Kept, headers: dict[str, str], *, packed: bool) -> web.Response:
    headers["Content-Type"] = kept.resource.content_type
    if packed:
        headers["Content-Encoding"] = "gzip"
    body = kept.body(packed=packed)
    return web.Response(status=kept.resource.status, headers=headers, body=body)


@lru_cache(maxsize=64)
def _accepts_gzip(accepted: str) -> bool:
    for coding in accepted.lower().split(","):
        name, _, weight = coding.replace(" ", "").partition(";q=")
        if name in ("gzip", "x-gzip"):
            return weight.strip("0.") != "" or not weight
    return False
