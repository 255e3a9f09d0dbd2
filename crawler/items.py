"""What flows through the item pipelines, one type per hop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from articles.types import Article, ArticleItem, FetchedPage
from storage.types import Lease, Saved


@dataclass(frozen=True, slots=True)
class PageItem:
    """A fetched article page and the lease under which it was fetched."""

    lease: Lease
    page: FetchedPage


@dataclass(frozen=True, slots=True)
class CarriedItem:
    """An article that its listing carried, in place of its page."""

    lease: Lease
    item: ArticleItem
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class ReadItem:
    """What was read: the article and the page that it came from, if it came from one."""

    lease: Lease
    article: Article
    page: FetchedPage | None = None


@dataclass(frozen=True, slots=True)
class StoredItem:
    """An article that was stored, and what that did."""

    article: Article
    saved: Saved
