"""What flows through the item pipelines, one type per hop."""

from __future__ import annotations

from dataclasses import dataclass

from articles.types import Article, FetchedPage
from storage.types import Lease, Saved


@dataclass(frozen=True, slots=True)
class PageItem:
    """A fetched article page and the lease under which it was fetched."""

    lease: Lease
    page: FetchedPage


@dataclass(frozen=True, slots=True)
class ReadItem:
    """A page that was read: the article and where it came from."""

    lease: Lease
    page: FetchedPage
    article: Article


@dataclass(frozen=True, slots=True)
class StoredItem:
    """An article that was stored, and what that did."""

    article: Article
    saved: Saved
