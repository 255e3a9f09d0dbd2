"""What addresses have in common: the shape of an article's, the pattern of further pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlsplit

_WORDY = re.compile(r"[^\W\d_]+(?:[-_][\w]+){2,}", re.ASCII)
_DATED = re.compile(r"(?:19|20)\d{2}[-/]?\d{2}")
_NUMBERED = re.compile(r"\d{4,}")
_LONG_NUMBER = re.compile(r"\d{6,}")
_MOST_OF_THEM = 0.8
_ENOUGH = 3


def shape(url: str) -> str:
    r"""Return an address's path as a pattern: numbers and long names generalised.

    ``/articles/2021-05-10/1735140.html`` → ``/articles/\d+-\d+-\d+/\d+\.html``
    """
    return "/".join(_segment(part) for part in urlsplit(url).path.split("/"))


def _segment(text: str) -> str:
    name, dot, ending = text.rpartition(".")
    stem = name if dot and ending.isalpha() and len(ending) < 6 else text  # noqa: PLR2004 - .shtml
    rest = re.escape(text[len(stem) :])
    if _WORDY.search(stem) or len(stem) > 24 or re.fullmatch(r"(?=.*[a-f])[0-9a-f]{8,}", stem):  # noqa: PLR2004
        return f"[^/]+{rest}"
    return re.sub(r"\d+", lambda _: r"\d+", re.escape(stem).replace(r"\-", "-")) + rest


def looks_like_an_article(url: str) -> bool:
    """Tell whether an address has what addresses of articles have: a number, a date or words."""
    return bool(_NUMBERED.search(_tail(url))) or is_surely_an_article(url)


def is_surely_an_article(url: str) -> bool:
    """Tell the same of a link in a menu: sections are numbered too, in fewer digits."""
    tail = _tail(url)
    return any(sign.search(tail) for sign in (_LONG_NUMBER, _DATED, _WORDY))


def _tail(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def common_shape(urls: Sequence[str]) -> str | None:
    """Return the shape that most of the addresses have, if it tells articles from other pages."""
    if len(urls) < _ENOUGH:
        return None
    (found, count), *_ = Counter(map(shape, urls)).most_common(1)
    telling = r"\d+" in found or "[^/]+" in found
    return found if telling and count >= _MOST_OF_THEM * len(urls) else None


def page_pattern(following: str) -> str | None:
    """Return the pattern of further pages, from the address of the second one.

    ``…/columns/332/page/2`` → ``…/columns/332/page/{page}``. None if it is not plain which number
    counts the pages.
    """
    for sign in (
        r"((?:page|pg|p|pagina|seite|pn|paged)[=/_-]?)2(?!\d)",
        r"([_/-])2(?=(?:\.s?html?)?/?$)",
        r"(=)2(?!\d)",
    ):
        found = list(re.finditer(sign, following, re.IGNORECASE))
        if len(found) == 1:
            start, end = found[0].end(1), found[0].end()
            return f"{following[:start]}{{page}}{following[end:]}"
    return None
