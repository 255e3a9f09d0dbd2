"""Where an article goes on: its next page, or the one page that has it whole.

A page is asked only once it was read as an article, so it is safe to parse.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from articles.extract.charset import decode
from articles.extract.parts import bare, next_page, own_number
from articles.types import FetchedPage
from articles.urls import absolute

_RELATION = re.compile(rb"rel\s*=\s*[\"']?[^\"'>]{0,20}next")
_LABEL = re.compile(
    # what labels begin with first: tried one after the other at each tag, they took twice as long
    r">\W{0,8}+(?=(?-i:[2下后次다nNwWsSſpPvVaAtTсдСД]))"
    r"(?:2(?!\w)|[下后]一?[页頁]|next|次|다음|weiter|nächste|"
    r"(?:page )?suiv|siguiente|próxima|avanti|pagina succ|volgende|neste|nästa|след|далее|trang)",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"\W*(?:(?:view|read|show|see)(?: it)?(?: all| whole)?(?: (?:as|on) (?:a |one )?single page"
    r"| on one page| all(?: pages)?| in full)|single[- ]page(?: view)?|all pages|full article|"
    r"(?:在本页)?(?:阅读|查看|显示|浏览)(?:全文|全部)|全文(?:阅读|浏览|查看)?|单页(?:阅读|显示)|"
    r"(?:alles )?auf einer seite(?: lesen| anzeigen)?|(?:lire )?(?:l'article )?sur une seule page|"
    r"(?:ver |leer )?(?:todo )?en una (?:sola )?página|全ページ(?:を)?表示|(?:全て|すべて)表示)\W*",
    re.IGNORECASE,
)
_WHOLE_MARK = re.compile(
    r"[_-](?:all|full|single|whole|komplettansicht|seite-all)(?=\.\w+$|/?$)"
    r"|/(?:all|full|single|whole|komplett|komplettansicht|seite-all)/?$"
    r"|(?:^|[?&])(?:page|p|pn|view|show|pagewanted|seite|paged)=(?:all|full|single|komplett|0)",
    re.IGNORECASE,
)
_MOST_LINKS = 3_000
_LONGEST_LABEL = 40


@dataclass(frozen=True, slots=True)
class Further:
    """Where the rest of an article is. ``whole``: the one page that has all of it, if told."""

    next: str
    whole: str | None = None


def further(page: FetchedPage) -> Further | None:
    """Return where the article that a page begins goes on; None where it ends.

    A page that is itself a further one begins nothing: the articles of some sites have numbers for
    names, and "next" leads from one to another.
    """
    url = page.final_url.partition("#")[0]
    tree = _tree(page) if own_number(url) <= 1 else None
    following = next_page(tree, url) if tree else None
    return Further(following, _whole_page(tree, url)) if tree and following else None


def following(page: FetchedPage) -> str | None:
    """Return the page that comes after one of an article's further pages."""
    tree = _tree(page)
    return next_page(tree, page.final_url.partition("#")[0]) if tree else None


def _tree(page: FetchedPage) -> LexborHTMLParser | None:
    text = decode(page)
    return LexborHTMLParser(text) if _hints(text) else None


def _hints(text: str) -> bool:
    """Tell whether a page may link to a next one: most do not, and need no second look.

    Plain searches first, of bytes: letters of all the world take ten times as long to lower.
    """
    lower = text.encode(errors="replace").lower()
    return bool(_LABEL.search(text)) or (b"next" in lower and bool(_RELATION.search(lower)))


def _whole_page(tree: LexborHTMLParser, url: str) -> str | None:
    for node in tree.css("a[href]")[:_MOST_LINKS]:
        label = node.text(deep=True).strip()
        if len(label) <= _LONGEST_LABEL and _WHOLE.fullmatch(label):
            target = absolute(url, node.attributes.get("href") or "")
            if target and _is_whole(url, target.partition("#")[0]):
                return target.partition("#")[0]
    return None


def _is_whole(url: str, target: str) -> bool:
    """Tell whether an address is this article's, marked as the whole of it."""
    try:
        one, other = urlsplit(url), urlsplit(target)
    except ValueError:
        return False
    path, query = _WHOLE_MARK.sub("", other.path), _WHOLE_MARK.sub("", other.query)
    if (path, query) == (other.path, other.query) or one.netloc.lower() != other.netloc.lower():
        return False
    return bare(one.path, one.query) == bare(path, query)
