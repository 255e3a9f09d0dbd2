"""What the newspaper holds at one moment, indexed for its readers. Immutable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from demo.article import DemoArticle
from demo.columns import COLUMNS


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """An article that was taken out of the paper; ``status`` is what its address answers."""

    article: DemoArticle
    status: int
    at: datetime


@dataclass(frozen=True)
class Edition:
    """The articles, newest shown time first, and what is no longer among them."""

    articles: tuple[DemoArticle, ...]
    withdrawn: Mapping[int, Withdrawn] = field(default_factory=lambda: MappingProxyType({}))
    revision: int = 0
    by_id: Mapping[int, DemoArticle] = field(init=False)
    by_column: Mapping[int, tuple[DemoArticle, ...]] = field(init=False)

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.articles, key=lambda a: (a.shown, a.id), reverse=True))
        object.__setattr__(self, "articles", ordered)
        object.__setattr__(self, "by_id", {article.id: article for article in ordered})
        columns = {c.id: tuple(a for a in ordered if c.id in a.columns) for c in COLUMNS}
        object.__setattr__(self, "by_column", columns)

    def with_article(self, article: DemoArticle) -> Edition:
        """Return the next edition, in which ``article`` is new or replaces its older version."""
        return self._next({**self.by_id, article.id: article}.values(), self.withdrawn)

    def without(self, article: DemoArticle, status: int, now: datetime) -> Edition:
        """Return the next edition, from which ``article`` was withdrawn."""
        left = (other for other in self.articles if other.id != article.id)
        gone = {**self.withdrawn, article.id: Withdrawn(article, status, now)}
        return self._next(left, gone)

    def _next(self, articles: Iterable[DemoArticle], gone: Mapping[int, Withdrawn]) -> Edition:
        return Edition(tuple(articles), MappingProxyType(dict(gone)), self.revision + 1)

    def changed_at(self, column: int | None = None) -> datetime | None:
        """Return when what a column (or the whole paper) shows last changed; None: never."""
        articles = self.articles if column is None else self.by_column[column]
        moments = [articles[0].shown] if articles else []
        moments += [w.at for w in self.withdrawn.values() if column in (None, *w.article.columns)]
        return max(moments, default=None)
