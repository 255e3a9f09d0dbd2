"""Answers that need not be sent twice: an ETag for each, and 304 for who has it already."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

_KEPT = {"Cache-Control": "private, no-cache", "Vary": "Accept-Encoding"}


def json_answer(request: Request, data: object, status: int = 200) -> Response:
    """Return data as JSON."""
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    return kept(request, body, "application/json", status=status)


def kept(
    request: Request,
    body: bytes,
    media: str,
    headers: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    """Return a body with its ETag, or nothing but that where the asker's is the same.

    The ETag is a weak one: the body may be packed on its way.
    """
    mark = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    told = _KEPT | {"ETag": mark} | dict(headers or {})
    known = request.headers.get("if-none-match", "")
    if request.method in {"GET", "HEAD"} and mark in {one.strip() for one in known.split(",")}:
        return Response(None, 304, told)
    return Response(body, status, told, media)
