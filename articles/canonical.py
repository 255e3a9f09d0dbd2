"""Whether a page's own claim of its canonical address is believed. Pure.

Sites err: every page of some claims the home page, a section or one and the same article. Believed
is what stays on the site and names this article.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from articles.errors import UrlError
from articles.urls import article_key, same_site

_NUMBER = re.compile(r"\d{4,}")
_DATE = re.compile(r"(?:19|20)\d{2}(?:\d{2}(?:\d{2})?)?")
_DIGITS = re.compile(r"\d+")
_SHORTEST_SLUG = 12


def believed(canonical: str, own: str, *, seen_by_others: bool) -> bool:
    """Tell whether ``canonical`` is the address of the article that was found at ``own``.

    ``seen_by_others``: other articles claim it too, or nothing tells that they do not.
    """
    if seen_by_others or not same_site(canonical, own):
        return False
    try:
        article_key(canonical)
    except UrlError:
        return False
    return bool(urlsplit(canonical).path.strip("/") or urlsplit(canonical).query)


def names_the_same(canonical: str, own: str) -> bool:
    """Tell whether an address keeps what tells the article at ``own`` from all others.

    That is the number in its last segment or else in its query, or its long name together with
    every number around it. An address that does so cannot be what other articles claim as well.
    """
    try:
        claimed, found = urlsplit(canonical), urlsplit(own)
    except ValueError:
        return False
    number = _numbers(_last(found.path)) or _numbers(found.query)
    if number and number <= _numbers(f"{_last(claimed.path)}?{claimed.query}"):
        return True
    slug = _slug(found.path)
    around = set(_DIGITS.findall(f"{found.path}?{found.query}"))
    return slug != "" and slug == _slug(claimed.path) and around <= set(_DIGITS.findall(canonical))


def _numbers(text: str) -> set[str]:
    """Return the numbers that may be an article's: dates are those of many."""
    return {one for one in _NUMBER.findall(text) if not _DATE.fullmatch(one)}


def _last(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def _slug(path: str) -> str:
    name = _last(path).partition(".")[0]
    return name if len(name) >= _SHORTEST_SLUG and "-" in name else ""
