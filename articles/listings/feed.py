"""Feeds in XML: RSS 0.9x to 2.0, RDF and Atom, whole or broken.

feedparser reads them: it knows the dialects, finds the encoding (RFC 7303) and goes on where the
XML breaks.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any

from articles.listings.carried import Carried, carried
from articles.listings.feed_parse import Entry, Feed, parse
from articles.listings.full_text import text_of
from articles.listings.line import Line, Lines, one_line
from articles.types import FetchedPage

_WORDS = 20


def lines(page: FetchedPage, *, full_text: bool) -> Lines:
    """Return a feed's entries, in its order."""
    feed = parse(page)
    if not feed.version and not feed.entries:
        return Lines(fault=f"it is no feed: {_why(feed, page)}")
    return Lines(tuple(_lines(feed.entries, full_text=full_text)), next=one_line(feed.next))


def _why(feed: Feed, page: FetchedPage) -> str:
    if not page.body.strip():
        return "the answer is empty"
    kind = page.content_type.partition(";")[0].strip()[:50]
    cause = f" ({feed.error[:100]})" if feed.error else ""
    return f"an answer of type {kind or 'unknown'} without entries{cause}"


def _lines(entries: tuple[Entry, ...], *, full_text: bool) -> Iterator[Line]:
    for given in entries:
        link = one_line(given.get("feedburner_origlink") or given.get("link")) or _guid(given)
        if link is None:
            continue
        published, updated = one_line(given.get("published")), one_line(given.get("updated"))
        title = _text(given.get("title_detail"))
        yield Line(
            link=link,
            title=title,
            date=published or updated or one_line(given.get("created")),
            changed=updated,
            full=carried(link, title, _carried(given), full_text=full_text),
        )


def _guid(given: Entry) -> str | None:
    guid = one_line(given.get("id"))
    return guid if guid and guid.startswith(("http://", "https://")) else None


def _text(detail: dict[str, Any] | None) -> str | None:
    if not detail:
        return None
    value = detail.get("value") or ""
    return one_line(text_of(value) if "html" in (detail.get("type") or "") else value)


def _carried(given: Entry) -> Carried:
    contents = [_markup(one) for one in given.get("content") or ()]
    return Carried(
        content=max(contents, key=len, default=""),
        summary=_markup(given.get("summary_detail") or {}),
        byline=one_line(given.get("author")),
        updated=one_line(given.get("updated")),
        keywords=tuple(_words(given)),
        image=_image(given),
    )


def _markup(detail: dict[str, Any]) -> str:
    value = detail.get("value") or ""
    if detail.get("type") == "text/plain":
        return "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in value.splitlines())
    return value if isinstance(value, str) else ""


def _words(given: Entry) -> Iterator[str]:
    for tag in (given.get("tags") or ())[:_WORDS]:
        if word := one_line(tag.get("term")):
            yield word


def _image(given: Entry) -> str | None:
    media = [*(given.get("media_content") or ()), *(given.get("media_thumbnail") or ())]
    attached = [one for one in given.get("links") or () if one.get("rel") == "enclosure"]
    for one in (*attached, *media):
        kind = one.get("type") or one.get("medium") or "image"
        if kind.startswith("image") and (link := one_line(one.get("href") or one.get("url"))):
            return link
    return None
