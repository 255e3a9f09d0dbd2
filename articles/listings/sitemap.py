"""Sitemaps: of pages, of news, and indexes of sitemaps.

By https://www.sitemaps.org/protocol.html and, for news,
https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap.

Read as a stream, so that memory does not grow with the file; no entity is expanded and nothing
outside is opened. Namespaces are not insisted on: many sites have them wrong. Pictures and
translations that a page names beside its own address are no pages of their own.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import TypeAlias

from lxml import etree

from articles.listings.line import Line, one_line

MOST = 50_000
"""Addresses in one sitemap, by the protocol; what comes after them is not read."""
_LARGEST = 50 * 1024 * 1024
"""Bytes, unpacked, by the protocol."""
_GZIP = b"\x1f\x8b"
_GZIP_WINDOW = 31
_URL, _MAP = "url", "sitemap"
_Element: TypeAlias = "etree._Element"  # noqa: SLF001 - lxml has no public name for it


@dataclass(frozen=True, slots=True)
class Part:
    """A sitemap that an index names; ``lastmod`` as written, or empty."""

    link: str
    lastmod: str


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap holds: lines, or parts if it is an index. ``fault``: it is no sitemap."""

    lines: tuple[Line, ...] = ()
    parts: tuple[Part, ...] = ()
    fault: str | None = None


def sitemap(body: bytes) -> Sitemap:
    """Read a sitemap: XML, XML in gzip, or text with an address a line. What breaks off is kept."""
    try:
        body = _unpacked(body)
    except zlib.error as error:
        return Sitemap(fault=f"its gzip packing is broken: {error}")
    start = body.lstrip(b"\xef\xbb\xbf\xfe\xff\x00 \t\r\n")
    if start.startswith(b"http"):
        return Sitemap(lines=tuple(_text_lines(body)))
    return _read(body)


def _unpacked(body: bytes) -> bytes:
    if not body.startswith(_GZIP):
        return body
    return zlib.decompressobj(_GZIP_WINDOW).decompress(body, _LARGEST)


def _text_lines(body: bytes) -> Iterator[Line]:
    for address in body.decode("utf-8-sig", "replace").split()[:MOST]:
        yield Line(link=address)


def _read(body: bytes) -> Sitemap:
    lines: list[Line] = []
    parts: list[Part] = []
    stream = _stream(body)
    root = ""
    try:
        for name, fields in _records(stream):
            root = root or name
            if name == _URL and len(lines) < MOST:
                lines += _line(fields)
            elif name == _MAP and len(parts) < MOST:
                parts += _part(fields)
    except etree.XMLSyntaxError as error:
        if not (lines or parts):
            return Sitemap(fault=f"it is no sitemap: {error}")
    if not (lines or parts) and (stream.error_log or root not in {"urlset", "sitemapindex"}):
        return Sitemap(fault=f"it is no sitemap: its root is <{root or '?'}>, or its XML is broken")
    return Sitemap(tuple(lines), tuple(parts))


def _stream(body: bytes) -> etree.iterparse:
    return etree.iterparse(
        BytesIO(body),
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
    )


def _records(stream: etree.iterparse) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each record's name and fields, forgetting it; the root comes first, without fields."""
    begun = False
    for event, element in stream:
        name = _name(element)
        if event == "start":
            if not begun:
                begun = True
                yield name, {}
            continue
        if name in {_URL, _MAP}:
            yield name, _fields(element)
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


def _name(element: _Element) -> str:
    tag = element.tag
    # comments have a function for a tag
    return str(tag).rpartition("}")[2].lower()


def _fields(record: _Element) -> dict[str, str]:
    """Return a record's own fields, and those of the news that it holds; the first of each."""
    found: dict[str, str] = {}
    for child in record:
        name = _name(child)
        if name == "news":
            for detail in child:
                found.setdefault(f"news:{_name(detail)}", detail.text or "")
        else:
            found.setdefault(name, child.text or "")
    return found


def _line(fields: dict[str, str]) -> list[Line]:
    link = one_line(fields.get("loc"))
    if link is None:
        return []
    return [
        Line(
            link=link,
            title=one_line(fields.get("news:title")),
            date=one_line(fields.get("news:publication_date")),
            changed=one_line(fields.get("lastmod")),
        )
    ]


def _part(fields: dict[str, str]) -> list[Part]:
    link = one_line(fields.get("loc"))
    return [] if link is None else [Part(link, one_line(fields.get("lastmod")) or "")]
