"""ArticleItem → Article: from what was read to what we believe.

The steps stand below as one list, sanitising last. ``now``, the listing's claim and the time of
first sight are arguments: nothing here reads a clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from articles.canonical import believed, names_the_same
from articles.dates import is_believable, parse_date
from articles.errors import DateError
from articles.html.clean import without_controls
from articles.html.sanitise import safe_body
from articles.html.text import plain_text
from articles.identity import content_hash, text_hash
from articles.types import Article, ArticleItem, DateSource, Profile, Provenance
from articles.urls import absolute, article_key, canonical_url

_LONGEST_LINE = 1_000
_LONGEST_NAME = 200
_LONGEST_ADDRESS = 2_083
_MOST_KEYWORDS = 50
_MOST_IMAGES = 500
"""Bounds that no honest page meets: one page must not fill a record, a list or a post."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """What is known of an article besides its page: where and when it was seen."""

    url: str
    channels: tuple[str, ...]
    first_seen: datetime
    fetched_at: datetime
    title: str | None = None
    published: datetime | None = None


def normalize(item: ArticleItem, seen: Sighting, profile: Profile) -> Article:
    """Return what we believe of a valid item. Raises TooDeepError for markup not safe to parse."""
    body = safe_body(item.body_html or "", item.url)
    text = plain_text(body) if item.body_text is None else without_controls(item.body_text)
    title = _line(item.title or "") or _line(seen.title or "")
    published, date_source = _published(item, seen, profile)
    image = _lead_image(item, profile)
    byline = _name(item.byline)
    url = canonical_url(_own_url(item, seen, profile), keep_query=profile.keep_query)
    found_at = canonical_url(seen.url, keep_query=profile.keep_query)
    key = article_key(url, keep_query=profile.keep_query)
    found_key = key if found_at == url else article_key(found_at, keep_query=profile.keep_query)
    return Article(
        key=key,
        source=profile.name,
        url=url,
        title=title,
        categories=(profile.category, profile.title, *seen.channels[:1]),
        published_at=published,
        date_source=date_source,
        body_html=body,
        body_text=text,
        content_hash=content_hash(title=title, body_html=body, headimg=image, byline=byline),
        text_hash=text_hash(text),
        author=profile.title,
        fetched_at=seen.fetched_at,
        byline=byline,
        origin=_name(item.origin),
        updated_at=_moment(item.updated, profile, seen.fetched_at),
        language=_name(item.language) or profile.language,
        headimg=image,
        images=tuple(_addresses(item)),
        keywords=tuple(word for word in map(_name, item.keywords[:_MOST_KEYWORDS]) if word),
        description=_line(item.description or "") or None,
        confidence=item.confidence,
        provenance=_provenance(item, date_source),
        failures=item.failures,
        missed=item.missed,
        found_at=(found_key, found_at) if found_key != key else None,
    )


def _own_url(item: ArticleItem, seen: Sighting, profile: Profile) -> str:
    """Return the page's canonical address, if that is believed and says something new."""
    claim = absolute(item.url, item.canonical_url or "")
    if claim in {None, seen.url}:
        return seen.url
    shared = not names_the_same(claim, seen.url)
    if not believed(claim, seen.url, seen_by_others=shared):
        return seen.url
    keys = {article_key(one, keep_query=profile.keep_query) for one in (claim, seen.url)}
    return seen.url if len(keys) == 1 else claim


def _provenance(item: ArticleItem, date_source: DateSource) -> tuple[tuple[str, str], ...]:
    """Return where each field was read; what the page does not tell comes from the listing."""
    read: dict[str, str] = {name: where.value for name, where in item.provenance}
    if date_source is not DateSource.PAGE:
        read["published"] = date_source.value
    if not _line(item.title or ""):
        read["title"] = Provenance.LISTING.value
    return tuple(read.items())


def _line(text: str) -> str:
    return " ".join(without_controls(text).split())[:_LONGEST_LINE]


def _name(text: str | None) -> str | None:
    return _line(text or "")[:_LONGEST_NAME] or None


def _published(item: ArticleItem, seen: Sighting, profile: Profile) -> tuple[datetime, DateSource]:
    if found := _moment(item.published, profile, seen.fetched_at):
        return found, DateSource.PAGE
    if seen.published and is_believable(seen.published, seen.fetched_at):
        return seen.published, DateSource.LISTING
    return seen.first_seen, DateSource.FIRST_SEEN


def _moment(text: str | None, profile: Profile, now: datetime) -> datetime | None:
    if not text:
        return None
    try:
        return parse_date(text, timezone=profile.timezone, now=now)
    except DateError:
        return None


def _lead_image(item: ArticleItem, profile: Profile) -> str:
    """Return the page's lead image, else the body's first, else the source's default, else ""."""
    named = (item.lead_image, *item.images)
    found = (_address(item.url, one) for one in named if one)
    return next((url for url in found if url and url.startswith("http")), profile.image)


def _addresses(item: ArticleItem) -> list[str]:
    found = (_address(item.url, one) for one in item.images[:_MOST_IMAGES])
    return [url for url in dict.fromkeys(found) if url]


def _address(base: str, link: str) -> str | None:
    url = absolute(base, link)
    return url if url and len(url) <= _LONGEST_ADDRESS else None
