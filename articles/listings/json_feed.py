"""JSON Feed, versions 1 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any

from articles.extract.charset import decode
from articles.listings.carried import Carried, carried
from articles.listings.json_text import NoJsonError, json_of
from articles.listings.line import Line, Lines, one_line
from articles.types import FetchedPage

_WORDS = 20


def looks_like_json(page: FetchedPage) -> bool:
    """Tell by its first character whether an answer may be JSON."""
    return page.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"


def lines(page: FetchedPage, *, full_text: bool) -> Lines:
    """Return a feed's entries, in its order."""
    try:
        feed = json_of(decode(page))
    except NoJsonError as error:
        return Lines(fault=f"it is no feed: {error}")
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        return Lines(fault="it is no feed: the JSON has no list of items")
    entries = [item for item in items if isinstance(item, dict)]
    following = one_line(feed.get("next_url")) if isinstance(feed, dict) else None
    return Lines(tuple(_lines(entries, full_text=full_text)), next=following)


def _lines(items: list[dict[str, Any]], *, full_text: bool) -> Iterator[Line]:
    for item in items:
        link = one_line(item.get("url")) or one_line(item.get("id"))
        if link is None:
            continue
        published = one_line(item.get("date_published"))
        updated = one_line(item.get("date_modified"))
        title = one_line(item.get("title"))
        yield Line(
            link=link,
            title=title,
            date=published or updated,
            changed=updated,
            full=carried(link, title, _carried(item), full_text=full_text),
        )


def _carried(item: dict[str, Any]) -> Carried:
    tags = item.get("tags")
    words = map(one_line, tags[:_WORDS]) if isinstance(tags, list) else ()
    return Carried(
        content=_string(item.get("content_html")) or _paragraphs(item.get("content_text")),
        summary=_paragraphs(item.get("summary")),
        byline=_author(item),
        updated=one_line(item.get("date_modified")),
        keywords=tuple(word for word in words if word),
        image=one_line(item.get("image")) or one_line(item.get("banner_image")),
    )


def _author(item: dict[str, Any]) -> str | None:
    authors = item.get("authors")
    first = authors[0] if isinstance(authors, list) and authors else item.get("author")
    return one_line(first.get("name")) if isinstance(first, dict) else None


def _paragraphs(text: object) -> str:
    lines = _string(text).splitlines()
    return "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in lines if line.strip())


def _string(text: object) -> str:
    return text if isinstance(text, str) else ""
