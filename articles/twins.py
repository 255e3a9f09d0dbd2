"""Other doors to one article: mobile and AMP twins, caches of AMP pages, index files.

What is told here makes two addresses one article, so each rule demands a form that no second
article of the site can have.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult

_AMP_CACHE = re.compile(r"(?:[\w.-]+\.)?(?:cdn\.ampproject\.org|bing-amp\.com)", re.IGNORECASE)
_CACHED = re.compile(r"/(?:c|v|wp)/(?P<secure>s/)?(?P<rest>[^/]+\.[^/]+(?:/.*)?)")
_AMP_SEARCH = re.compile(r"(?:www\.)?google\.[a-z.]{2,6}", re.IGNORECASE)
_SEARCHED = re.compile(r"/amp/(?P<secure>s/)?(?P<rest>[^/]+\.[^/]+/.*)")
_INDEX = re.compile(r"/(?:index|default)\.(?:s?html?|php|aspx?|jsp)$", re.IGNORECASE)
_AMP_END = re.compile(r"(?P<article>/[^/]*[\d.-][^/]*)/amp(?:\.html?)?$", re.IGNORECASE)
_AMP_START = re.compile(r"^/amp(?=/.*[^/]*\d)", re.IGNORECASE)
_AMP_SUFFIX = re.compile(r"(?<=[^/])\.amp(?P<end>\.html?)?$", re.IGNORECASE)


def uncached(parts: SplitResult) -> str | None:
    """Return the address of which a cache of AMP pages holds a copy; None for any other."""
    host = parts.hostname or ""
    if _AMP_CACHE.fullmatch(host):
        found = _CACHED.fullmatch(parts.path)
    elif _AMP_SEARCH.fullmatch(host):
        found = _SEARCHED.fullmatch(parts.path)
    else:
        return None
    if found is None:
        return None
    query = f"?{parts.query}" if parts.query else ""
    return f"{'https' if found['secure'] else 'http'}://{found['rest']}{query}"


def plain_path(path: str) -> str:
    """Return a path without what only tells its twin: ``/amp``, ``.amp``, ``index.html``.

    ``/amp`` goes behind an article's own segment, which has a digit, dot or hyphen, and before a
    path that has a number: a site may have a section of that name.
    """
    while (shorter := _shorter(path)) != path:
        path = shorter
    return path


def _shorter(path: str) -> str:
    path = _INDEX.sub("", path)
    path = _AMP_END.sub(r"\g<article>", path)
    path = _AMP_START.sub("", path)
    return _AMP_SUFFIX.sub(lambda found: found["end"] or "", path).rstrip("/")
