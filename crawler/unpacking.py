"""Content codings undone: bounded while they unfold, and whole or not at all.

In place of Scrapy's middleware, which takes what a broken stream gave before it broke: half a
page would be stored as a whole one. RFC 9110, 8.4; RFC 1950, 1951, 1952, 7932, 8878.
"""

from __future__ import annotations

import asyncio
import sys
import zlib
from collections.abc import Callable, Iterator
from typing import Any, Self

import brotli
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.responsetypes import responsetypes

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ACCEPTED = "gzip, deflate, br, zstd"
_PIECE = 1 << 16
_LAYERS = 2
"""More codings than this on top of each other are no practice, and each may unfold."""
_LARGE = 1 << 16
"""Packed bytes from which a thread does it, one at a time. Fewer take the loop a millisecond;
a bomb of 20 MiB 20 to 70."""
_ZSTD_WINDOW = 23
"""8 MiB, as browsers allow (RFC 9659)."""


class BadCodingError(IgnoreRequest):
    """An answer cannot be unpacked; ``kind`` is the class of that failure."""

    def __init__(self, kind: str, why: str) -> None:
        super().__init__(why)
        self.kind = kind


class UnpackMiddleware:
    """Asks for packed answers and unpacks them."""

    def __init__(self, crawler: Crawler) -> None:
        self._most = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self._turn = asyncio.Lock()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it the Scrapy way."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Say what can be unpacked."""
        request.headers.setdefault("Accept-Encoding", ACCEPTED)

    async def process_response(self, request: Request, response: Response) -> Response:  # noqa: ARG002
        """Return the answer with its plain body. Raises BadCodingError."""
        codings = _codings(response)
        if not codings or not response.body:
            return response
        if len(response.body) < _LARGE:
            body = unpacked(response.body, codings, self._most)
        else:
            async with self._turn:
                body = await asyncio.to_thread(unpacked, response.body, codings, self._most)
        headers = response.headers.copy()
        del headers["Content-Encoding"]
        kind = responsetypes.from_args(headers=headers, url=response.url, body=body)
        return response.replace(cls=kind, headers=headers, body=body)


def unpacked(body: bytes, codings: list[str], most: int) -> bytes:
    """Undo codings, the last one applied first. Raises BadCodingError."""
    if len(codings) > _LAYERS:
        raise BadCodingError("bad-coding", f"it is packed {len(codings)} times over")
    for coding in reversed(codings):
        unpack = _UNPACKERS.get(coding)
        if unpack is None:
            raise BadCodingError("bad-coding", f"its coding {coding[:40]!r} is not known")
        try:
            body = _joined(unpack(body), most)
        except (zlib.error, brotli.error, zstd.ZstdError, EOFError) as error:
            why = f"its {coding} coding is broken or cut off: {error}"
            raise BadCodingError("truncated", why) from error
    return body


def _codings(response: Response) -> list[str]:
    lines = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
    names = (name.strip().lower() for name in lines.split(","))
    return [name for name in names if name not in {"", "identity"}]


def _joined(pieces: Iterator[bytes], most: int) -> bytes:
    found = bytearray()
    for piece in pieces:
        found += piece
        if len(found) > most:
            found.clear()  # the error's traceback would keep it
            raise BadCodingError("too-large", "unpacked, it is larger than max_page_bytes")
    return bytes(found)


def _gzip(body: bytes) -> Iterator[bytes]:
    """Unpack gzip members; what follows the last one is passed over, as browsers do."""
    while True:
        member = zlib.decompressobj(wbits=31)
        yield from _stream(member, body)
        body = member.unused_data
        if not body.startswith(b"\x1f\x8b"):
            return


def _deflate(body: bytes) -> Iterator[bytes]:
    """Unpack zlib's format, or the bare stream that some servers send."""
    zlib_header = len(body) > 1 and body[0] & 0xF == 8 and int.from_bytes(body[:2], "big") % 31 == 0  # noqa: PLR2004
    yield from _stream(zlib.decompressobj(wbits=15 if zlib_header else -15), body)


def _stream(stream: Any, body: bytes) -> Iterator[bytes]:
    rest = body
    while not stream.eof:
        piece = stream.decompress(rest, _PIECE)
        rest = stream.unconsumed_tail
        if not piece and not rest and not stream.eof:
            raise EOFError("it ends too early")
        yield piece


def _brotli(body: bytes) -> Iterator[bytes]:
    stream = brotli.Decompressor()
    piece = stream.process(body, output_buffer_limit=_PIECE)
    yield piece
    while not stream.is_finished():
        piece = stream.process(b"", output_buffer_limit=_PIECE)
        if not piece and not stream.is_finished():
            raise EOFError("it ends too early")
        yield piece


def _zstd(body: bytes) -> Iterator[bytes]:
    while body:
        frame = zstd.ZstdDecompressor(
            options={zstd.DecompressionParameter.window_log_max: _ZSTD_WINDOW}
        )
        rest = body
        while not frame.eof:
            piece = frame.decompress(rest, _PIECE)
            rest = b""
            if not piece and frame.needs_input and not frame.eof:
                raise EOFError("it ends too early")
            yield piece
        body = frame.unused_data


_UNPACKERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
