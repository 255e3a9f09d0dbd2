"""The kept pages of a record → the article as today's rules and code read them. Pure.

What identifies a record stays as it is (address, categories, when it was fetched): only what is
read off the page is read again. What a listing told, and the page does not, the record has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from articles.extract.further import further
from articles.joining import goes_on, joined_article
from articles.normalize import Sighting
from articles.read import read
from articles.types import (
    Article,
    DateSource,
    FetchedPage,
    Profile,
    Provenance,
    Rejection,
    RejectReason,
)

_READ = (
    "title", "byline", "origin", "author", "published_at", "date_source", "updated_at", "body_html",
    "body_text", "language", "headimg", "images", "keywords", "description",
)  # fmt: skip


def reread(
    pages: Sequence[FetchedPage], stored: Article, first_seen: datetime, profile: Profile
) -> Article | Rejection:
    """Read the pages of a record again, first part first. Never raises for what they hold.

    A further page that is no article any more rejects the whole: half an article is none.
    """
    parts: list[Article] = []
    for page in pages:
        found = read(page, _sighting(page, stored, first_seen), profile)
        if isinstance(found, Rejection):
            return found
        if parts and not goes_on(parts[0], found):
            return Rejection(
                page.url, RejectReason.NO_BODY, "it does not read as a further page any more"
            )
        parts.append(found)
    return replace(
        _whole(pages, parts),
        key=stored.key,
        url=stored.url,
        categories=stored.categories,
        fetched_at=stored.fetched_at,
        found_at=None,
    )


def changed_fields(stored: Article, again: Article) -> tuple[str, ...]:
    """Return the names of the fields that are read otherwise now; confidence alone is none."""
    return tuple(name for name in _READ if getattr(stored, name) != getattr(again, name))


def _whole(pages: Sequence[FetchedPage], parts: Sequence[Article]) -> Article:
    """Join parts as a crawl does; a single page that has it all stands in for its text."""
    first = parts[0]
    if len(parts) == 1:
        return first
    on = further(pages[0])
    if on is not None and on.whole in {pages[1].url, pages[1].final_url}:
        return joined_article([in_place_of(first, parts[1])])
    return joined_article(parts)


def in_place_of(first: Article, whole: Article) -> Article:
    """Return the article of a first page with the text of the single page that has it whole."""
    return replace(
        first, body_html=whole.body_html, body_text=whole.body_text, images=whole.images,
        confidence=whole.confidence,
    )  # fmt: skip


def _sighting(page: FetchedPage, stored: Article, first_seen: datetime) -> Sighting:
    from_listing = dict(stored.provenance).get("title") == Provenance.LISTING
    by_listing = stored.date_source is DateSource.LISTING
    by_sight = stored.date_source is DateSource.FIRST_SEEN
    return Sighting(
        url=page.final_url,
        channels=(),
        first_seen=stored.published_at if by_sight else first_seen,
        fetched_at=page.fetched_at,
        title=stored.title if from_listing else None,
        published=stored.published_at if by_listing else None,
    )
