"""Whether two texts are surely of two articles, however much one of them was edited. Pure."""

from __future__ import annotations

from difflib import SequenceMatcher

from articles.search.tokens import tokens
from articles.signature import COMPONENTS, difference, signature

_STRANGERS = COMPONENTS - 4
"""Differing components from which hardly a sixth of all runs is in common."""
_MOST = 2_000
_LITTLE = 0.5


def strangers(one: str, other: str) -> bool:
    """Tell whether two texts have next to nothing in common: no edition of one is the other."""
    signed = signature(tokens(one)), signature(tokens(other))
    if signed[0] is None or signed[1] is None:
        match = SequenceMatcher(None, one[:_MOST], other[:_MOST], autojunk=False)
        return match.quick_ratio() < _LITTLE or match.ratio() < _LITTLE
    return difference(signed[0], signed[1]) >= _STRANGERS
