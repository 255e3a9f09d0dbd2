"""A page recorded with the post that it must become: the test that holds a source to its rules.

``<folder>/<source>/<slug>/`` gets ``page.html.gz``, ``meta.toml`` and ``expected.md``. The post is
what today's rules make of the page: whoever records it has to look at it.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from articles.frontmatter import post_of, render
from articles.normalize import Sighting
from articles.read import read
from articles.slugs import slug
from articles.types import Article, FetchedPage, Rejection
from config.writing import recorded_page
from service.errors import UsageProblem
from storage.files import replacing
from storage.types import Failure

if TYPE_CHECKING:
    from config import Settings, Source
    from crawler.visit import Visit
    from storage import Storage


@dataclass(frozen=True, slots=True)
class Recording:
    """What was written, and the post in it."""

    folder: Path
    post: str


def record(source: Source, url: str, to: Path, settings: Settings, storage: Storage) -> Recording:
    """Fetch a page of a source and write it down with its post. Raises UsageProblem, StorageError.

    A recording of the same article is replaced.
    """
    from crawler.process import visit_site  # noqa: PLC0415 - Scrapy is not for --help

    async def job(visit: Visit) -> FetchedPage | Failure:
        return await visit.page(url)

    page = visit_site(source, settings, storage, job)
    if isinstance(page, Failure):
        raise UsageProblem(f"{url} cannot be read ({page.kind}): {page.message}")
    channel = source.listings[0].title
    article = _article(page, source, channel)
    folder = to / source.name / slug(article.title)
    folder.mkdir(parents=True, exist_ok=True)
    post = render(post_of(article))
    _write(folder / "page.html.gz", gzip.compress(page.body, mtime=0))
    _write(folder / "meta.toml", recorded_page(page, [channel]).encode())
    _write(folder / "expected.md", post.encode())
    return Recording(folder, post)


def _article(page: FetchedPage, source: Source, channel: str) -> Article:
    seen = Sighting(page.final_url, (channel,), page.fetched_at, page.fetched_at)
    found = read(page, seen, source.profile)
    if isinstance(found, Rejection):
        raise UsageProblem(f"{page.url} is no article ({found.reason.value}): {found.detail}")
    return found


def _write(path: Path, content: bytes) -> None:
    with replacing(path) as file:
        file.write(content)
