"""(stored, twin, new) → Decision: the whole of deduplication, as a pure function."""

from __future__ import annotations

from articles.types import Article, Decision, StoredState

_SHORTEST = 20


def decide(stored: StoredState | None, twin: StoredState | None, new: Article) -> Decision:
    """Tell what storing ``new`` means.

    ``stored`` is the record under its own key, ``twin`` another record of the same source with
    the same text. A record that the user deleted stays deleted, under each of its addresses. A
    record of its own is compared with itself only: that another now has the same text changes
    nothing that was kept.
    """
    if stored is not None:
        if stored.deleted:
            return Decision.DELETED
        same = stored.content_hash == new.content_hash
        return Decision.UNCHANGED if same else Decision.CHANGED
    if twin is not None:
        return Decision.DELETED if twin.deleted else Decision.DUPLICATE
    return Decision.NEW


def recognisable(text: str) -> bool:
    """Tell whether a text is long enough that two articles with it are one and the same.

    "Watch the video" and a picture without words are not: merging two articles is worse than
    keeping one twice.
    """
    return len("".join(text.split())) >= _SHORTEST
