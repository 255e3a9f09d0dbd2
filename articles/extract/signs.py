"""What a run's own text tells: its size, its links, its sentences, the words it holds.

The first block of numbers that the model reads of a run; ``features`` adds the places, ``context``
the judgement of its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from articles.extract.runs import Run
from articles.extract.words import LINES

Matrix = NDArray[np.float32]
Flags = NDArray[np.bool_]

WIDE = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_STOPS = re.compile(r"[.,;!?。，；！？、।،؛]")
_SENTENCE = re.compile(r"[.!?。！？।۔؟](?:\s|$|[\"”’»」])|[。！？]")
_CAPITAL = re.compile("[A-Z]")
_DIGIT = re.compile("[0-9]")
_WORD = re.compile(r"\w+")
_PIECE = 16
_SHORTEST_PIECE = 6
_SHORTEST_TITLE = 8
_TELLING = 4
_MOSTLY = 0.5
_PROSE_WIDTH = 80
_LINE = 160
MOST_CHARS = 3_000
"""Characters of a run that are looked at."""

NAMES = (
    "chars", "width", "words", "links", "link_share", "strong", "stops", "sentences", "stop_rate",
    "upper", "digits", "word_length", "wide", "prose", "in_title", "title_in", "in_description",
    "in_body", "told_body", "capital",
    *(f"line_{name}" for name in LINES.names),
)  # fmt: skip
COLUMN = {name: number for number, name in enumerate(NAMES)}


@dataclass(frozen=True, slots=True)
class Told:
    """What the page claims of its text, folded: see ``fold`` and ``telling``."""

    title: str = ""
    description: str = ""
    body: str = ""
    words: frozenset[str] = frozenset()


def fold(text: str) -> str:
    """Return the letters and digits of a text alone, in small letters, to be searched in."""
    return "".join(_WORD.findall(text)).lower()


def telling(text: str) -> frozenset[str]:
    """Return a text's words of four letters or more, and its pairs of wide characters."""
    words = {
        word
        for word in _WORD.findall(text.lower())
        if len(word) >= _TELLING and not WIDE.search(word)
    }
    wide = "".join(WIDE.findall(text))
    return frozenset(words | {wide[at : at + 2] for at in range(len(wide) - 1)})


def shared(text: str, words: frozenset[str]) -> set[str]:
    """Return which of some telling words a text holds."""
    found = set(words.intersection(_WORD.findall(text.lower())))
    if text.isascii():
        return found
    wide = "".join(WIDE.findall(text))
    return {*found, *words.intersection(wide[at : at + 2] for at in range(len(wide) - 1))}


def overlap(folded: str, told: str) -> float:
    """Return the share of a folded text's pieces that another folded text holds, 0 to 1."""
    if not folded or not told:
        return 0.0
    if folded in told:
        return 1.0
    pieces = [folded[at : at + _PIECE] for at in range(0, len(folded), _PIECE)]
    return sum(piece in told for piece in pieces if len(piece) >= _SHORTEST_PIECE) / len(pieces)


class _OfText(NamedTuple):
    """What a text tells alone. ``lines``: its signs, as bits."""

    chars: int
    width: float
    words: int
    stops: int
    sentences: int
    capitals: int
    digits: int
    wide: int
    capital: bool
    folded: str
    lines: int


def _read(text: str) -> _OfText:
    chars = len(text)
    # What a line is, its first words tell; and how it ends.
    line = text if chars <= _LINE else f"{text[: _LINE // 2]} {text[-_LINE // 2 :]}"
    wide = 0 if text.isascii() else len(WIDE.findall(text))
    return _OfText(
        # A wide character says about as much as two and a half letters.
        chars, chars + 1.5 * wide, len(text.split()), len(_STOPS.findall(text)),
        len(_SENTENCE.findall(text)), *_capitals_and_digits(text), wide, text[:1].isupper(),
        fold(text), LINES.bits(line.lower()),
    )  # fmt: skip


_read_short = lru_cache(maxsize=8_192)(_read)
"""Pages of one site share most of their short texts: that spares half the work of a crawl."""


def _capitals_and_digits(text: str) -> tuple[int, int]:
    if text.isascii():
        return len(_CAPITAL.findall(text)), len(_DIGIT.findall(text))
    return sum(map(str.isupper, text)), sum(map(str.isdigit, text))


def own_signs(runs: Sequence[Run], told: Told) -> Matrix:
    """Return the numbers of NAMES for each run."""
    read = [
        _read_short(run.text) if len(run.text) <= _LINE else _read(run.text[:MOST_CHARS])
        for run in runs
    ]
    rows = [_row(run, one, told) for run, one in zip(runs, read, strict=True)]
    lines = spread(np.array([one.lines for one in read]), len(LINES.names))
    return np.hstack([np.array(rows, np.float32), lines.astype(np.float32)])


def spread(bits: NDArray[np.int64], width: int) -> NDArray[np.int64]:
    """Return each of the ``width`` lowest bits in a column of its own."""
    return (bits[:, None] >> np.arange(width)) & 1


def _row(run: Run, read: _OfText, told: Told) -> list[float]:
    chars, width, words, stops, sentences, capitals, digits, wide, capital, folded, _ = read
    link_share = min(1.0, run.link_chars / chars)
    prose = width > _PROSE_WIDTH and link_share < _MOSTLY and (stops > 1 or sentences)
    return [
        float(chars), width, float(words), float(run.links), link_share,
        min(1.0, run.strong_chars / chars), float(stops), float(sentences), stops / width,
        capitals / chars, digits / chars,
        chars / max(1, words), wide / chars, float(bool(prose)),
        float(bool(folded) and folded in told.title),
        float(len(told.title) > _SHORTEST_TITLE and told.title in folded),
        overlap(folded, told.description),
        overlap(folded, told.body) if told.body else 0.5,
        float(bool(told.body)),
        float(capital),
    ]  # fmt: skip
