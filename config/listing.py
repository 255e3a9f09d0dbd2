"""One page that lists articles: a ``[[listing]]`` table of a source file."""

from __future__ import annotations

import hashlib
import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictInt

from config.values import Address, Line, PagePattern, Pattern, Selector

PLANNED_KINDS = ("feed", "sitemap", "json")


def check_kind(kind: str) -> str:
    """Accept the kinds that this version can read."""
    if kind in PLANNED_KINDS:
        raise ValueError(f'{kind!r} is not supported by this version. Use kind = "page"')
    if kind != "page":
        raise ValueError(f'{kind!r} is no kind of listing. Use kind = "page"')
    return kind


class Listing(BaseModel):
    """Where a source shows its articles, and which of the links there are articles."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Annotated[str, AfterValidator(check_kind)] = Field(
        examples=["page"],
        default="page",
        description=(
            "What the address answers with. This version reads `page` (HTML) only;"
            " `feed`, `sitemap` and `json` are refused."
        ),
    )
    url: Address = Field(
        examples=["/columns/332"],
        description="Address of the first page, joined to `homepage` when it is relative.",
    )
    title: Line = Field(
        examples=["重磅原创"], description="Name of the channel: the third category of a post."
    )
    entries: Selector = Field(
        examples=["li.u-news-title a"], description="CSS selector of the links (`a`) to articles."
    )
    entry_date: Selector | None = Field(
        examples=[".date"],
        default=None,
        description=(
            "CSS selector of the date shown beside a link, searched inside the link's nearest"
            " list item. Only for listings that show a whole date, not a bare time."
        ),
    )
    next_page: PagePattern | None = Field(
        examples=["/columns/332/page/{page}"],
        default=None,
        description=(
            "Address of the further pages, with `{page}` for the number (2, 3, …), joined to the"
            " listing's own address. Without it only the first page is read."
        ),
    )
    max_pages: StrictInt = Field(
        examples=[10],
        default=5,
        ge=1,
        le=1000,
        description=(
            "How many pages one crawl may read while each still shows something new"
            " (`crawl --backfill N` goes further)."
        ),
    )
    include: Pattern | None = Field(
        examples=["/articles/[0-9]+"],
        default=None,
        description=(
            "Regular expression: of the links found, only those whose absolute address it"
            " matches somewhere are articles."
        ),
    )
    exclude: Pattern | None = Field(
        examples=["/video/"],
        default=None,
        description="Regular expression: links whose absolute address it matches are left out.",
    )

    def wants(self, url: str) -> bool:
        """Whether an absolute entry address passes ``include`` and ``exclude``."""
        if self.include is not None and not re.search(self.include, url):
            return False
        return self.exclude is None or not re.search(self.exclude, url)

    @property
    def rules(self) -> str:
        """Fingerprint of all that decides which entries this listing yields.

        When it changes, what is remembered of the listing (its validators) no longer holds.
        ``max_pages`` is not part of it: reading further changes no entry.
        """
        text = self.model_dump_json(exclude={"max_pages"})
        return hashlib.sha256(text.encode()).hexdigest()[:16]
