"""What reading one page of a listing gives, whatever its kind."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from articles.types import ListingEntry


@dataclass(frozen=True, slots=True)
class ListingPage:
    """The entries of one page of a listing, top first, and where the next page is."""

    entries: tuple[ListingEntry, ...]
    next_url: str | None


def claim_of(*shown: str | None) -> str:
    """Return a short fingerprint of what a listing shows of an entry."""
    text = json.dumps(shown, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
