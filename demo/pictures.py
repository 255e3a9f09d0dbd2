"""The site's pictures: small PNG files (RFC 2083), drawn from their names."""

from __future__ import annotations

import struct
import zlib
from functools import cache

from demo.chance import chance

PICTURES = frozenset(
    [f"photo-{number:02}" for number in range(1, 25)]
    + [f"ad-{number}" for number in range(1, 5)]
    + ["logo", "qrcode", "blank"]
)
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_TRUECOLOUR = 2
_LARGE, _SMALL, _DOT = (320, 180), (96, 48), (1, 1)


@cache
def picture(name: str) -> bytes:
    """Return the picture of that name: a slope of two colours that are its own."""
    width, height = _size(name)
    rows = b"".join(b"\0" + _colour(name, y, height) * width for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, _TRUECOLOUR, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(kind, data) for kind, data in chunks)


def _size(name: str) -> tuple[int, int]:
    if name == "blank":
        return _DOT
    return _LARGE if name.startswith("photo") else _SMALL


def _colour(name: str, row: int, height: int) -> bytes:
    rng = chance("picture", name)
    top, bottom = ([rng.randint(40, 220) for _ in range(3)] for _ in range(2))
    return bytes(a + (b - a) * row // height for a, b in zip(top, bottom, strict=True))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
