"""What is crawled and how: one source file, checked and frozen.

Decides nothing about fetching or extraction; it only holds what the file says, complete with
defaults, in types that the rest of the program can rely on. Key by key: docs/sources.md.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import quote, urljoin

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    Strict,
    StrictBool,
    StrictInt,
    model_validator,
)

from articles.types import ExtractRules, Profile
from config.errors import SourceError
from config.listing import AnyListing, JsonListing, Listing, PageListing
from config.schedule import Schedule
from config.values import (
    Cookies,
    Headers,
    Image,
    Language,
    Line,
    Name,
    Selector,
    Selectors,
    Site,
    Timezone,
    Words,
    check_site,
)


class Extract(BaseModel):
    """Where an article's parts stand on its page; only what automatic extraction gets wrong."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    body: Selectors = Field(
        examples=[["#intro", "#text"]],
        default=(),
        description="CSS selectors of the elements that make up the article, in this order.",
    )
    title: Selector | None = Field(
        examples=["h1.headline"], default=None, description="CSS selector of the headline."
    )
    published: Selector | None = Field(
        examples=[".meta time"],
        default=None,
        description="CSS selector of the date of publication.",
    )
    updated: Selector | None = Field(
        examples=[".meta .changed"],
        default=None,
        description="CSS selector of the date of the last change.",
    )
    byline: Selector | None = Field(
        examples=[".meta .author"], default=None, description="CSS selector of the journalist."
    )
    origin: Selector | None = Field(
        examples=[".meta .source"],
        default=None,
        description="CSS selector of the outlet that the text came from (来源).",
    )
    image: Selector | None = Field(
        examples=["figure.lead img"], default=None, description="CSS selector of the lead image."
    )
    remove: Selectors = Field(
        examples=[["script", ".related"]],
        default=(),
        description="CSS selectors of what is cut out of the body.",
    )

    @property
    def rules(self) -> ExtractRules:
        """The same, as the extractors take it."""
        return ExtractRules(**dict(self))


def _refuse_javascript(javascript: bool) -> bool:  # noqa: FBT001 - a validator takes its value
    if javascript:
        raise ValueError("true is not supported by this version. Leave the key out")
    return javascript


class Fetch(BaseModel):
    """What is special about asking this site; whatever is left out follows the settings."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    delay: Annotated[float, Strict()] | None = Field(
        examples=[2.5],
        default=None,
        ge=0,
        le=3600,
        allow_inf_nan=False,
        description="Seconds between two requests to one host, instead of the setting `delay`.",
    )
    concurrency: StrictInt | None = Field(
        examples=[1],
        default=None,
        ge=1,
        le=64,
        description="Requests under way to one host, instead of the setting `concurrency`.",
    )
    headers: Headers = Field(
        examples=[{"Accept-Language": "zh-CN"}],
        default=(),
        description="Table of further request headers.",
    )
    cookies: Cookies = Field(
        examples=[{"consent": "yes"}],
        default=(),
        description="Table of cookies sent with each request.",
    )
    javascript: Annotated[StrictBool, AfterValidator(_refuse_javascript)] = Field(
        examples=[False],
        default=False,
        description="Whether pages must be run in a browser. `true` is refused by this version.",
    )
    robots: StrictBool = Field(
        examples=[False],
        default=True,
        description="Whether the site's robots.txt is obeyed. `false` needs a `reason`.",
    )
    reason: Line | None = Field(
        examples=["this is our own site"],
        default=None,
        description="Why robots.txt need not be obeyed here: a permission, your own site.",
    )

    @model_validator(mode="after")
    def _an_exception_needs_a_reason(self) -> Fetch:
        if not self.robots and not self.reason:
            raise ValueError(
                'robots = false needs reason = "…", saying why you may ignore this site\'s'
                " robots.txt"
            )
        return self


def _some(listings: tuple[AnyListing, ...]) -> tuple[AnyListing, ...]:
    # not min_length: that would count a faulty listing as none, and complain a second time
    if not listings:
        raise ValueError("there is none, so nothing would be crawled. Add a [[listing]] table")
    return listings


class Source(BaseModel):
    """One source file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name = Field(
        examples=["nbd"],
        description=(
            "The file's name without `.toml`: lower-case letters, digits, `-` and `_`."
            " Records are kept under it, so do not change it later."
        ),
    )
    title: Line = Field(
        examples=["每经网"],
        description="The site's title: `author` and the second category of a post.",
    )
    homepage: Site = Field(
        examples=["https://www.nbd.com.cn"],
        description=(
            "Full address that relative addresses are joined to: change it, and the whole source"
            " moves (a mirror, a test site)."
        ),
    )
    timezone: Timezone = Field(
        examples=["Asia/Shanghai"],
        description="IANA time zone of the dates that the site shows without one.",
    )
    category: Line = Field(
        examples=["金融"], description="The first category of a post: a group of sites."
    )
    language: Language | None = Field(
        examples=["zh"],
        default=None,
        description="Language of the site, where its pages do not say it.",
    )
    enabled: StrictBool = Field(
        examples=[False],
        default=True,
        description="Whether the daemon and `crawl --all` take it; `crawl NAME` always does.",
    )
    status: Literal["proven", "unproven"] = Field(
        examples=["proven"],
        default="unproven",
        description="`proven` once a crawl of the live site has been looked at and was right.",
    )
    image: Image = Field(
        examples=["https://www.example.com/logo.png"],
        default="",
        description="Address of the image for posts whose article has none.",
    )
    keep_query: Words = Field(
        examples=[["id"]],
        default=(),
        description="Query parameters that tell this site's articles apart (`id`, `p` …).",
    )
    schedule: Schedule = Field(default=Schedule(), description="When it is crawled.")
    listings: Annotated[tuple[AnyListing, ...], AfterValidator(_some)] = Field(
        alias="listing",
        description=(
            "The pages that list articles, one table each. An article found in several gets its"
            " category from the first: put special channels before general ones."
        ),
    )
    extract: Extract = Field(default=Extract(), description="Where an article's parts stand.")
    fetch: Fetch = Field(default=Fetch(), description="What is special about asking this site.")

    _path: Path = PrivateAttr(default=Path())

    @model_validator(mode="after")
    def _listings_differ(self) -> Source:
        urls = [self.listing_url(listing) for listing in self.listings]
        for url in urls:
            if urls.count(url) > 1:
                raise ValueError(f"two listings have the address {url}. Remove one of them")
        return self

    @property
    def path(self) -> Path:
        """The file that it was read from; an empty path for one made in memory."""
        return self._path

    @property
    def profile(self) -> Profile:
        """What its articles inherit."""
        return Profile(
            name=self.name,
            title=self.title,
            homepage=self.homepage,
            timezone=self.timezone,
            category=self.category,
            language=self.language,
            image=self.image,
            rules=self.extract.rules,
            keep_query=self.keep_query,
        )

    def listing_url(self, listing: Listing) -> str:
        """Return the absolute address of a listing's first page."""
        return urljoin(self.homepage, listing.url)

    def next_url(self, listing: PageListing | JsonListing, page: int | str) -> str | None:
        """Return the absolute address of page number ``page`` (2 is the first further page).

        Instead of a number it may be the cursor that an answer gave. None when the listing has no
        further pages. Knows no ``max_pages``: how far to go is the crawl's decision.
        """
        if listing.next_page is None:
            return None
        place = quote(str(page), safe="")
        joined = listing.next_page.replace("{page}", place).replace("{cursor}", place)
        return urljoin(self.listing_url(listing), joined)

    def moved_to(self, homepage: str) -> Source:
        """Return the same source on another site: relative addresses follow, absolute ones stay.

        Raises SourceError when ``homepage`` is no full http or https address.
        """
        try:
            return self.model_copy(update={"homepage": check_site(homepage)})
        except ValueError as error:
            raise SourceError(self.path, "homepage", None, str(error)) from error

    def read_from(self, path: Path) -> Source:
        """Return the same source, knowing the file that it came from."""
        copy = self.model_copy()
        copy._path = path  # noqa: SLF001 - its own class
        return copy
