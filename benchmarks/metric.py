"""The metric of the public article-extraction benchmark, and the folding of the other fields.

Body: multiset of 4-token shingles; a page's hits, false hits and misses are scaled to sum to 1;
precision and recall are means over pages; F1 is taken of the two means. A page over 20 % wide
characters counts each of them as a token. Title: equal after folding case, quotes and punctuation.
Date: the same day. Author: the same set of names. Image: same address, file name or long id.
"""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_WIDE = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af\u0e00-\u0e7f"
_ONE_WIDE = re.compile(f"[{_WIDE}]")
_WORD = re.compile(r"\w+")
_MIXED = re.compile(rf"[{_WIDE}]|[^\W{_WIDE}]+")
_NAMES = re.compile(
    r"\s*(?:[;,|、／/&•·]|\band\b|\bund\b|\by\b|\bet\b|\be\b|\bon\b|\bavec\b)\s*", re.IGNORECASE
)
_BYLINE = re.compile(r"^(by|von|por|par|di|作者|记者|文|责任编辑|编辑)[\s::/]+", re.IGNORECASE)
_SIZE = 4
_FAILED = 0.5

Rates = tuple[float, float, float]
Shingle = tuple[str, ...]


def is_wide(text: str) -> bool:
    """Tell whether a text counts its wide characters as tokens."""
    return len(_ONE_WIDE.findall(text)) > 0.2 * max(1, len(re.sub(r"\s", "", text)))


def tokens(text: str, *, wide: bool) -> list[str]:
    """Split a text into the tokens that are compared."""
    return _MIXED.findall(unicodedata.normalize("NFKC", text)) if wide else _WORD.findall(text)


def shingles(words: Sequence[str]) -> list[Shingle]:
    """Return the runs of four tokens; of a shorter text the whole."""
    return (
        [tuple(words[at : at + _SIZE]) for at in range(max(1, len(words) - _SIZE + 1))]
        if words
        else []
    )


def rates(true: str, found: str) -> Rates:
    """Return a page's share of hits, false hits and misses."""
    wide = is_wide(true)
    a, b = Counter(shingles(tokens(true, wide=wide))), Counter(shingles(tokens(found, wide=wide)))
    hits = sum((a & b).values())
    total = sum(a.values()) + sum(b.values()) - hits
    return (
        (hits / total, (sum(b.values()) - hits) / total, (sum(a.values()) - hits) / total)
        if total
        else (0.0, 0.0, 0.0)
    )


def precision_recall(row: Rates) -> tuple[float, float]:
    """Return a page's precision and recall."""
    hits, false, missed = row
    if false == missed == 0:
        return 1.0, 1.0
    return hits / (hits + false) if hits + false else 0.0, hits / (
        hits + missed
    ) if hits + missed else 0.0


def f1(precision: float, recall: float) -> float:
    """Return the harmonic mean."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def body_score(rows: Iterable[Rates]) -> tuple[float, float, float, int]:
    """Return F1, precision, recall and the number of pages under 0.5, over pages."""
    rows = list(rows)
    precision = statistics.mean(
        [precision_recall(row)[0] for row in rows if row[0] + row[1] > 0] or [0.0]
    )
    recall = statistics.mean(
        [precision_recall(row)[1] for row in rows if row[0] + row[2] > 0] or [0.0]
    )
    failed = sum(f1(*precision_recall(row)) < _FAILED for row in rows)
    return f1(precision, recall), precision, recall, failed


def folded(text: str | None) -> str:
    """Fold case, quotes and punctuation."""
    return re.sub(r"[^\w]+", " ", unicodedata.normalize("NFKC", text or "").casefold()).strip()


def names(authors: Iterable[object] | None) -> set[str]:
    """Return the set of names in a list of author texts."""
    flat = [
        text
        for one in authors or []
        for text in (one if isinstance(one, list) else [one])
        if isinstance(text, str)
    ]
    parts = (_BYLINE.sub("", part.strip()) for text in flat for part in _NAMES.split(text))
    return {folded(part) for part in parts if folded(part)}


def same_image(found: str, truths: Iterable[str]) -> bool:
    """Tell whether an address leads to one of the true pictures."""
    address, name, ids = _image_keys(found)
    for truth in truths:
        other_address, other_name, other_ids = _image_keys(truth)
        alike = min(len(name), len(other_name)) >= 6 and (name in other_name or other_name in name)  # noqa: PLR2004
        if address == other_address or alike or ids & other_ids:
            return True
    return False


def _image_keys(url: str) -> tuple[str, str, set[str]]:
    path = re.sub(r"^https?://[^/]+", "", url)
    name = re.sub(
        r"\.(jpe?g|png|webp|avif|gif)$",
        "",
        path.split("?")[0].rstrip("/").split("/")[-1],
        flags=re.IGNORECASE,
    )
    ids = {
        part.lower()
        for part in re.findall(r"[0-9A-Za-z_-]{8,}", url)
        if len(re.findall(r"[0-9a-fA-F]", part)) >= 6 and re.search(r"\d", part)  # noqa: PLR2004
    }
    return url.split("?", maxsplit=1)[0], name.lower(), ids


def covers(truth: Mapping[str, Any]) -> list[str]:
    """Return the addresses that a truth names for the lead image."""
    lead = [
        url
        for one in truth.get("images") or []
        if isinstance(one, dict) and one.get("cover")
        for url in one["urls"]
    ]
    return lead or ([truth["lead_image_url"]] if truth.get("lead_image_url") else [])
