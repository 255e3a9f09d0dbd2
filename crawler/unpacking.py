"""Packed bodies → plain ones: bounded while they unfold, and whole or an error.

In place of Scrapy's middleware, which hands on what it could unpack of a body that was cut short
or that it knows no coding of. Codings: RFC 9110, 8.4.1; RFC 1950, 1951, 1952, 7932, 8878; deflate
without zlib's wrapper is read too, as browsers do.
"""

from __future__ import annotations

import asyncio
import sys
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import Protocol, Self

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
_STEP = 1 << 16
_LAYERS = 2
"""More codings than this on top of each other are no practice, and each may unfold."""
_MOST_FRAMES = 100
_LARGE = 1 << 16
"""Packed bytes from which a thread does it, one at a time. Fewer take the loop a millisecond;
a bomb of 20 MiB 20 to 70."""
_GZIP, _ZLIB, _RAW = 31, 15, -15
_ZSTD_WINDOW = 23
"""8 MiB, the largest on the web (RFC 9659)."""


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
        named = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
        if not named or not response.body:
            return response
        if len(response.body) < _LARGE:
            body = unpacked(response.body, named, self._most)
        else:
            async with self._turn:
                body = await asyncio.to_thread(unpacked, response.body, named, self._most)
        # nobody else has the packed answer, and one copy is made of its headers as it is
        headers = response.headers
        del headers["Content-Encoding"]
        kind = responsetypes.from_args(headers=headers, url=response.url, body=body)
        return response.replace(cls=kind, headers=headers, body=body)


def unpacked(body: bytes, named: str, most: int) -> bytes:
    """Return a body without its codings (a Content-Encoding value), the last one first.

    Raises BadCodingError: ``too-large`` over ``most`` bytes at any stage, ``truncated`` for a body
    that ends early, ``bad-coding`` for one that is broken, of an unknown coding or of too many.
    """
    codings = [coding.strip().lower() for coding in named.split(",")]
    codings = [coding for coding in codings if coding not in {"", "identity"}]
    if len(codings) > _LAYERS:
        raise BadCodingError("bad-coding", f"it is packed {len(codings)} times over")
    for coding in reversed(codings):
        unpack = _UNPACKERS.get(coding)
        if unpack is None:
            raise BadCodingError("bad-coding", f"its coding {coding[:40]!r} is not known")
        try:
            body = _joined(unpack(body), most)
        except EOFError as error:
            raise BadCodingError("truncated", f"its {coding} coding is cut off") from error
        except (zlib.error, brotli.error, zstd.ZstdError) as error:
            why = f"its {coding} coding is broken: {error}"
            raise BadCodingError("bad-coding", why) from error
    return body


def _joined(pieces: Iterable[bytes], most: int) -> bytes:
    whole = bytearray()
    for piece in pieces:
        whole += piece
        if len(whole) > most:
            whole.clear()  # the error's traceback would keep it
            raise BadCodingError("too-large", "unpacked, it is larger than max_page_bytes")
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


def _gzip(body: bytes) -> Iterator[bytes]:
    return _frames(body, b"\x1f\x8b", lambda: _Zlib(_GZIP))


def _deflate(body: bytes) -> Iterator[bytes]:
    first = int.from_bytes(body[:2], "big")
    wrapped = first >> 8 & 0x0F == zlib.DEFLATED and first % 31 == 0
    return _frame(body, 0, _Zlib(_ZLIB if wrapped else _RAW))


def _zstd(body: bytes) -> Iterator[bytes]:
    return _frames(body, b"\x28\xb5\x2f\xfd", _zstd_reader)


def _zstd_reader() -> _Reader:
    limit = {int(zstd.DecompressionParameter.window_log_max): _ZSTD_WINDOW}
    reader: _Reader = zstd.ZstdDecompressor(options=limit)
    return reader


def _frames(body: bytes, begin: bytes, reader: Callable[[], _Reader]) -> Iterator[bytes]:
    """Yield what the frames hold; what follows them and begins no other is passed over."""
    end = yield from _frame(body, 0, reader())
    for _ in range(_MOST_FRAMES):
        if not body.startswith(begin, end):
            return
        end = yield from _frame(body, end, reader())
    raise BadCodingError("bad-coding", f"it is packed in over {_MOST_FRAMES} pieces")


def _frame(body: bytes, start: int, reader: _Reader) -> Generator[bytes, None, int]:
    """Yield what one frame holds; return where it ended. Raises EOFError."""
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
    raise EOFError


def _brotli(body: bytes) -> Iterator[bytes]:
    reader = brotli.Decompressor()
    for position in range(0, len(body), _STEP):
        data = body[position : position + _STEP]
        while piece := reader.process(data, output_buffer_limit=_STEP):
            yield piece
            data = b""
        if reader.is_finished():
            return
    raise EOFError


_UNPACKERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
