"""A source tried: a few articles fetched and read as a crawl would, and what is odd about them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from articles.types import DateSource

if TYPE_CHECKING:
    from articles.types import Article, Decision
    from config import Settings, Source
    from crawler.options import ProgressListener
    from crawler.visit import Visit
    from storage import Storage
    from storage.types import Run

TRIED = 5
_SHORT = 200
_WORDS = 120
_SURE = 0.9


@dataclass(frozen=True, slots=True)
class Trial:
    """What a look at a source gave; nothing of it is stored."""

    source: Source
    run: Run
    articles: tuple[Article, ...]

    @property
    def works(self) -> bool:
        """Whether articles came, each with a text."""
        return bool(self.articles) and all(one.body_text for one in self.articles)


def try_source(
    source: Source,
    settings: Settings,
    storage: Storage,
    *,
    limit: int = TRIED,
    listener: ProgressListener | None = None,
) -> Trial:
    """Fetch and read a few articles of a source; raises StorageError."""
    from crawler.options import CrawlOptions  # noqa: PLC0415 - Scrapy is not for --help
    from crawler.process import crawl_sources  # noqa: PLC0415 - the same

    seen: list[Article] = []
    options = CrawlOptions(
        limit=limit, dry_run=True, refetch=True, trigger="trial", on_article=_collector(seen)
    )
    (run,) = crawl_sources([source], settings, storage, options, listener)
    return Trial(source, run, tuple(seen))


def _collector(seen: list[Article]) -> Callable[[Article, Decision], None]:
    def collect(article: Article, _: Decision) -> None:
        seen.append(article)

    return collect


def published_shown(article: Article, source: Source) -> str:
    """Return an article's date in its source's zone, and where it came from."""
    local = article.published_at.astimezone(ZoneInfo(source.timezone))
    return f"{local:%Y-%m-%d %H:%M %z} ({source.timezone}, from the {article.date_source.value})"


def first_words(article: Article) -> str:
    """Return how an article begins."""
    text = " ".join(article.body_text.split())
    return text if len(text) <= _WORDS else f"{text[:_WORDS]}…"


def warnings(article: Article) -> tuple[str, ...]:
    """Return what is odd about an article, in words."""
    found = []
    if article.date_source is DateSource.FIRST_SEEN:
        found.append("neither page nor listing has a date: it is the time of the visit")
    elif article.date_source is DateSource.LISTING:
        found.append("the page has no date of its own: it is the listing's")
    if len(article.body_text) < _SHORT:
        found.append(f"its text is short ({len(article.body_text)} characters)")
    found += [f"extract.{name} matches nothing on its page" for name in article.missed]
    if article.confidence is not None and article.confidence < _SURE:
        found.append(f"its text was found with a confidence of {article.confidence:.2f}")
    if not article.headimg:
        found.append("it has no image")
    return tuple(found)


def reasons(source: Source, url: str, settings: Settings, storage: Storage) -> tuple[str, ...]:
    """Fetch a page once more and return in words why its text is what it is."""
    from articles.extract.explain import explain  # noqa: PLC0415 - extraction is not for --help
    from articles.types import FetchedPage, Rejection  # noqa: PLC0415 - the same
    from crawler.process import visit_site  # noqa: PLC0415 - the same

    async def job(visit: Visit) -> tuple[str, ...]:
        page = await visit.page(url)
        if not isinstance(page, FetchedPage):
            return (f"{page.kind}: {page.message}",)
        found = explain(page, source.profile.rules)
        return (found.detail,) if isinstance(found, Rejection) else tuple(found.lines())

    return visit_site(source, settings, storage, job)
