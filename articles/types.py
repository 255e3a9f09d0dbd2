"""The data of the pipeline, named by role, in the order in which it flows.

Every type is frozen; every datetime is aware UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

ArticleKey = NewType("ArticleKey", str)
"""The canonical URL without its scheme: one article, one key."""
ContentHash = NewType("ContentHash", str)
"""SHA-256 (hex) of what makes two versions of an article differ."""
TextHash = NewType("TextHash", str)
"""SHA-256 (hex) of the folded text alone: equal for identical texts under two URLs."""


@dataclass(frozen=True, slots=True)
class ExtractRules:
    """A source's own selectors (CSS). Empty means: use what the page says of itself."""

    body: tuple[str, ...] = ()
    title: str | None = None
    published: str | None = None
    updated: str | None = None
    byline: str | None = None
    origin: str | None = None
    image: str | None = None
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """What an article inherits from its source."""

    name: str
    title: str
    homepage: str
    timezone: str
    category: str
    language: str | None = None
    image: str = ""
    rules: ExtractRules = ExtractRules()
    keep_query: tuple[str, ...] = ()
    """Query parameters that name an article on this site; others may be noise."""


@dataclass(frozen=True, slots=True)
class ListingEntry:
    """One line of a listing: what the listing claims, not what is true.

    ``claim`` is a short fingerprint of everything shown (title, date): when it changes, the
    page is worth another look. What stands before its colon names the kind of listing: claims of
    two kinds say nothing of each other.
    """

    url: str
    channel: str
    title: str | None = None
    published: datetime | None = None
    claim: str = ""
    changed: datetime | None = None
    """When the page last changed, where a listing says that: it orders the work, and is never
    believed to be the date of publication."""
    full: ArticleItem | None = None
    """The whole article, where the listing itself carries it."""

    @property
    def moment(self) -> datetime | None:
        """The latest time that the listing shows."""
        return self.changed or self.published


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """What a site sent for one request, complete and decompressed."""

    url: str
    final_url: str
    status: int
    body: bytes
    content_type: str
    fetched_at: datetime
    encoding: str | None = None
    """The charset of the Content-Type header, if it named one."""
    etag: str | None = None
    last_modified: str | None = None
    retry_after: str | None = None
    cache_control: str | None = None
    challenge: str | None = None
    """What a gatekeeper's own header says: a challenge stands in the page's place."""


class Provenance(StrEnum):
    """Where a field was read, from what is believed most to what is believed least."""

    RULE = "rule"
    JSON_LD = "json-ld"
    META = "meta"
    MARKUP = "markup"
    TEXT = "text"
    URL = "url"
    AUTOMATIC = "automatic"
    """Chosen by the automatic extraction among all that the page holds."""
    LISTING = "listing"


@dataclass(frozen=True, slots=True)
class ArticleItem:
    """What was read off a page: raw, each field optional, nothing believed yet."""

    url: str
    canonical_url: str | None = None
    title: str | None = None
    byline: str | None = None
    origin: str | None = None
    """The outlet that the page names as where the text came from (来源)."""
    published: str | None = None
    updated: str | None = None
    body_html: str | None = None
    images: tuple[str, ...] = ()
    lead_image: str | None = None
    language: str | None = None
    section: str | None = None
    keywords: tuple[str, ...] = ()
    description: str | None = None
    body_text: str | None = None
    """The text of an automatic body, without captions; None where the markup says it all."""
    site_name: str | None = None
    confidence: float | None = None
    """How good the body is expected to be, 0 to 1 (F1); None where a rule named it."""
    provenance: tuple[tuple[str, Provenance], ...] = ()
    """Where each field was read, by the field's name."""
    failures: tuple[str, ...] = ()
    """Libraries that raised on this page; others were asked instead."""
    missed: tuple[str, ...] = ()
    """Which of the rules for body, title and date match nothing on the page."""


class DateSource(StrEnum):
    """Where an article's date came from."""

    PAGE = "page"
    LISTING = "listing"
    FIRST_SEEN = "first-seen"


@dataclass(frozen=True, slots=True)
class Article:
    """What we believe: normalised, clean, ready to be stored and published."""

    key: ArticleKey
    source: str
    url: str
    title: str
    categories: tuple[str, ...]
    published_at: datetime
    date_source: DateSource
    body_html: str
    body_text: str
    content_hash: ContentHash
    text_hash: TextHash
    author: str
    """The site's title, as posts show it; the journalist is ``byline``."""
    fetched_at: datetime
    byline: str | None = None
    origin: str | None = None
    updated_at: datetime | None = None
    language: str | None = None
    headimg: str = ""
    images: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    description: str | None = None
    confidence: float | None = None
    """How good an automatic body is expected to be, 0 to 1; None where a rule named it."""
    provenance: tuple[tuple[str, str], ...] = ()
    """Where each field was read (a Provenance), by the field's name."""
    failures: tuple[str, ...] = ()
    """Extraction libraries that raised on the page."""
    missed: tuple[str, ...] = ()
    """Rules of the source that matched nothing on the page: these fields were found without."""
    found_at: tuple[ArticleKey, str] | None = None
    """Key and address of its page, where it claims another one as its own (canonical link)."""


class RejectReason(StrEnum):
    """Why a page that was fetched is no article."""

    NOT_HTML = "not-html"
    NO_TITLE = "no-title"
    NO_BODY = "no-body"
    EMPTY = "empty"
    TOO_DEEP = "too-deep"
    OFF_SITE = "off-site"
    TOO_LARGE = "too-large"
    BLOCKED = "blocked"
    """A challenge of an anti-robot gate."""
    LOGIN = "login"
    CONSENT = "consent"
    PAYWALL = "paywall"
    SOFT_404 = "soft-404"
    """An error page, answered with 200."""
    PARKED = "parked"
    MAINTENANCE = "maintenance"
    DELETED = "deleted"
    """The user deleted the record; it does not come back."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """A page that was fetched and is no article, with the reason. Never silently dropped."""

    url: str
    reason: RejectReason
    detail: str = ""


class Decision(StrEnum):
    """What storing an article means, given what is stored."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    WORSE = "worse"
    """The stored text stays: the new one is blanked, or cut down to an offer or a login."""
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class StoredState:
    """The few stored facts that a decision needs."""

    record_id: int
    content_hash: ContentHash
    deleted: bool = False
    withdrawn: bool = False
