"""Foreign text made safe for a terminal: no character of it can move the cursor or hide another."""

from __future__ import annotations

import unicodedata

_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNSEEN = {"Cc", "Cs", "Zl", "Zp"}


def safe_text(text: str, *, lines: bool = False) -> str:
    """Return a text without control characters, lone surrogates and direction overrides.

    ``lines`` keeps line ends and tabs; otherwise they become spaces.
    """
    return "".join(_safe(character, lines=lines) for character in text)


def _safe(character: str, *, lines: bool) -> str:
    if character.isprintable() and character not in _DIRECTIONS:
        return character
    if character in "\n\t":
        return character if lines else " "
    if character in _DIRECTIONS or unicodedata.category(character) in _UNSEEN:
        return "" if character in _DIRECTIONS else "\ufffd"
    return character
