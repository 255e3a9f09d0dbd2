"""What makes two articles the same, and two versions of one different."""

from __future__ import annotations

import hashlib
import unicodedata

from articles.types import ContentHash, TextHash


def text_hash(text: str) -> TextHash:
    """Hash a text by what a reader sees: width and white space do not count."""
    folded = "".join(unicodedata.normalize("NFKC", text).split())
    return TextHash(_sha256(folded))


def content_hash(*, title: str, body_html: str, headimg: str, byline: str | None) -> ContentHash:
    """Hash what makes a version: title, markup, lead image and byline, but no time.

    Each part goes in with its length, so that no text can move between two parts unseen.
    """
    parts = (title, body_html.strip(), headimg, byline or "")
    return ContentHash(_sha256("".join(f"{len(part)}:{part}" for part in parts)))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
