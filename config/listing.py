"""Where a source lists its articles: a ``[[listing]]`` table of a source file, one model a kind.

``kind`` tells what the address answers with, and which further keys there are; a key of another
kind is an unknown key. Nothing is fetched or read here.
"""

from __future__ import annotations

import hashlib
import re
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StrictBool,
    StrictInt,
    Tag,
    ValidationInfo,
    field_validator,
)

from articles.listings.selectors import xpath_of
from config.values import (
    Address,
    JsonPath,
    Line,
    LinkPattern,
    ListingSelector,
    PagePattern,
    Pattern,
    RowSelector,
    check_cursor_pattern,
    check_page_pattern,
)

_PACE_KEYS = {"max_pages", "max_maps", "first_crawl"}


class Listing(BaseModel):
    """What every kind of listing has."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str = Field(
        examples=["page"],
        default="page",
        description=(
            "What the address answers with: `page` (HTML), `feed` (RSS, Atom, RDF, JSON Feed),"
            " `sitemap` or `json` (an interface for programs)."
        ),
    )
    url: Address = Field(
        examples=["/columns/332"],
        description="Address of the listing, joined to `homepage` when it is relative.",
    )
    title: Line = Field(
        examples=["重磅原创"], description="Name of the channel: the third category of a post."
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

    def takes_first(self) -> int | None:
        """Return how many entries its first crawl takes, newest first; None: all it reads."""
        return None

    @property
    def rules(self) -> str:
        """Fingerprint of all that decides which entries this listing yields.

        When it changes, what is remembered of the listing (its validators) no longer holds.
        How far a crawl reads is not part of it: reading further changes no entry.
        """
        text = self.model_dump_json(exclude=_PACE_KEYS)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


class PageListing(Listing):
    """An HTML page with links to articles."""

    kind: Literal["page"] = "page"
    entries: ListingSelector = Field(
        examples=["li.u-news-title a"],
        description="Selector of the links to articles: `a` elements, or elements around them.",
    )
    entry_date: RowSelector | None = Field(
        examples=[".date"],
        default=None,
        description=(
            "Selector of the date shown beside a link, searched inside the link's nearest"
            " list item. Only for listings that show a whole date, not a bare time."
        ),
    )
    next_page: PagePattern | None = Field(
        examples=["/columns/332/page/{page}"],
        default=None,
        description=(
            "Address of the further pages, with `{page}` for the number (2, 3, …), joined to the"
            " listing's own address."
        ),
    )
    next_link: ListingSelector | None = Field(
        examples=["a.next"],
        default=None,
        description=(
            "Selector of the link to the next page, instead of `next_page`. Without either only"
            " the first page is read."
        ),
    )
    max_pages: StrictInt = Field(
        examples=[10],
        default=5,
        ge=1,
        le=1000,
        description=(
            "How many pages one crawl may read while each still shows something new, the first"
            " crawl included (a backfill goes further)."
        ),
    )

    @field_validator("entry_date", "next_link")
    @classmethod
    def _one_language(cls, selector: str | None, info: ValidationInfo) -> str | None:
        entries = info.data.get("entries")
        if selector and entries and (xpath_of(selector) is None) != (xpath_of(entries) is None):
            raise ValueError(
                f"{selector!r} and entries = {entries!r}: write the selectors of one listing all"
                " in CSS or all in XPath"
            )
        return selector

    @field_validator("next_link")
    @classmethod
    def _one_way_on(cls, selector: str | None, info: ValidationInfo) -> str | None:
        if selector and info.data.get("next_page"):
            raise ValueError("next_page and next_link exclude each other. Remove one of them")
        return selector


class _Archive(Listing):
    """A listing that may reach back for years."""

    first_crawl: StrictInt = Field(
        examples=[200],
        default=50,
        ge=0,
        le=100_000,
        description=(
            "How many entries the first crawl takes, newest first. Older ones are noted and not"
            " fetched, unless a backfill asks for them. 0: only what is new from now on."
        ),
    )

    def takes_first(self) -> int | None:
        return self.first_crawl


class FeedListing(_Archive):
    """A feed: RSS, Atom, RDF or JSON Feed."""

    kind: Literal["feed"]
    full_text: StrictBool = Field(
        examples=[True],
        default=False,
        description=(
            "Whether entries hold the whole article: it is then stored from the feed, and its page"
            " is not fetched. Without it, the feed's text is used only where an entry carries its"
            " whole text and its page cannot be fetched."
        ),
    )


class SitemapListing(_Archive):
    """A sitemap of articles, or an index of sitemaps."""

    kind: Literal["sitemap"]
    maps: Pattern | None = Field(
        examples=["post-sitemap"],
        default=None,
        description=(
            "Regular expression: of the sitemaps that an index names, only those whose address it"
            " matches somewhere are read."
        ),
    )
    max_maps: StrictInt = Field(
        examples=[10],
        default=50,
        ge=1,
        le=1000,
        description=(
            "How many sitemaps of an index one crawl may fetch, newest first. Those whose"
            " `lastmod` has not changed are not fetched and do not count."
        ),
    )


class JsonListing(_Archive):
    """An interface for programs that answers with JSON."""

    kind: Literal["json"]
    entries: JsonPath = Field(
        examples=["data.items"],
        description="JMESPath of the list of entries in the answer; `@` if it is the list itself.",
    )
    entry_link: JsonPath = Field(
        examples=["url"],
        description="JMESPath, inside an entry, of its article's address, or of its number.",
    )
    link_pattern: LinkPattern | None = Field(
        examples=["/articles/{link}.html"],
        default=None,
        description=(
            "Address of an article, with `{link}` for what `entry_link` finds, where that is no"
            " address. Joined to `homepage`."
        ),
    )
    entry_title: JsonPath | None = Field(
        examples=["title"], default=None, description="JMESPath, inside an entry, of its title."
    )
    entry_date: JsonPath | None = Field(
        examples=["publish_time"],
        default=None,
        description="JMESPath, inside an entry, of its date: text, or seconds since 1970.",
    )
    cursor: JsonPath | None = Field(
        examples=["data.next"],
        default=None,
        description="JMESPath, in the answer, of what names the next page. None there: no more.",
    )
    next_page: str | None = Field(
        examples=["/api/news?page={page}"],
        default=None,
        validate_default=True,
        description=(
            "Address of the further pages, with `{page}` for the number (2, 3, …) or, if there is"
            " a `cursor`, with `{cursor}`. Joined to the listing's own address."
        ),
    )
    max_pages: StrictInt = Field(
        examples=[10],
        default=5,
        ge=1,
        le=1000,
        description="How many pages one crawl may read while each still shows something new.",
    )

    @field_validator("next_page")
    @classmethod
    def _leaves_its_place_open(cls, pattern: str | None, info: ValidationInfo) -> str | None:
        if info.data.get("cursor") is not None:
            return check_cursor_pattern(pattern)
        return None if pattern is None else check_page_pattern(pattern)


KINDS: dict[str, type[Listing]] = {
    "page": PageListing,
    "feed": FeedListing,
    "sitemap": SitemapListing,
    "json": JsonListing,
}


def _kind(table: object) -> object:
    return table.get("kind", "page") if isinstance(table, dict) else getattr(table, "kind", None)


NO_KIND = "listing_kind"
AnyListing = Annotated[
    Annotated[PageListing, Tag("page")]
    | Annotated[FeedListing, Tag("feed")]
    | Annotated[SitemapListing, Tag("sitemap")]
    | Annotated[JsonListing, Tag("json")],
    Discriminator(
        _kind,
        custom_error_type=NO_KIND,
        custom_error_message='is no kind of listing. Use "page", "feed", "sitemap" or "json"',
    ),
]
"""A ``[[listing]]`` table, read by the model of its kind."""
