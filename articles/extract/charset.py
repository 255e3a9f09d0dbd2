"""Bytes → text, in the order of the WHATWG Encoding and HTML standards.

Byte-order mark, then the Content-Type header, then the page's own ``meta``, then valid UTF-8, then
a guess. A label of the GB2312 family means GB18030, its superset; UTF-7 is never used.
"""

from __future__ import annotations

from w3lib.encoding import html_to_unicode

from articles.types import FetchedPage

_GUESSES = ("utf-8", "gb18030", "big5", "shift_jis", "euc-kr")


def decode(page: FetchedPage) -> str:
    """Return the page's text; undecodable bytes become U+FFFD, never an error."""
    header = f"text/html; charset={page.encoding}" if page.encoding else None
    _, text = html_to_unicode(header, page.body, default_encoding="utf-8", auto_detect_fun=_guess)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _guess(body: bytes) -> str | None:
    for encoding in _GUESSES:
        try:
            body.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return None
