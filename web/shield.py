"""The gate before every page: what ``web.guard`` decides, and the headers of each answer."""

from __future__ import annotations

import time
from collections.abc import Iterable
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.guard import (
    COOKIE,
    Access,
    given_token,
    is_known_name,
    is_own_origin,
    is_session,
    knows_token,
)
from web.problem import problem

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
# not no-referrer: with that, browsers hide the origin of our own forms, too
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Content-Security-Policy": CSP,
}
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_OPEN = ("/static/", "/healthz", "/readyz", "/login")
"""What is shown without a token: nothing of what is stored."""
_PROGRAMS = ("/api/", "/feeds/", "/metrics")
"""Where a refusal is an answer for a program, not a page."""
_LONGEST_BODY = 16 * 1024


class Shield:
    """Refuses what must not pass. ``scope["state"]`` then knows ``session`` and ``allowed``."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app, self._access = app, access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = self._refusal(scope)
        # files of ours are asked for again by their ETag; nothing of what is stored is kept
        kept = "no-cache" if str(scope["path"]).startswith("/static/") else "no-store"
        await (answer or self._app)(scope, receive, _with_headers(send, kept))

    def _refusal(self, scope: Scope) -> Response | None:
        headers, path = Headers(scope=scope), str(scope["path"])
        if not is_known_name(self._access, headers.get("host")):
            text = "This name is not known here. Add it to the setting web_hosts to use it.\n"
            return PlainTextResponse(text, 421)
        cookie = HTTPConnection(scope).cookies.get(COOKIE)
        session = cookie if is_session(self._access, cookie, time.time()) else None
        by_token = knows_token(self._access, given_token(headers.get("authorization")))
        scope.setdefault("state", {}).update(session=session, by_token=by_token)
        if scope["method"] not in _SAFE:
            if not is_own_origin(headers):
                return _refused(path, 403, "a change was asked for by a page of another site")
            if _too_long(headers):
                return _refused(path, 413, f"a request holds at most {_LONGEST_BODY:,} bytes")
        if self._access.token is None or by_token or session or _begins(path, _OPEN):
            return None
        return self._login(scope, path)

    def _login(self, scope: Scope, path: str) -> Response:
        if _begins(path, _PROGRAMS) or scope["method"] not in _SAFE:
            answer = _refused(path, 401, "the token is needed: Authorization: Bearer TOKEN")
            kind = 'Basic realm="newsmill"' if _begins(path, ("/feeds/",)) else "Bearer"
            answer.headers["WWW-Authenticate"] = kind
            return answer
        query = scope["query_string"].decode("latin-1")
        back = quote(f"{path}?{query}" if query else path, safe="/")
        return RedirectResponse(f"/login?next={back}", 303)


def _begins(path: str, with_one_of: Iterable[str]) -> bool:
    return any(path == one or (one.endswith("/") and path.startswith(one)) for one in with_one_of)


def _too_long(headers: Headers) -> bool:
    length = headers.get("content-length", "0")
    known = length.isdecimal() and "transfer-encoding" not in headers
    return not known or int(length) > _LONGEST_BODY


def _refused(path: str, status: int, why: str) -> Response:
    if _begins(path, _PROGRAMS):
        return problem(status, why)
    return PlainTextResponse(f"{why}\n", status)


def _with_headers(send: Send, kept: str) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Cache-Control", kept)
        await send(message)

    return with_headers
