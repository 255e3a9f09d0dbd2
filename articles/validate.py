"""ArticleItem → the same, or the reason why it is no article."""

from __future__ import annotations

from articles.html.clean import without_controls
from articles.html.text import plain_text
from articles.types import ArticleItem, Rejection, RejectReason

_LARGEST = 5 * 1024 * 1024


def validate(item: ArticleItem, *, listing_title: str | None) -> ArticleItem | Rejection:
    """Demand a title (the listing's will do), a body, and something to read or see in it."""
    if not (_shows(item.title) or _shows(listing_title)):
        return Rejection(item.url, RejectReason.NO_TITLE, "neither page nor listing has a title")
    if item.body_html is None:
        return Rejection(item.url, RejectReason.NO_BODY, "none of the body selectors matched")
    if too_large := larger_than_an_article(item.url, item.body_html):
        return too_large
    if not item.images and not plain_text(item.body_html):
        return Rejection(item.url, RejectReason.EMPTY, "the body has neither text nor image")
    return item


def larger_than_an_article(url: str, body: str) -> Rejection | None:
    """Return a rejection for a body that no article has; the longest live tickers have 1 MiB."""
    if len(body) <= _LARGEST:
        return None
    return Rejection(url, RejectReason.TOO_LARGE, f"its body has {len(body)} characters")


def _shows(text: str | None) -> bool:
    return bool(without_controls(text or "").strip())
