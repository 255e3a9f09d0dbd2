"""Chance that repeats itself: the same words always give the same sequence."""

from __future__ import annotations

from random import Random


def chance(*words: object) -> Random:
    """Return a generator seeded by ``words``. Equal on every machine and version of Python."""
    return Random("/".join(str(word) for word in words))  # noqa: S311 - content, not secrets
