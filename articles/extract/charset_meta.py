"""The charset that a page declares in its own markup, read from its bytes.

Source: the HTML standard, 13.2.3.2, "prescan a byte stream to determine its encoding".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.extract.charset_labels import (
    UTF_8,
    UTF_16BE,
    UTF_16LE,
    WINDOWS_1252,
    X_USER_DEFINED,
    Encoding,
    encoding_of,
)
from articles.html.tokens import Kind, attributes, tokens

PRESCAN = 1_024
"""Bytes that the standard looks at before it parses."""

_IN_CONTENT = re.compile(r"""charset\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s;"']+))""", re.IGNORECASE)
_IN_XML = re.compile(r"""<\?xml\s[^>]{0,200}?encoding\s*+=\s*+["']([^"'>]{1,60})["']""")
_INSTEAD = {UTF_16LE: UTF_8, UTF_16BE: UTF_8, X_USER_DEFINED: WINDOWS_1252}
"""A page whose markup could be read as ASCII is not in UTF-16."""


def declared_encoding(body: bytes, limit: int = PRESCAN) -> Encoding | None:
    """Return what the first usable ``meta`` (else the XML declaration) says; None if none does."""
    head = body[:limit].decode("latin-1")
    found = next(_declarations(head), None)
    if found is None and (xml := _IN_XML.match(head)):
        found = encoding_of(xml[1])
    return _INSTEAD.get(found, found) if found else None


def _declarations(head: str) -> Iterator[Encoding]:
    for token in tokens(head):
        if token.kind is Kind.START and token.name == "meta":
            encoding = encoding_of(_label(head[token.start : token.end]))
            if encoding:
                yield encoding


def _label(tag: str) -> str | None:
    found: dict[str, str] = {}
    for one in attributes(tag):
        found.setdefault(one.name, one.value or "")
    if "charset" in found:
        return found["charset"]
    if found.get("http-equiv", "").strip().lower() != "content-type":
        return None
    return label_in(found.get("content", ""))


def label_in(content_type: str) -> str | None:
    """Return the charset named in a Content-Type value, quoted or not."""
    named = _IN_CONTENT.search(content_type[:500])
    return next((one for one in named.groups() if one is not None), None) if named else None
