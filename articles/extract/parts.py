"""Articles in several pages: which link leads to the next page.

Only a link that says "next" of this article counts: the next article
of a site, and the next page of a listing, have other addresses or other words.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles.urls import absolute

_NEXT = re.compile(
    r"^\W*(?:next(?:\s+page)?|下一页|下一頁|下页|下頁|后一页|次へ|次のページ(?:へ)?|다음(?:\s*페이지)?|"
    r"nächste(?:\s+seite)?|weiter|page suivante|suivante?|siguiente|página siguiente|"
    r"próxima(?:\s+página)?|avanti|pagina successiva|volgende|neste(?:\s+side)?|"
    r"nästa(?:\s+sida)?|следующая|далее|trang sau)\W*$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"^\W{0,2}(\d{1,2})\W{0,2}$")
_PAGE_MARK = re.compile(
    r"[_-]p?\d{1,2}(?=\.\w+$|/?$)|/(?:page[/-]?)?p?\d{1,2}/?$|(?:^|[?&])(?:page|p|pn|pagenum|seite|paged)=\d{1,2}",
    re.IGNORECASE,
)
_MOST_LINKS = 3_000
_MOST_NUMBERS = 40


def next_page(tree: LexborHTMLParser, url: str) -> str | None:
    """Return the absolute address of this article's next page; None if there is none.

    A link counts if it is declared or labelled as the next one, or is the next number of a row of
    page numbers, and its address is this article's with another page number.
    """
    for node in (*tree.css('link[rel~="next"], a[rel~="next"]')[:5], *_labelled(tree)):
        if (target := _target(node, url)) and _same_article(url, target):
            return target
    return _next_number(tree, url)


def _labelled(tree: LexborHTMLParser) -> list[LexborNode]:
    return [
        node
        for node in tree.css("a[href]")[:_MOST_LINKS]
        if _NEXT.match(node.text(deep=True).strip()[:40])
    ]


def _target(node: LexborNode, url: str) -> str | None:
    target = absolute(url, node.attributes.get("href") or "")
    return target.partition("#")[0] if target and target.startswith("http") else None


def _same_article(url: str, target: str) -> bool:
    try:
        one, other = urlsplit(url), urlsplit(target)
    except ValueError:
        return False
    if one.netloc.lower() != other.netloc.lower() or target == url.partition("#")[0]:
        return False
    marked = _PAGE_MARK.search(f"{other.path}?{other.query}" if other.query else other.path)
    return bool(marked) and bare(one.path, one.query) == bare(other.path, other.query)


def bare(path: str, query: str) -> str:
    """Return an address without its page number and extension."""
    path = _PAGE_MARK.sub("", path).rstrip("/")
    path = re.sub(r"\.(?:s?html?|php|aspx?|jsp)$", "", path)
    kept = [part for part in query.split("&") if part and not _PAGE_MARK.search(f"?{part}")]
    return f"{_PAGE_MARK.sub('', path)}?{'&'.join(kept)}"


def _next_number(tree: LexborHTMLParser, url: str) -> str | None:
    numbers: dict[int, str] = {}
    for node in tree.css("a[href]")[:_MOST_LINKS]:
        found = _NUMBER.match(node.text(deep=True).strip()[:8])
        target = _target(node, url) if found else None
        if found and target and (_same_article(url, target) or target == url.partition("#")[0]):
            numbers.setdefault(int(found[1]), target)
        if len(numbers) > _MOST_NUMBERS:
            return None
    here = own_number(url)
    return numbers.get(here + 1)


def own_number(url: str) -> int:
    """Return which page of an article an address names: 1 where it names none."""
    found = _PAGE_MARK.search(urlsplit(url).path) or _PAGE_MARK.search(f"?{urlsplit(url).query}")
    digits = re.search(r"\d{1,2}", found[0]) if found else None
    return int(digits[0]) if digits else 1
