"""From an address to a source: what is found there, made into the models of a source file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from articles.urls import registrable
from config import Source
from config.writing import source_text
from service.scouting import Offer, Way, scout

if TYPE_CHECKING:
    from config import Settings
    from crawler.visit import Visit
    from storage import Storage

_ZONES = {
    "zh": "Asia/Shanghai", "ja": "Asia/Tokyo", "ko": "Asia/Seoul", "de": "Europe/Berlin",
    "fr": "Europe/Paris", "it": "Europe/Rome", "es": "Europe/Madrid", "pl": "Europe/Warsaw",
    "ru": "Europe/Moscow", "nl": "Europe/Amsterdam", "tr": "Europe/Istanbul",
    "vi": "Asia/Ho_Chi_Minh", "th": "Asia/Bangkok", "id": "Asia/Jakarta",
}  # fmt: skip
_CATEGORIES = {"zh": "新闻", "ja": "ニュース", "ko": "뉴스", "de": "Nachrichten"}
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user says of a new source; None where it is for us to find."""

    name: str | None = None
    title: str | None = None
    category: str | None = None
    timezone: str | None = None
    every: str = "30m"


def look(url: str, kinds: Iterable[str], settings: Settings, storage: Storage) -> Offer:
    """Look at a site. Raises UsageProblem if its page cannot be had."""
    from crawler.process import visit_site  # noqa: PLC0415 - Scrapy is not for --help

    async def job(visit: Visit) -> Offer:
        return await scout(visit, url, tuple(kinds))

    return visit_site(_stranger(url), settings, storage, job)


def source_of(offer: Offer, way: Way, wishes: Wishes) -> tuple[Source, str]:
    """Return the source that one way of an offer makes, and its file's text."""
    fields = _fields(offer, wishes)
    comment = (
        f"Found by newsmill sources add at {offer.homepage}: {way.why}.\n"
        f"robots.txt: {offer.robots}. Every key is in docs/sources.md."
    )
    source = Source.model_validate({**fields, "listing": [dict(one) for one in way.listings]})
    return source, source_text(fields, way.listings, comment)


def _fields(offer: Offer, wishes: Wishes) -> dict[str, Any]:
    language = offer.language or ""
    fields: dict[str, Any] = {
        "name": wishes.name or name_of(offer.homepage),
        "title": wishes.title or offer.title,
        "homepage": offer.homepage,
        "timezone": wishes.timezone or _ZONES.get(language, "UTC"),
        "category": wishes.category or _CATEGORIES.get(language, "News"),
    }
    if language:
        fields["language"] = language
    return fields | {"schedule": {"every": wishes.every}}


def name_of(url: str) -> str:
    """Return a source's name for a site: what stands before its public suffix."""
    host = url.partition("://")[2].partition("/")[0].lower()
    domain = registrable(host.partition(":")[0])
    label = domain.partition(".")[0] if domain else host
    name = re.sub(r"[^a-z0-9]+", "-", label).strip("-")[:_LONGEST_NAME].strip("-")
    return name if name[:1].isalpha() else f"site-{name or 'new'}"


def _stranger(url: str) -> Source:
    """Return a source of nothing but a homepage, to visit a site with."""
    return Source.model_validate(
        {
            "name": "visit",
            "title": "visit",
            "homepage": url.partition("?")[0].partition("#")[0],
            "timezone": "UTC",
            "category": "visit",
            "listing": [{"url": "/", "title": "visit", "entries": "a"}],
        }
    )
