"""Inline style: kept to the letter unless a declaration can leave its box or load something."""

from __future__ import annotations

import re

_LEAVES_ITS_BOX = re.compile(
    r"""(?:position|z-index|top|right|bottom|left|inset(?:-.*)?|transform(?:-.*)?|translate|rotate
    |scale|perspective(?:-.*)?|offset(?:-.*)?|animation(?:-.*)?|transition(?:-.*)?|behavior
    |-moz-binding|-ms-behavior|content|filter|backdrop-filter|clip|clip-path|mask(?:-.*)?|cursor
    |pointer-events|will-change|all|view-transition-name|anchor-.*|--.*|\*.*|_.*)""",
    re.VERBOSE,
)
_FUNCTIONS = re.compile(r"([a-z0-9_-]*)\s*\(")
_SAFE_FUNCTIONS = frozenset("rgb rgba hsl hsla hwb lab lch oklab oklch calc min max clamp".split())
_ESCAPES = re.compile(r"\\|/\*|<|>|@|!\s*ie|[\x00-\x08\x0e-\x1f]|javascript:|expression|&#")
_NEGATIVE_MARGIN = re.compile(r"-\s*[\d.]")
_LONGEST = 10_000


def safe_style(style: str) -> str:
    """Return a decoded ``style`` value without its dangerous declarations; unchanged if none is."""
    if len(style) > _LONGEST:
        return ""
    declarations = style.split(";")
    kept = [declaration for declaration in declarations if _harmless(declaration)]
    return style if len(kept) == len(declarations) else ";".join(kept).strip()


def _harmless(declaration: str) -> bool:
    text = declaration.casefold()
    name, _, value = text.partition(":")
    name = name.strip()
    if _ESCAPES.search(text) or _LEAVES_ITS_BOX.fullmatch(name):
        return False
    if name.startswith("margin") and _NEGATIVE_MARGIN.search(value):
        return False
    return all(found[1] in _SAFE_FUNCTIONS for found in _FUNCTIONS.finditer(value))
