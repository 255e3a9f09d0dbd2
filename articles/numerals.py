"""Numbers in words, as far as dates use them."""

from __future__ import annotations

import re

_DIGITS = dict(zip("〇一二三四五六七八九零两", (*range(10), 0, 2), strict=True))
_ENGLISH = "one two three four five six seven eight nine ten".split()
NUMBER = r"[一二两三四五六七八九十]{1,3}"
"""A regular expression of a Chinese number from 1 to 99."""
_DAY = re.compile(
    rf"(?P<year>[〇零一二三四五六七八九]{{4}})年(?P<month>{NUMBER})月(?P<day>{NUMBER})[日号]"
)


def chinese_number(text: str) -> int:
    """Return the value of a Chinese number from 1 to 99; ValueError for what is none."""
    tens, ten, ones = text.rpartition("十")
    if len(tens) > 1 or len(ones) > 1:
        raise ValueError(f"{text} is no number")
    return (_DIGITS[tens] if tens else 1) * 10 * bool(ten) + (_DIGITS[ones] if ones else 0)


def count(text: str) -> float:
    """Return how many a text says: digits, a Chinese number, 半 or an English word."""
    word = text.lower()
    if word in {"半", "half"}:
        return 0.5
    if word in {"a", "an"}:
        return 1.0
    if word in _ENGLISH:
        return float(_ENGLISH.index(word) + 1)
    return float(word) if word.isdecimal() else float(chinese_number(text))


def with_digits(text: str) -> str:
    """Return a text with a day that is spelled out in Chinese written in digits."""
    return _DAY.sub(_digits, text, count=1)


def _digits(found: re.Match[str]) -> str:
    year = "".join(str(_DIGITS[digit]) for digit in found["year"])
    return f"{year}年{chinese_number(found['month'])}月{chinese_number(found['day'])}日"
