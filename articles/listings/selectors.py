"""How a listing's selector is written: CSS, or XPath that says so."""

from __future__ import annotations

_MARK = "xpath:"
_STARTS = ("//", "./", ".//", "(//", "(./")


def xpath_of(selector: str) -> str | None:
    """Return the XPath expression that a selector is; None for CSS.

    An expression that begins with ``//`` or ``./`` tells itself; any other one is written behind
    ``xpath:``.
    """
    if selector.startswith(_MARK):
        return selector.removeprefix(_MARK).strip()
    return selector if selector.startswith(_STARTS) else None
