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
    """What was read: the article and the page that it came from, if it came from one.

    ``sent``: all the pages that it was read from; none if its listing carried it.
    """

    lease: Lease
    article: Article
    page: FetchedPage | None = None
    sent: tuple[FetchedPage, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredItem:
    """An article that was stored, what that did, and the pages that it was read from."""

    article: Article
    saved: Saved
    sent: tuple[FetchedPage, ...] = ()
