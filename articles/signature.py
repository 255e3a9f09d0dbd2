"""What a text is like: a signature that two texts share in the measure in which they say the same.

Every run of four tokens (characters in Chinese, words in English) is hashed; the hashes go into
``COMPONENTS`` buckets, and each bucket's smallest is a component (one-permutation MinHash). Of two
texts, the share of equal components estimates the share of common runs. One changed word changes
four runs, so a copy with an edit in every fiftieth word still has about 85 % of them.

Components are grouped into ``BANDS``. Two signatures that differ in at most ``NEAR`` components,
one less than there are bands, have a band in common: looking up each band finds them all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from zlib import crc32

from articles.search.tokens import BREAK

BANDS = 8
COMPONENTS = 24
NEAR = BANDS - 1
"""Differing components up to which two texts are copies of one: about 70 % of runs in common."""

_RUN = 4
_SHORTEST = 40
"""Tokens that a text must have: about shorter ones, little can be told."""
_ROWS = COMPONENTS // BANDS
_BYTES = 4
_NONE = 1 << 8 * _BYTES
"""More than any hash: what an empty bucket holds."""

Signature = bytes
"""``COMPONENTS`` numbers of four bytes, big end first."""


def signature(tokens: Sequence[str]) -> Signature | None:
    """Return the signature of a text of these tokens; None for one that is too short."""
    words = [token.encode() for token in tokens if token != BREAK]
    if len(words) < _SHORTEST:
        return None
    runs = map(b" ".join, zip(*(words[start:] for start in range(_RUN)), strict=False))
    smallest = [_NONE] * COMPONENTS
    for one in map(crc32, runs):
        bucket = one % COMPONENTS
        if one < smallest[bucket]:  # noqa: PLR1730 - a call of min takes thrice as long
            smallest[bucket] = one
    return b"".join(_filled(smallest, bucket) for bucket in range(COMPONENTS))


@lru_cache(maxsize=1_000)
def bands(one: Signature) -> tuple[int, ...]:
    """Return a number for each band; equal bands, and hardly any others, have the same."""
    size = _ROWS * _BYTES
    return tuple(_number(band, one[band * size : (band + 1) * size]) for band in range(BANDS))


def _number(band: int, part: bytes) -> int:
    digest = hashlib.blake2b(bytes([band]) + part, digest_size=8).digest()
    # signed, as databases count
    return int.from_bytes(digest, "big", signed=True)


def difference(one: Signature, other: Signature) -> int:
    """Return in how many components two signatures differ."""
    return sum(
        one[at : at + _BYTES] != other[at : at + _BYTES]
        for at in range(0, COMPONENTS * _BYTES, _BYTES)
    )


def _filled(smallest: Sequence[int], bucket: int) -> bytes:
    """Return a bucket's component; an empty one takes that of the next that is not."""
    while smallest[bucket] == _NONE:
        bucket = (bucket + 1) % COMPONENTS
    return smallest[bucket].to_bytes(_BYTES, "big")
