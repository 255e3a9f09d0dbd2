"""Packed bodies → plain ones: streamed up to a limit, whole or an error.

Takes the place of Scrapy's middleware, which hands on what it could unpack of a body that was cut
short or that it knows no coding of. Codings: RFC 9110, 8.4.1; deflate without zlib's wrapper is
read too, as browsers do.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import Protocol, Self

import brotli
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from scrapy.responsetypes import responsetypes

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ACCEPTED = "gzip, deflate, br, zstd"
_STEP = 64 * 1024
_MOST_CODINGS = 3
_MOST_FRAMES = 100
_GZIP, _ZLIB, _RAW = 31, 15, -15


class PackingError(Exception):
    """A body is not packed as its Content-Encoding says."""


class TruncatedBodyError(PackingError):
    """A packed body ends before its end."""


class BodyTooLargeError(PackingError):
    """A body unpacks to more than the limit."""


class UnpackingMiddleware:
    """Asks for packed bodies and unpacks them."""

    def __init__(self, largest: int) -> None:
        self._largest = largest

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it the Scrapy way."""
        return cls(crawler.settings.getint("DOWNLOAD_MAXSIZE"))

    def process_request(self, request: Request) -> None:
        """Say what can be unpacked."""
        request.headers.setdefault("Accept-Encoding", ACCEPTED)

    def process_response(self, request: Request, response: Response) -> Response:  # noqa: ARG002
        """Return the answer with its body plain. Raises PackingError."""
        named = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
        if not named:
            return response
        body = unpacked(response.body, named, self._largest) if response.body else b""
        headers = response.headers.copy()
        del headers["Content-Encoding"]
        family = responsetypes.from_args(headers=headers, url=response.url, body=body)
        return response.replace(cls=family, headers=headers, body=body)


def unpacked(body: bytes, named: str, largest: int) -> bytes:
    """Return a body without its codings (a Content-Encoding value), last one first.

    Raises BodyTooLargeError over ``largest`` bytes at any stage, TruncatedBodyError for a body
    that ends early, PackingError for one that is broken, of an unknown coding or of too many.
    """
    codings = [coding.strip().lower() for coding in named.split(",")]
    codings = [coding for coding in codings if coding not in {"", "identity"}]
    if len(codings) > _MOST_CODINGS:
        raise PackingError(f"it is packed {len(codings)} times over")
    for coding in reversed(codings):
        if coding not in _READERS:
            raise PackingError(f"its coding {coding[:50]!r} is not known")
        body = _joined(_READERS[coding](body), largest)
    return body


def _joined(pieces: Iterable[bytes], largest: int) -> bytes:
    whole = bytearray()
    try:
        for piece in pieces:
            whole += piece
            if len(whole) > largest:
                raise BodyTooLargeError(f"it unpacks to over {largest} bytes")
    except (zlib.error, brotli.error, zstd.ZstdError) as error:
        raise PackingError(str(error)) from error
    return bytes(whole)


class _Reader(Protocol):
    """What reads one frame: as the standard library's decompressors, input kept between calls."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Zlib:
    """zlib's own decompressor hands input that it has no room for back to its caller."""

    def __init__(self, window: int) -> None:
        self._reader = zlib.decompressobj(window)

    @property
    def eof(self) -> bool:
        return self._reader.eof

    @property
    def unused_data(self) -> bytes:
        return self._reader.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._reader.decompress(self._reader.unconsumed_tail + data, max_length)


def _gunzipped(body: bytes) -> Iterator[bytes]:
    return _frames(body, b"\x1f\x8b", lambda: _Zlib(_GZIP))


def _inflated(body: bytes) -> Iterator[bytes]:
    first = int.from_bytes(body[:2], "big")
    wrapped = first >> 8 & 0x0F == zlib.DEFLATED and first % 31 == 0
    return _frame(body, 0, _Zlib(_ZLIB if wrapped else _RAW))


def _unzstd(body: bytes) -> Iterator[bytes]:
    return _frames(body, b"\x28\xb5\x2f\xfd", _zstd_reader)


def _zstd_reader() -> _Reader:
    # RFC 9659: 8 MiB is the largest window on the web, so that a reader need not have more
    limit = {int(zstd.DecompressionParameter.window_log_max): 23}
    reader: _Reader = zstd.ZstdDecompressor(options=limit)
    return reader


def _frames(body: bytes, begin: bytes, reader: Callable[[], _Reader]) -> Iterator[bytes]:
    """Yield what the frames hold; what follows them and begins no other is passed over."""
    end = yield from _frame(body, 0, reader())
    for _ in range(_MOST_FRAMES):
        if not body.startswith(begin, end):
            return
        end = yield from _frame(body, end, reader())
    raise PackingError(f"it is packed in over {_MOST_FRAMES} pieces")


def _frame(body: bytes, start: int, reader: _Reader) -> Generator[bytes, None, int]:
    """Yield what one frame holds; return where it ended."""
    for position in range(start, len(body), _STEP):
        data = body[position : position + _STEP]
        given = len(data)
        while piece := reader.decompress(data, _STEP):
            yield piece
            if reader.eof:
                break
            data = b""
        if reader.eof:
            return position + given - len(reader.unused_data)
    raise TruncatedBodyError("it ends before its end")


def _unbrotli(body: bytes) -> Iterator[bytes]:
    reader = brotli.Decompressor()
    for position in range(0, len(body), _STEP):
        data = body[position : position + _STEP]
        while piece := reader.process(data, output_buffer_limit=_STEP):
            yield piece
            data = b""
        if reader.is_finished():
            return
    raise TruncatedBodyError("it ends before its end")


_READERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gunzipped,
    "x-gzip": _gunzipped,
    "deflate": _inflated,
    "br": _unbrotli,
    "zstd": _unzstd,
}
