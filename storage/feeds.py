"""Records as feeds that readers subscribe to: Atom (RFC 4287) and JSON Feed 1.1."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO

from lxml import etree

from storage.types import Record

_ATOM = "http://www.w3.org/2005/Atom"
_TITLE = "newsmill"
_ID = "tag:newsmill,2026:records"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class About:
    """What a feed is of. ``address``: where it can be asked for again; empty for a file."""

    title: str = _TITLE
    name: str = ""
    """What tells this feed from our others, for ever."""
    address: str = ""


ALL = About()


def write_atom(records: Iterable[Record], to: IO[str], about: About = ALL) -> Iterator[Record]:
    """Write an Atom feed, its text whole; yields each record that is in it."""
    entries = []
    updated = _NEVER
    for record in records:
        entries.append(_entry(record))
        updated = max(updated, _updated(record))
        yield record
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})  # type: ignore[dict-item]
    _add(feed, "id", f"{_ID}/{about.name}" if about.name else _ID)
    _add(feed, "title", about.title)
    if about.address:
        _add(feed, "link", rel="self", href=about.address)
    _add(feed, "updated", _moment(updated))
    feed.extend(entries)
    etree.indent(feed)
    to.write('<?xml version="1.0" encoding="utf-8"?>\n')
    to.write(etree.tostring(feed, encoding="unicode") + "\n")


def write_json_feed(records: Iterable[Record], to: IO[str], about: About = ALL) -> Iterator[Record]:
    """Write a JSON Feed; yields as ``write_atom`` does."""
    items = []
    for record in records:
        items.append(_item(record))
        yield record
    feed: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": about.title,
        "items": items,
    }
    if about.address:
        feed["feed_url"] = about.address
    to.write(json.dumps(feed, ensure_ascii=False, indent=1) + "\n")


def _entry(record: Record) -> etree._Element:
    article = record.article
    entry = etree.Element(f"{{{_ATOM}}}entry")
    _add(entry, "id", article.url)
    _add(entry, "title", article.title)
    _add(entry, "link", rel="alternate", href=article.url)
    _add(entry, "published", _moment(article.published_at))
    _add(entry, "updated", _moment(_updated(record)))
    _add(_add(entry, "author"), "name", article.byline or article.author or article.source)
    for name in article.categories:
        _add(entry, "category", term=name)
    if article.description:
        _add(entry, "summary", article.description)
    _add(entry, "content", article.body_html, type="html")
    return entry


def _item(record: Record) -> dict[str, object]:
    article = record.article
    item = {
        "id": article.url,
        "url": article.url,
        "title": article.title,
        "content_html": article.body_html,
        "summary": article.description,
        "image": article.headimg,
        "date_published": _moment(article.published_at),
        "date_modified": _moment(_updated(record)),
        "authors": [{"name": article.byline or article.author or article.source}],
        "tags": list(article.categories),
        "language": article.language,
    }
    return {name: value for name, value in item.items() if value}


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    child = etree.SubElement(
        parent, f"{{{_ATOM}}}{name}", {key: _xml(value) for key, value in attributes.items()}
    )
    child.text = _xml(text) or None
    return child


def _xml(text: str) -> str:
    return _NOT_XML.sub("", text)


def _updated(record: Record) -> datetime:
    return max(record.article.updated_at or _NEVER, record.article.published_at)


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
