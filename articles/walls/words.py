"""How much a text says, and the form in which texts are compared. Imports no parser."""

from __future__ import annotations

import re
import unicodedata

_SPACE = re.compile(r"\s+")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")


def weight(text: str) -> int:
    """Return how much a text says: its characters, Chinese, Japanese and Korean ones twice."""
    return len(_SPACE.sub("", text)) + len(_WIDE.findall(text))


def folded(text: str) -> str:
    """Fold a text for comparing: width, case and white space do not count."""
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", text)).strip().lower()
