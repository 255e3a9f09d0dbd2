"""ArticleItem → the same, or the reason why it is no article."""

from __future__ import annotations

import re

from articles.html.clean import without_controls
from articles.html.text import plain_text
from articles.types import ArticleItem, Rejection, RejectReason

_LARGEST = 5 * 1024 * 1024
_UNSEEN = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]*")


def validate(item: ArticleItem, *, listing_title: str | None) -> ArticleItem | Rejection:
    """Demand a title (the listing's will do), a body, and something to read or see in it."""
    if not (_shows(item.title) or _shows(listing_title)):
        return Rejection(item.url, RejectReason.NO_TITLE, "neither page nor listing has a title")
    if item.body_html is None:
        return Rejection(item.url, RejectReason.NO_BODY, _without_body(item))
    if too_large := larger_than_an_article(item.url, item.body_html):
        return too_large
    pictures = bool(item.images)
    return nothing_to_see(item.url, plain_text(item.body_html), pictures=pictures) or item


def _without_body(item: ArticleItem) -> str:
    if "body" in item.missed:
        return "none of the body selectors matched, and no other text is surely its article"
    return "no text of an article was found"


def nothing_to_see(url: str, text: str, *, pictures: bool) -> Rejection | None:
    """Return a rejection for a text of which a reader sees nothing, unless there are pictures."""
    if pictures or not _UNSEEN.fullmatch(text):
        return None
    return Rejection(url, RejectReason.EMPTY, "the body has neither text nor image")


def larger_than_an_article(url: str, body: str) -> Rejection | None:
    """Return a rejection for a body that no article has; the longest live tickers have 1 MiB."""
    if len(body) <= _LARGEST:
        return None
    return Rejection(url, RejectReason.TOO_LARGE, f"its body has {len(body)} characters")


def _shows(text: str | None) -> bool:
    return bool(without_controls(text or "").strip())
