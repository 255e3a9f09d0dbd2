"""A text as the tokens that are looked up: a word each, or a character where no spaces stand.

Chinese, Japanese, Korean, Thai and their neighbours get a token a character, so that a run of
tokens finds any part of a text from one character up. Case, width and Latin accents do not count;
invisible characters are not there. Punctuation is a token of its own (``BREAK``): no phrase
reaches over it unseen. Hyphens and apostrophes only part words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

BREAK = "¶"
"""What punctuation is to a search; no other token holds it."""

_SPACELESS = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3007\u3040-\u30fa\u30fc-\u30ff\u3100-\u312f\u31f0-\u31ff"
    r"\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
# signs that belong to the letter before them, although Python's \w does not say so
_SIGNS = r"\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0dff"
_UNSEEN = r"\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
_HAN = "\u3400", "\u9fff"
"""Characters that are as they are in every form."""
_MARK = rf"[^\w\s'’_{_SIGNS}{_UNSEEN}-]+"
_PIECE = re.compile(rf"([{_SPACELESS}]+)|((?:[^\W_{_SPACELESS}]|[{_SIGNS}])+)|((?:{_MARK}\s*)+)")
_ACCENTED = re.compile(r"[\u00c0-\u024f\u1e00-\u1eff\u0300-\u036f]+")
_ACCENT = re.compile(r"[\u0300-\u036f]+")
# most texts hold these and no other character that NFKC changes: without them it has no work
_WIDE_MARKS = re.compile(r"[\uff01-\uff06\uff08-\uff0c\uff0e\uff0f\uff1a-\uff20\uff5b-\uff65]+")
_INVISIBLE = re.compile(rf"[{_UNSEEN}]+")


def spaced(text: str) -> str:
    """Return a text's tokens with spaces between them."""
    return " ".join(
        " ".join(run) if run else word or BREAK for run, word, _ in _PIECE.findall(_folded(text))
    )


def tokens(text: str) -> tuple[str, ...]:
    """Return a text's tokens."""
    return tuple(spaced(text).split())


def is_spaceless(token: str) -> bool:
    """Tell whether a token is one character of a script without spaces."""
    found = _PIECE.fullmatch(token)
    return found is not None and found[1] is not None


def placed(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the tokens of a text as it stands, each with where it begins and ends."""
    for piece in _PIECE.finditer(text):
        if piece[1]:
            for at, character in enumerate(piece[0], piece.start()):
                if _HAN[0] <= character <= _HAN[1]:
                    yield character, at, at + 1
                else:
                    yield from ((token, at, at + 1) for token in tokens(character))
        else:
            for token in tokens(piece[0]):
                yield token, *piece.span()


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", _WIDE_MARKS.sub(",", text))
    text = _INVISIBLE.sub("", text).casefold()
    return _ACCENTED.sub(_without_accents, text)


def _without_accents(found: re.Match[str]) -> str:
    return _ACCENT.sub("", unicodedata.normalize("NFD", found[0]))
