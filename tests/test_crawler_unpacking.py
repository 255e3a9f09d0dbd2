from __future__ import annotations

import gzip
import sys
import tracemalloc
import zlib

import brotli
import pytest
from hostile_encodings import brotli_bomb, deflate_bomb, gzip_bomb, zstd_bomb
from hypothesis import given
from hypothesis import strategies as st

from crawler.unpacking import BodyTooLargeError, PackingError, TruncatedBodyError, unpacked

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MIB = 1 << 20


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


PACKERS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
}
codings = pytest.mark.parametrize("coding", PACKERS)


@codings
@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 200_000])
def test_what_was_packed_comes_out(coding: str, size: int) -> None:
    data = (b"the council met " * 20_000)[:size]
    assert unpacked(PACKERS[coding](data), coding, MIB) == data


@codings
@given(st.binary(max_size=500), st.binary(max_size=500))
def test_whatever_comes_is_unpacked_or_refused(coding: str, data: bytes, tail: bytes) -> None:
    try:
        unpacked(PACKERS[coding](data)[: len(tail)] + tail, coding, MIB)
    except PackingError:
        return


@codings
def test_a_body_that_is_cut_short_is_an_error(coding: str) -> None:
    packed = PACKERS[coding](bytes(range(256)) * 100)
    for missing in (1, 5, len(packed) // 2):
        with pytest.raises(TruncatedBodyError):
            unpacked(packed[:-missing], coding, MIB)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_body_that_is_not_packed_is_an_error(coding: str) -> None:
    with pytest.raises(PackingError):
        unpacked(b"<!doctype html><title>plain</title>" * 50, coding, MIB)


def test_deflate_without_a_wrapper_is_read_as_browsers_do() -> None:
    assert unpacked(raw_deflate(b"so it is" * 999), "deflate", MIB) == b"so it is" * 999


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (gzip_bomb(1024), "gzip"),
        (deflate_bomb(1024), "deflate"),
        (brotli_bomb(1024), "br"),
        (zstd_bomb(2048), "zstd"),
        (gzip.compress(gzip_bomb(1024)), "gzip, gzip"),
    ],
    ids=["gzip", "deflate", "brotli", "zstd", "gzip in gzip"],
)
def test_a_bomb_is_refused_at_the_limit_and_never_unfolds(body: bytes, coding: str) -> None:
    tracemalloc.start()
    with pytest.raises(BodyTooLargeError):
        unpacked(body, coding, 2 * MIB)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 16 * MIB


def test_codings_are_taken_off_last_first() -> None:
    packed = brotli.compress(gzip.compress(b"twice"))
    assert unpacked(packed, "gzip, br", MIB) == b"twice"
    assert unpacked(packed, " GZIP ,identity,, Br", MIB) == b"twice"


def test_members_of_one_body_are_joined_and_what_follows_is_passed_over() -> None:
    two = gzip.compress(b"one ") + gzip.compress(b"two")
    assert unpacked(two, "gzip", MIB) == b"one two"
    assert unpacked(two + b"\0\0 rest", "gzip", MIB) == b"one two"
    assert unpacked(zstd.compress(b"a") + zstd.compress(b"b"), "zstd", MIB) == b"ab"
    with pytest.raises(PackingError, match="100 pieces"):
        unpacked(gzip.compress(b"") * 200, "gzip", MIB)


@pytest.mark.parametrize(
    ("coding", "why"), [("rot13", "'rot13' is not known"), ("gzip," * 9 + "gzip", "10 times over")]
)
def test_unknown_codings_and_too_many_are_refused(coding: str, why: str) -> None:
    with pytest.raises(PackingError, match=why):
        unpacked(b"x", coding, MIB)
