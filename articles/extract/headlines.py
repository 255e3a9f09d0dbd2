"""Which of a page's many titles is the article's.

The visible heading is what a reader calls the article; what the page claims elsewhere tells which
heading is the one, and takes its place where none fits. The site's name is cut off.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import unescape

from articles.types import Provenance

_SEPARATOR = re.compile(r"\s+[|｜ㅣ\-–—·•:：»«/~]+\s+|\s*[|｜ㅣ_»]+\s*|\s+[-–—]|\s::\s")
_GLUED = re.compile(r"\s*[-–—:：]+\s*(?=[^-–—:：]+$)")
"""What may stand between a title and the site's own name, with no space: Chinese sites do so."""
_KICKER = re.compile(r"[-–—:：|/]\s*$")
_KICKED = 20
"""Letters that a title has at least when a kicker is cut off before it."""
_WORD = re.compile(r"\w+")
_FOLD = re.compile(r"[\W_]+")
_TELLING = 3
"""Words of a heading that stands alone and tells enough to need no backing."""
_CLEAR, _UNCLEAR = 8, 0.3
"""Letters above which one title inside another is no chance, and the likeness of a chance."""
_NAMED = 4
"""Letters that a site's name has at least when a part of it is enough."""
_LONGEST = 400
_ALIKE = 0.6
_SHORTEST_SHARE = 0.4
"""What is left when a site's name is cut off must be at least this much of the whole."""


@dataclass(frozen=True, slots=True)
class Titles:
    """Everything on a page that may be the article's title; each as found."""

    headings: tuple[str, ...] = ()
    """Texts of the ``h1`` elements, in document order."""
    headline: str | None = None
    """JSON-LD's."""
    shared: tuple[str, ...] = ()
    """Open Graph's, Twitter's and the like."""
    window: str | None = None
    """The ``title`` element's."""
    site_names: tuple[str, ...] = ()


def chosen_title(titles: Titles) -> tuple[str, Provenance] | None:
    """Return the article's title without the site's name, and where it stood, or None."""
    sites = {_folded(name) for name in titles.site_names if name}
    window = _line(titles.window)
    headline = _line(titles.headline)
    headings = [line for line in map(_line, titles.headings) if line]
    sites |= _masthead(headings, window, (headline, *map(_line, titles.shared)))
    headings = [line for line in headings if _folded(line) not in sites | {""}]
    shared = [line for line in map(_line, titles.shared) if line]
    claims = [line for line in (headline, *shared, window) if _folded(line) not in sites | {""}]
    cut = [without_site(claim, sites, [*headings, *claims]) for claim in claims]
    if backed := _backed(headings, cut):
        return _without_kicker(_spaced(backed, cut), (headline, *shared)), Provenance.MARKUP
    if len(headings) == 1 and len(headings[0].split()) >= _TELLING:
        return headings[0], Provenance.MARKUP
    for claim, provenance in _ranked(headline, shared, window, headings):
        if _folded(claim) not in sites | {""}:
            return without_site(claim, sites, [*headings, *claims]), provenance
    return None


def _ranked(
    headline: str, shared: list[str], window: str, headings: list[str]
) -> Iterable[tuple[str, Provenance]]:
    yield headline, Provenance.JSON_LD
    yield from ((one, Provenance.META) for one in shared)
    if window and (not headings or len(_SEPARATOR.split(window)) > 1):
        yield window, Provenance.MARKUP
    yield from ((one, Provenance.MARKUP) for one in headings)
    yield window, Provenance.MARKUP


def _backed(headings: Sequence[str], claims: Sequence[str]) -> str | None:
    scored = [
        (max((_likeness(heading, claim) for claim in claims), default=0.0), -at, heading)
        for at, heading in enumerate(headings[:12])
    ]
    best = max(scored, default=None)
    if best is None or best[0] < _ALIKE:
        return None
    return best[2]


def _masthead(headings: list[str], window: str, claims: Iterable[str]) -> set[str]:
    """Return the heading, folded, that only the window's title ends with: it names the site."""
    parts = _SEPARATOR.split(window)
    last = _folded(parts[-1])
    said = any(last in _folded(claim) for claim in claims)
    if said or len(parts) == 1 or any(_folded(part) == last for part in parts[:-1]):
        return set()
    return {last} & {_folded(one) for one in headings}


def _spaced(heading: str, claims: Iterable[str]) -> str:
    """Return the claim that has the heading's letters in more words: markup alone parted those."""
    words = len(_WORD.findall(heading))
    alike = (claim for claim in claims if _folded(claim) == _folded(heading))
    return next((claim for claim in alike if len(_WORD.findall(claim)) > words), heading)


def _without_kicker(heading: str, claims: Iterable[str]) -> str:
    """Return the claim that a heading ends with, if only a kicker stands before it."""
    for claim in claims:
        kicker = heading.removesuffix(claim)
        if len(claim) > _KICKED and kicker != heading and _KICKER.search(kicker):
            return claim
    return heading


def _likeness(one: str, other: str) -> float:
    a, b = _folded(one), _folded(other)
    if not a or not b:
        return 0.0
    if a == b:
        return 1.0
    short, long = sorted((len(a), len(b)))
    if a in b or b in a:
        clear = short > _CLEAR and short >= _SHORTEST_SHARE * long
        return max(_ALIKE, short / long) if clear else _UNCLEAR
    return SequenceMatcher(None, a, b, autojunk=False).ratio()


def without_site(title: str, sites: Iterable[str], others: Iterable[str] = ()) -> str:
    """Return a title without a leading or trailing site name.

    A part goes if it is the site's name (``sites``, folded), or if what is left is the whole of
    another title of the page (``others``).
    """
    if len(title) > _LONGEST:
        return title
    known = {_folded(other) for other in others if other != title}
    sites = set(sites)
    while True:
        shorter = next(
            (left for left, part in _parts(title) if _goes(part, left, title, sites, known)), None
        )
        if shorter is None:
            return _without_name(title, sites)
        title = shorter


def _without_name(title: str, sites: Container[str]) -> str:
    """Return a title without the site's very name, glued to its end."""
    glued = _GLUED.search(title)
    if glued and glued.start() and _folded(title[glued.end() :]) in sites:
        return title[: glued.start()]
    return title


def _parts(title: str) -> Iterable[tuple[str, str]]:
    found = list(_SEPARATOR.finditer(title))
    for one in found:
        yield title[: one.start()].strip(), title[one.end() :].strip()
    for one in reversed(found):
        yield title[one.end() :].strip(), title[: one.start()].strip()


def _goes(part: str, left: str, whole: str, sites: set[str], known: set[str]) -> bool:
    name, rest = _folded(part), _folded(left)
    if not rest or not name:
        return False
    enough = len(rest) >= _SHORTEST_SHARE * len(_folded(whole))
    if name in sites or (enough and rest in known):
        return True
    near = len(name) >= _NAMED and any(
        name in site or site in name for site in sites if len(site) >= _NAMED
    )
    return near and enough


def _folded(text: str | None) -> str:
    return _FOLD.sub("", text or "").casefold()


def _line(text: str | None) -> str:
    return " ".join(unescape(text or "").split())[:_LONGEST]
