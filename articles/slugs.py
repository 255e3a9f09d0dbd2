"""Names of post files: readable, short, safe on every file system, stable."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import UTC, datetime
from pathlib import PurePosixPath

from articles.titles import clean_title

_CHARACTERS = 80
_BYTES = 200
_GAPS = re.compile(r"[\s_\-.,，、。]+")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


def slug(title: str) -> str:
    """Return a title's file name without ending: 80 characters, 200 bytes at most, never empty."""
    text = unicodedata.normalize("NFC", clean_title(title))
    text = "".join(letter for letter in text if not unicodedata.category(letter).startswith("C"))
    text = _cut(_GAPS.sub("-", text).strip("-"))
    if not text or _RESERVED.fullmatch(text):
        return f"post-{text}".rstrip("-")
    return text


def post_path(*, source: str, published_at: datetime, title: str, key: str) -> PurePosixPath:
    """Return where a post belongs: ``<source>/<yyyy>/<mm>/<slug>-<short id>.md``.

    The short id is made of the article's key, so that two articles never share a file.
    """
    utc = published_at.astimezone(UTC)
    return PurePosixPath(source, f"{utc:%Y}", f"{utc:%m}", f"{slug(title)}-{short_id(key)}.md")


def short_id(key: str) -> str:
    """Return what the name of each post of an article ends with, whatever its title and date."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:8]


def _cut(text: str) -> str:
    text = text[:_CHARACTERS]
    return text.encode()[:_BYTES].decode("utf-8", "ignore").rstrip("-")
