from __future__ import annotations

import gzip
import zlib
from contextlib import suppress

import brotli
import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st

from crawler.unpacking import BadCodingError, unpacked

TEXT = "重庆工业互联网平台".encode() * 1_000
MOST = 1 << 20


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


@pytest.mark.parametrize("coding", PACKERS)
def test_every_coding_is_undone(coding: str) -> None:
    assert unpacked(PACKERS[coding](TEXT), [coding], MOST) == TEXT
    assert unpacked(PACKERS[coding](b""), [coding], MOST) == b""


def test_what_servers_make_of_the_standards_is_taken() -> None:
    assert unpacked(bare(TEXT), ["deflate"], MOST) == TEXT
    assert unpacked(gzip.compress(TEXT) + b"\0\0junk", ["gzip"], MOST) == TEXT
    assert unpacked(gzip.compress(TEXT) + gzip.compress(b"more"), ["gzip"], MOST) == TEXT + b"more"
    assert unpacked(zstd.compress(TEXT) + zstd.compress(b"more"), ["zstd"], MOST) == TEXT + b"more"
    assert unpacked(brotli.compress(gzip.compress(TEXT)), ["gzip", "br"], MOST) == TEXT


@pytest.mark.parametrize("coding", PACKERS)
@pytest.mark.parametrize("kept", [0.1, 0.5, 0.95])
def test_half_a_page_is_no_page(coding: str, kept: float) -> None:
    packed = PACKERS[coding](TEXT + bytes(range(256)) * 9)
    with pytest.raises(BadCodingError, match="broken or cut off") as caught:
        unpacked(packed[: int(len(packed) * kept)], [coding], MOST)
    assert caught.value.kind == "truncated"


@pytest.mark.parametrize("coding", PACKERS)
def test_a_bomb_is_stopped_at_the_limit(coding: str) -> None:
    with pytest.raises(BadCodingError, match="max_page_bytes") as caught:
        unpacked(PACKERS[coding](bytes(64 << 20)), [coding], MOST)
    assert caught.value.kind == "too-large"


def test_codings_upon_codings_and_unknown_ones_are_refused() -> None:
    for codings, why in ((["gzip"] * 3, "3 times"), (["compress"], "'compress' is not known")):
        with pytest.raises(BadCodingError, match=why) as caught:
            unpacked(gzip.compress(TEXT), codings, MOST)
        assert caught.value.kind == "bad-coding"


@given(st.binary(max_size=300), st.sampled_from(sorted(PACKERS)))
def test_any_bytes_end_in_bytes_or_in_a_failure(body: bytes, coding: str) -> None:
    with suppress(BadCodingError):
        assert isinstance(unpacked(body, [coding], MOST), bytes)
