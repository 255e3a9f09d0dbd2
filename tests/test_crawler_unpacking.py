from __future__ import annotations

import gzip
import sys
import tracemalloc
import zlib
from contextlib import suppress

import brotli
import pytest
from hostile_encodings import brotli_bomb, deflate_bomb, gzip_bomb, zstd_bomb
from hypothesis import given
from hypothesis import strategies as st

from crawler.unpacking import BadCodingError, unpacked

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TEXT = "重庆工业互联网平台".encode() * 1_000
MIB = 1 << 20


def bare(body: bytes) -> bytes:
    stream = zlib.compressobj(wbits=-15)
    return stream.compress(body) + stream.flush()


PACKERS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
}
codings = pytest.mark.parametrize("coding", PACKERS)


def refused(body: bytes, named: str, most: int = MIB) -> tuple[str, str]:
    """Return the class and the words with which a body is refused."""
    with pytest.raises(BadCodingError) as caught:
        unpacked(body, named, most)
    return caught.value.kind, str(caught.value)


@codings
@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 200_000])
def test_what_was_packed_comes_out(coding: str, size: int) -> None:
    data = (b"the council met " * 20_000)[:size]
    assert unpacked(PACKERS[coding](data), coding, MIB) == data


def test_what_servers_make_of_the_standards_is_taken() -> None:
    assert unpacked(bare(TEXT), "deflate", MIB) == TEXT
    assert unpacked(gzip.compress(TEXT) + b"\0\0junk", "gzip", MIB) == TEXT
    assert unpacked(gzip.compress(TEXT) + gzip.compress(b"more"), "gzip", MIB) == TEXT + b"more"
    assert unpacked(zstd.compress(TEXT) + zstd.compress(b"more"), "zstd", MIB) == TEXT + b"more"


def test_codings_are_taken_off_last_first() -> None:
    packed = brotli.compress(gzip.compress(b"twice"))
    assert unpacked(packed, "gzip, br", MIB) == b"twice"
    assert unpacked(packed, " GZIP ,identity,, Br", MIB) == b"twice"


@codings
@pytest.mark.parametrize("kept", [0.1, 0.5, 0.95])
def test_half_a_page_is_no_page(coding: str, kept: float) -> None:
    packed = PACKERS[coding](TEXT + bytes(range(256)) * 9)
    kind, why = refused(packed[: int(len(packed) * kept)], coding)
    assert (kind, why) == ("truncated", f"its {coding} coding is cut off")


@codings
@pytest.mark.parametrize("missing", [1, 5])
def test_a_page_without_its_last_bytes_is_no_page(coding: str, missing: int) -> None:
    packed = PACKERS[coding](bytes(range(256)) * 100)
    assert refused(packed[:-missing], coding)[0] == "truncated"


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_body_that_is_not_packed_is_an_error(coding: str) -> None:
    kind, why = refused(b"<!doctype html><title>plain</title>" * 50, coding)
    assert kind == "bad-coding"
    assert why.startswith(f"its {coding} coding is broken: ")


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (gzip_bomb(1024), "gzip"),
        (gzip_bomb(1024), "x-gzip"),
        (deflate_bomb(1024), "deflate"),
        (brotli_bomb(1024), "br"),
        (zstd_bomb(2048), "zstd"),
        (gzip.compress(gzip_bomb(1024)), "gzip, gzip"),
    ],
    ids=["gzip", "x-gzip", "deflate", "brotli", "zstd", "gzip in gzip"],
)
def test_a_bomb_is_refused_at_the_limit_and_never_unfolds(body: bytes, coding: str) -> None:
    tracemalloc.start()
    kind, why = refused(body, coding, 2 * MIB)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (kind, why) == ("too-large", "unpacked, it is larger than max_page_bytes")
    assert peak < 16 * MIB


@pytest.mark.parametrize(
    ("named", "why"),
    [
        ("gzip, gzip, gzip", "it is packed 3 times over"),
        ("compress", "its coding 'compress' is not known"),
    ],
)
def test_unknown_codings_and_too_many_are_refused(named: str, why: str) -> None:
    assert refused(gzip.compress(TEXT), named) == ("bad-coding", why)


def test_a_body_of_very_many_pieces_is_refused() -> None:
    kind, why = refused(gzip.compress(b"") * 200, "gzip")
    assert (kind, why) == ("bad-coding", "it is packed in over 100 pieces")


@codings
@given(st.binary(max_size=500), st.binary(max_size=500))
def test_whatever_comes_is_unpacked_or_refused(coding: str, data: bytes, tail: bytes) -> None:
    for body in (tail, PACKERS[coding](data)[: len(tail)] + tail):
        with suppress(BadCodingError):
            assert isinstance(unpacked(body, coding, MIB), bytes)
