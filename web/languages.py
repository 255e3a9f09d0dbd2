"""The language that pages speak: the reader's, as the browser tells it (RFC 9110, 12.5.4)."""

from __future__ import annotations

from collections.abc import Callable

from web.words import CHINESE, ENGLISH

Translate = Callable[..., str]
SPOKEN = ("en", "zh")


def language_of(header: str | None) -> str:
    """Choose the language that is wanted most among those that pages speak; English by default."""
    wanted = sorted(_wishes(header or ""), key=lambda one: -one[1])
    return next((name for name, weight in wanted if weight > 0), SPOKEN[0])


def _wishes(header: str) -> list[tuple[str, float]]:
    found = []
    for part in header.split(","):
        tag, _, weight = part.strip().partition(";q=")
        name = tag.partition("-")[0].lower()
        if name in SPOKEN:
            found.append((name, _weight(weight)))
    return found


def _weight(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0


def translator(language: str) -> Translate:
    """Return what gives a text in a language; ``{name}`` stands for values."""
    words = CHINESE if language == "zh" else ENGLISH

    def translate(text: str, **values: object) -> str:
        said = words.get(text, text)
        return said.format(**values) if values else said

    return translate
