"""Texts with slots.

``{公司}`` is a part of the cast, ``{3-8}`` a number, ``{涨幅=3.1-8.9}`` a number that keeps its
name for the rest of the article.
"""

from __future__ import annotations

import re
from random import Random

_SLOT = re.compile(
    r"\{(?:(?P<label>[^\W\d]+)=)?(?P<low>\d+(?:\.\d+)?)-(?P<high>\d+(?:\.\d+)?)\}"
    r"|\{(?P<name>[^\W\d]+)\}"
)


class Slots:
    """Fills the slots of one article; what no slot fits stays as it is, braces included."""

    def __init__(self, rng: Random, cast: dict[str, str]) -> None:
        self._rng = rng
        self._known = dict(cast)

    def fill(self, text: str) -> str:
        """Return ``text`` with its slots filled."""
        return _SLOT.sub(self._value, text)

    def _value(self, slot: re.Match[str]) -> str:
        if slot["name"] is not None:
            return self._known.get(slot["name"], slot[0])
        label = slot["label"]
        if label in self._known:
            return self._known[label]
        number = self._number(slot["low"], slot["high"])
        if label is not None:
            self._known[label] = number
        return number

    def _number(self, low: str, high: str) -> str:
        if "." in low:
            digits = len(low.partition(".")[2])
            return f"{self._rng.uniform(float(low), float(high)):.{digits}f}"
        return str(self._rng.randint(int(low), int(high)))
