"""CSS over a listing page, run by Lexbor."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles.listings.headlines import HEADINGS, Around, headline
from articles.listings.line import Line, one_line

ROWS = frozenset({"li", "article", "tr", "dd"})


def lines(text: str, entries: str, entry_date: str | None) -> Iterator[Line]:
    """Yield the lines of a page."""
    surroundings = _Surroundings()
    for link in _links(text, entries):
        words = link.attributes.get("title") or link.text(deep=True)
        yield Line(
            link=link.attributes.get("href") or "",
            title=one_line(words) or headline(surroundings.of(link)),
            date=_date(link, entry_date) if entry_date else None,
        )


def first_link(text: str, selector: str) -> str | None:
    """Return where the first link that has an address leads."""
    found = (link.attributes.get("href") for link in _links(text, selector))
    return next((href for href in found if href), None)


def _links(text: str, selector: str) -> Iterator[LexborNode]:
    for node in LexborHTMLParser(text).css(selector):
        link = node if node.tag == "a" else node.css_first("a[href]")
        if link is not None:
            yield link


def _date(link: LexborNode, selector: str) -> str | None:
    row = _row(link)
    found = row.css_first(selector) if row is not None else None
    return None if found is None else one_line(found.text(deep=True))


class _Surroundings:
    """What stands around the links of a page; each element is looked through once."""

    def __init__(self) -> None:
        self._known: dict[int, Around] = {}

    def of(self, link: LexborNode) -> Iterator[Around]:
        """Yield what the elements around a link hold, the nearest first."""
        node = link.parent
        while node is not None:
            if node.mem_id not in self._known:
                self._known[node.mem_id] = _around(node)
            yield self._known[node.mem_id]
            node = node.parent


def _around(node: LexborNode) -> Around:
    headlines = (one_line(one.text(deep=True)) for one in node.css(", ".join(HEADINGS)))
    return Around(
        row=node.tag in ROWS,
        headlines=tuple(filter(None, headlines)),
        links=frozenset(one.attributes.get("href") or "" for one in node.css("a[href]")),
    )


def _row(link: LexborNode) -> LexborNode | None:
    node = link.parent
    while node is not None and node.tag not in ROWS:
        node = node.parent
    return node if node is not None else link.parent
