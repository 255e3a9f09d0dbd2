"""Recorded pages: what a source's page was, and the post that it must become.

``tests/sources/<source>/<slug>/`` holds ``page.html.gz``, ``meta.toml`` (url, content_type,
fetched_at and the channels that list it) and ``expected.md``, the post to the byte.
"""

from __future__ import annotations

import gzip
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from articles.frontmatter import Post, post_of
from articles.normalize import Sighting
from articles.read import read
from articles.types import Article, FetchedPage
from config import Source

FOLDER = Path(__file__).parent / "sources"


@dataclass(frozen=True)
class Recorded:
    """One recorded page of one source."""

    folder: Path

    @property
    def source(self) -> str:
        return self.folder.parent.name

    @property
    def expected(self) -> str:
        return (self.folder / "expected.md").read_bytes().decode()

    @cached_property
    def page(self) -> FetchedPage:
        kept = self._meta
        charset = re.search(r"charset=([\w-]+)", kept["content_type"])
        return FetchedPage(
            url=kept["url"],
            final_url=kept["url"],
            status=200,
            body=gzip.decompress((self.folder / "page.html.gz").read_bytes()),
            content_type=kept["content_type"],
            fetched_at=kept["fetched_at"],
            encoding=charset[1] if charset else None,
        )

    def post(self, source: Source) -> Post:
        """Return the post that today's rules of its source make of the page."""
        page = self.page
        seen = Sighting(page.url, tuple(self._meta["channels"]), page.fetched_at, page.fetched_at)
        article = read(page, seen, source.profile)
        assert isinstance(article, Article), article
        return post_of(article)

    @cached_property
    def _meta(self):
        return tomllib.loads((self.folder / "meta.toml").read_text(encoding="utf-8"))


def recorded(folder: Path = FOLDER) -> list[Recorded]:
    return [Recorded(one) for one in sorted(folder.glob("*/*")) if one.is_dir()]


def proven_without_a_page(sources: Iterable[Source], pages: Iterable[Recorded]) -> list[str]:
    kept = {page.source for page in pages}
    return [one.name for one in sources if one.status != "unproven" and one.name not in kept]
