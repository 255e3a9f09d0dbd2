"""What other extractors take for the article: asked only for the pages that are in doubt.

A library that raises, or that a page is too large or too deep for, is no witness; its failure is
told, and the others are heard.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

LARGEST = 3_000_000
"""Characters of markup that the libraries are given; some take quadratic time beyond."""
DEEPEST = 200
"""Levels of nesting that they are given: they walk trees by recursion."""


@dataclass(frozen=True, slots=True)
class Testimony:
    """The texts that the witnesses took, by name ("" where there is none), and failures."""

    texts: tuple[tuple[str, str], ...]
    failures: tuple[str, ...] = ()


def heard(markup: str, nesting: int) -> Testimony:
    """Ask the witnesses about a page. Never raises for what a library does."""
    if len(markup) > LARGEST or nesting > DEEPEST:
        return Testimony(
            tuple((name, "") for name in NAMES), ("page too large or deep for the libraries",)
        )
    texts, failures = [], []
    try:
        tree = _parsed(markup)
    except Exception as error:  # noqa: BLE001 - a parser's bug must not lose the page
        return Testimony(tuple((name, "") for name in NAMES), (f"lxml: {type(error).__name__}",))
    for name, ask in _WITNESSES.items():
        try:
            texts.append((name, ask(tree) or ""))
        except Exception as error:  # noqa: BLE001 - a library's bug must not lose the page
            texts.append((name, ""))
            failures.append(f"{name}: {type(error).__name__}")
    return Testimony(tuple(texts), tuple(failures))


def _parsed(markup: str) -> object:
    from trafilatura import load_html  # noqa: PLC0415 - heavy

    return load_html(markup)


def _trafilatura(tree: object) -> str | None:
    return _extracted(tree, precise=False)


def _precise(tree: object) -> str | None:
    return _extracted(tree, precise=True)


def _extracted(tree: object, *, precise: bool) -> str | None:
    from trafilatura import bare_extraction  # noqa: PLC0415 - heavy

    document = bare_extraction(tree, include_comments=False, favor_precision=precise)
    return getattr(document, "text", None)


_WITNESSES: dict[str, Callable[[object], str | None]] = {
    "trafilatura": _trafilatura,
    "trafilatura-precision": _precise,
}
NAMES = tuple(_WITNESSES)
