"""What a run's own text tells: its size, its links, its sentences, the words it holds.

The first block of numbers that the model reads of a run; ``features`` adds the places, ``context``
the judgement of its neighbours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

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


@lru_cache(maxsize=16_384)
def _line_signs(line: str) -> tuple[float, ...]:
    # Pages of one site share most of their lines, so the cache spares most of the work of a crawl.
    bits = LINES.bits(line)
    return tuple(float(bits >> number & 1) for number in range(len(LINES.names)))


def _capitals_and_digits(text: str) -> tuple[int, int]:
    if text.isascii():
        return len(_CAPITAL.findall(text)), len(_DIGIT.findall(text))
    return sum(map(str.isupper, text)), sum(map(str.isdigit, text))


def own_signs(run: Run, told: Told) -> list[float]:
    """Return the numbers of NAMES for one run."""
    text = run.text[:MOST_CHARS]
    chars = len(text)
    # What a line is, its first words tell; and how it ends.
    line = text if chars <= _LINE else f"{text[: _LINE // 2]} {text[-_LINE // 2 :]}"
    wide = 0 if text.isascii() else len(WIDE.findall(text))
    # A wide character says about as much as two and a half letters.
    width = chars + 1.5 * wide
    stops = len(_STOPS.findall(text))
    sentences = len(_SENTENCE.findall(text))
    words = len(text.split())
    folded = fold(text)
    link_share = min(1.0, run.link_chars / chars)
    prose = width > _PROSE_WIDTH and link_share < _MOSTLY and (stops > 1 or sentences)
    return [
        float(chars), float(width), float(words), float(run.links), link_share,
        min(1.0, run.strong_chars / chars), float(stops), float(sentences), stops / width,
        *(count / chars for count in _capitals_and_digits(text)),
        chars / max(1, words), wide / chars, float(bool(prose)),
        float(bool(folded) and folded in told.title),
        float(len(told.title) > _SHORTEST_TITLE and told.title in folded),
        overlap(folded, told.description),
        overlap(folded, told.body) if told.body else 0.5,
        float(bool(told.body)),
        float(text[:1].isupper()),
        *_line_signs(line.lower()),
    ]  # fmt: skip
