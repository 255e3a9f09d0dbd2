"""What changed between two texts, in paragraphs and in words: for eyes, not for patches."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"[A-Za-z0-9]+|\s+|.", re.DOTALL)
_LONGEST = 6_000
"""Characters of a paragraph that is compared word by word; longer ones are shown whole."""
_ALIKE = 0.4
"""Paragraphs less alike than this are shown as one gone and one come."""
_AROUND = 1
_MOST = 4_000
"""Paragraphs that are compared; what is behind them is left out."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words: ``same``, ``gone`` or ``come``."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One paragraph of the comparison: ``same``, ``gone``, ``come``, ``edited``, or ``skip``."""

    kind: str
    pieces: tuple[Piece, ...] = ()


def compared(old: Sequence[str], new: Sequence[str]) -> tuple[Change, ...]:
    """Return the paragraphs of both texts in order; long stretches that are the same shortened."""
    old, new = old[:_MOST], new[:_MOST]
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    found: list[Change] = []
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            found += [Change("same", (Piece("same", one),)) for one in old[i:j]]
        else:
            found += _changed(old[i:j], new[k:m])
    return tuple(_shortened(found))


def _changed(old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    pairs = min(len(old), len(new))
    for before, after in zip(old[:pairs], new[:pairs], strict=True):
        yield from _paragraph(before, after)
    yield from (Change("gone", (Piece("gone", one),)) for one in old[pairs:])
    yield from (Change("come", (Piece("come", one),)) for one in new[pairs:])


def _paragraph(before: str, after: str) -> Iterator[Change]:
    words = _WORD.findall(before[:_LONGEST]), _WORD.findall(after[:_LONGEST])
    matcher = difflib.SequenceMatcher(None, *words, autojunk=False)
    if max(len(before), len(after)) > _LONGEST or matcher.ratio() < _ALIKE:
        yield Change("gone", (Piece("gone", before),))
        yield Change("come", (Piece("come", after),))
        return
    pieces: list[Piece] = []
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(words[0][i:j])))
            continue
        pieces += [Piece("gone", "".join(words[0][i:j]))] if j > i else []
        pieces += [Piece("come", "".join(words[1][k:m]))] if m > k else []
    yield Change("edited", tuple(pieces))


def _shortened(changes: Sequence[Change]) -> Iterator[Change]:
    near = {
        at + step
        for at, one in enumerate(changes)
        if one.kind != "same"
        for step in range(-_AROUND, _AROUND + 1)
    }
    skipping = False
    for at, one in enumerate(changes):
        if at in near:
            yield one
        elif not skipping:
            yield Change("skip")
        skipping = at not in near
