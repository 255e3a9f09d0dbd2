"""feedparser, handed nothing but bytes, and its entries, also of what it cannot follow.

It gets bytes, never an address, and no document type, so that there is no entity to expand and
nothing outside to open. Its cleaning of markup is switched off: the pipeline has its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

import feedparser
from w3lib.encoding import resolve_encoding

from articles.extract.charset import decode
from articles.html.depth import DEEPEST, depth
from articles.html.tokens import tokens
from articles.types import FetchedPage

_FIRST_BYTES = 4
_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}>")
_DECLARED = re.compile(rb"""\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_PROLOG = re.compile(
    rb"<!--.*?-->|<\?.*?\?>|(?P<type><!DOCTYPE[^\[<>]*(?:\[.*?\]\s*)?>)|(?P<root><[A-Za-z])",
    re.DOTALL | re.IGNORECASE,
)
_ENTRY = re.compile(rb"<(?:item|entry)[\s>]", re.IGNORECASE)
_ENTRY_END = re.compile(rb"</(?:item|entry)\s*>", re.IGNORECASE)
_MOST_PIECES = 1_000
_LONGEST_HEAD = 64 * 1024
"""Bytes before the first entry that are read again with each."""
Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Feed:
    """What was read: ``version`` is empty for what is no feed, ``error`` what broke it.

    ``next`` is where a paged or archived feed goes on (RFC 5005).
    """

    version: str
    entries: tuple[Entry, ...]
    error: str = ""
    next: str = ""


def parse(page: FetchedPage) -> Feed:
    """Read a feed; where its XML breaks so that entries are swallowed, one entry at a time."""
    body, content_type = _prepared(page)
    if (nesting := depth(tokens(body.decode("latin-1")))) > DEEPEST:
        return Feed("", (), f"it nests {nesting} elements deep")
    headers = {"content-type": content_type, "content-location": page.final_url}
    whole = _parsed(body, headers)
    if not whole.error or len(whole.entries) >= _count(body):
        return whole
    pieces = [one for piece in _pieces(body) for one in _parsed(piece, headers).entries]
    return replace(whole, entries=max(whole.entries, tuple(pieces), key=len))


def _parsed(body: bytes, headers: dict[str, str]) -> Feed:
    found = feedparser.parse(
        BytesIO(body),
        response_headers=headers,
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    error = str(found.get("bozo_exception") or "")
    # as plain dicts: its own answer a missing key with a like one, and with a warning
    entries = tuple(map(dict, found.entries))
    return Feed(found.get("version") or "", entries, error, _next(found.feed.get("links") or ()))


def _next(links: Iterable[Mapping[str, Any]]) -> str:
    """Return the link to older entries: the next page (RFC 5005, 3), or the archive before (4)."""
    named = {one.get("rel"): one.get("href") or "" for one in links}
    return named.get("next") or named.get("prev-archive") or ""


def _prepared(page: FetchedPage) -> tuple[bytes, str]:
    """Return the feed without its document type; UTF-16, and what is mislabelled, as UTF-8."""
    body, content_type = page.body, page.content_type
    first = body.lstrip()[:_FIRST_BYTES]
    # UTF-32 and EBCDIC are left to feedparser
    two_bytes = b"\x00" in first and b"\x00\x00" not in first
    if two_bytes or (b"<" in first and not _is_as_labelled(page)):
        body = _DECLARATION.sub("", decode(page), count=1).encode("utf-8", "replace")
        content_type = "application/xml; charset=utf-8"
    return _without_type(body), content_type


def _is_as_labelled(page: FetchedPage) -> bool:
    """Tell whether a feed's bytes are what header or declaration say that they are."""
    declared = _DECLARED.match(page.body)
    label = page.encoding or (declared[1].decode("ascii") if declared else "utf-8")
    try:
        page.body.decode(resolve_encoding(label) or label)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _without_type(body: bytes) -> bytes:
    for found in _PROLOG.finditer(body):
        if found["type"]:
            return body[: found.start()] + body[found.end() :]
        if found["root"]:
            break
    return body


def _count(body: bytes) -> int:
    return min(len(_ENTRY.findall(body)), _MOST_PIECES)


def _pieces(body: bytes) -> Iterator[bytes]:
    """Yield each entry as a feed of its own, with what stands before the first one."""
    starts = [found.start() for found in _ENTRY.finditer(body)][:_MOST_PIECES]
    if starts and starts[0] > _LONGEST_HEAD:
        return
    for start, end in zip(starts, [*starts[1:], len(body)], strict=True):
        closed = _ENTRY_END.search(body, start, end)
        yield body[: starts[0]] + body[start : closed.end() if closed else end]
