"""What a listing shows of one article, as it is written there."""

from __future__ import annotations

from dataclasses import dataclass

from articles.types import ArticleItem


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a listing: texts as they were found, nothing resolved or believed.

    ``date`` is the time of publication, ``changed`` that of the last change. ``full`` is the
    whole article, where the line carries it.
    """

    link: str
    title: str | None = None
    date: str | None = None
    changed: str | None = None
    full: ArticleItem | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """All lines of a listing, top first; ``fault`` says why there is none to be had.

    ``next``: where it says itself that it goes on, with older ones.
    """

    lines: tuple[Line, ...] = ()
    fault: str | None = None
    next: str | None = None


def one_line(text: object) -> str | None:
    """Return a text or number in one line; None for anything else and for white space."""
    if isinstance(text, bool) or not isinstance(text, str | int | float):
        return None
    return " ".join(str(text).split()) or None
