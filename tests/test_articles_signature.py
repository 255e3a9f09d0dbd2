"""What texts are like: copies are near, others are far, and no near one is missed by its bands."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search.tokens import tokens
from articles.signature import BANDS, COMPONENTS, NEAR, bands, difference, signature

CHANCE = random.Random(11)  # noqa: S311 - texts, not secrets
LETTERS = [chr(0x4E00 + number) for number in range(2_000)]
WORDS = ["".join(CHANCE.choices("abcdefghijklmnop", k=6)) for _ in range(2_000)]


def text(vocabulary: list[str], length: int = 500) -> list[str]:
    return CHANCE.choices(vocabulary, k=length)


def signed(words: list[str]) -> bytes:
    found = signature(words)
    assert found is not None
    return found


@pytest.mark.parametrize("vocabulary", [LETTERS, WORDS], ids=["Chinese", "English"])
def test_a_copy_with_small_edits_is_near_and_another_text_is_far(vocabulary: list[str]) -> None:
    for _ in range(20):
        words = text(vocabulary)
        for copy in (
            ["来", "源", *words, "责", "编"],
            words[: len(words) * 9 // 10],
            [*words[:100], "x", *words[101:300], "y", *words[301:]],
        ):
            assert difference(signed(words), signed(copy)) <= NEAR
        assert difference(signed(words), signed(text(vocabulary))) > 2 * NEAR


def test_what_does_not_tell_texts_apart_does_not_count() -> None:
    plain = signature(tokens("重庆的工业互联网，正在快速发展。" * 10 + "Open source" * 20))
    other = signature(
        tokens("重 庆 的 工 业 互 联 网：正在快速发展\n" * 10 + "ＯＰＥＮ source" * 20)
    )
    assert plain == other


def test_a_text_that_is_too_short_has_no_signature() -> None:
    assert signature(text(LETTERS, 39)) is None
    assert signature(["一", "¶"] * 39) is None
    assert len(signed(text(LETTERS, 40))) == 4 * COMPONENTS


def test_a_signature_is_the_same_everywhere() -> None:
    words = [chr(0x4E00 + number) for number in range(50)]
    assert signed(words).hex()[:32] == "337096e1337096e120f584e2f850507b"


@given(st.binary(min_size=4 * COMPONENTS, max_size=4 * COMPONENTS), st.data())
def test_signatures_that_differ_in_no_more_than_near_share_a_band(
    one: bytes, data: st.DataObject
) -> None:
    other = bytearray(one)
    changed = data.draw(st.sets(st.integers(0, COMPONENTS - 1), max_size=NEAR))
    for component in changed:
        other[4 * component] ^= 1
    assert difference(one, bytes(other)) == len(changed)
    assert set(bands(one)) & set(bands(bytes(other)))


def test_bands_are_numbers_that_a_database_can_hold() -> None:
    found = list(bands(bytes(4 * COMPONENTS)))
    assert len(set(found)) == BANDS
    assert all(-(2**63) <= band < 2**63 for band in found)
