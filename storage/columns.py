"""Articles to columns and back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from articles.types import Article, ArticleKey, ContentHash, DateSource, TextHash
from storage.rows import AnyRow
from storage.values import fit

FIRST_CHANNEL = 2
"""The position of a record's first channel: before it stand the source's category and title."""


def article_values(new: Article) -> dict[str, Any]:
    """Return the columns of ``article`` that an article fills."""
    return {
        "source": new.source,
        "key": new.key,
        "url": new.url,
        "title": new.title,
        "author": new.author,
        "byline": new.byline,
        "origin": new.origin,
        "categories": [fit(name) for name in new.categories],
        "published_at": new.published_at,
        "date_source": new.date_source.value,
        "updated_at": new.updated_at,
        "language": new.language,
        "headimg": new.headimg,
        "images": [fit(url) for url in new.images],
        "keywords": [fit(word) for word in new.keywords],
        "description": new.description,
        "confidence": new.confidence,
        "provenance": dict(new.provenance),
        "content_hash": new.content_hash,
        "text_hash": new.text_hash,
        "fetched_at": new.fetched_at,
    }


def version_values(new: Article) -> dict[str, Any]:
    """Return the columns of ``article_version`` that an article fills."""
    return {
        "title": new.title,
        "byline": new.byline,
        "headimg": new.headimg,
        "published_at": new.published_at,
        "updated_at": new.updated_at,
        "content_hash": new.content_hash,
        "text_hash": new.text_hash,
        "body_html": new.body_html,
        "body_text": new.body_text,
    }


def address_values(source: str, key: str, url: str, now: datetime) -> dict[str, Any]:
    """Return the columns of ``article_url`` that say under what address a record is known."""
    return {"source": source, "key": key, "url": url, "first_seen_at": now}


def category_values(
    new: Article, channels: Sequence[str], published_at: datetime
) -> list[dict[str, Any]]:
    """Return the columns of ``article_category`` of each of an article's categories.

    They are its own, then the channels: where listings show it.
    """
    positions: dict[str, int] = {}
    for position, name in (*enumerate(new.categories), *enumerate(channels, FIRST_CHANNEL)):
        positions.setdefault(fit(name), position)
    return [
        {"category": name, "position": at, "source": new.source, "published_at": published_at}
        for name, at in positions.items()
    ]


def article_of(row: AnyRow, version: AnyRow) -> Article:
    """Build the article of a record as it was in one of its versions."""
    return Article(
        key=ArticleKey(row.key),
        source=row.source,
        url=row.url,
        title=version.title,
        categories=tuple(row.categories),
        published_at=version.published_at,
        date_source=DateSource(row.date_source),
        body_html=version.body_html,
        body_text=version.body_text,
        content_hash=ContentHash(version.content_hash),
        text_hash=TextHash(version.text_hash),
        author=row.author,
        fetched_at=row.fetched_at,
        byline=version.byline,
        origin=row.origin,
        updated_at=version.updated_at,
        language=row.language,
        headimg=version.headimg,
        images=tuple(row.images),
        keywords=tuple(row.keywords),
        description=row.description,
        confidence=row.confidence,
        provenance=tuple(row.provenance.items()),
    )
