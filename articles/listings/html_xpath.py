"""XPath 1.0 over a listing page, run by lxml.

An expression may end at elements (a link, or something around one) or at ``@href``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from lxml import etree

from articles.listings.headlines import HEADINGS, Around, headline
from articles.listings.html_css import ROWS
from articles.listings.line import Line, one_line

Element: TypeAlias = "etree._Element"  # noqa: SLF001 - lxml has no public name for it
_NODES = (str, etree._Element)  # noqa: SLF001 - the same


def lines(text: str, entries: str, entry_date: str | None) -> Iterator[Line]:
    """Yield the lines of a page."""
    surroundings = _Surroundings()
    for href, link in _links(text, entries):
        words = link.get("title") or _text(link)
        yield Line(
            link=href,
            title=one_line(words) or headline(surroundings.of(link)),
            date=_date(link, entry_date) if entry_date else None,
        )


def first_link(text: str, expression: str) -> str | None:
    """Return where the first link that has an address leads."""
    return next((href for href, _ in _links(text, expression) if href), None)


def _links(text: str, expression: str) -> Iterator[tuple[str, Element]]:
    tree = _tree(text)
    for found in [] if tree is None else _found(tree, expression):
        if isinstance(found, str):
            parent = found.getparent()  # type: ignore[attr-defined] # lxml's own text knows it
            if parent is not None:
                yield found, parent
            continue
        link = found if found.tag == "a" else next(found.iterfind(".//a[@href]"), None)
        if link is not None:
            yield link.get("href") or "", link


class _Surroundings:
    """What stands around the links of a page; each element is looked through once."""

    def __init__(self) -> None:
        self._known: dict[Element, Around] = {}

    def of(self, link: Element) -> Iterator[Around]:
        """Yield what the elements around a link hold, the nearest first."""
        for node in link.iterancestors():
            if node not in self._known:
                self._known[node] = _around(node)
            yield self._known[node]


def _around(node: Element) -> Around:
    headlines = (one_line(_text(one)) for one in node.iterdescendants(*HEADINGS))
    return Around(
        row=node.tag in ROWS,
        headlines=tuple(filter(None, headlines)),
        links=frozenset(one.get("href") or "" for one in node.iterfind(".//a[@href]")),
    )


def _tree(text: str) -> Element | None:
    # As bytes: lxml refuses texts that declare an encoding. The limits of libxml2 stay in force.
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    return etree.fromstring(text.encode("utf-8", "replace"), parser) if text.strip() else None


def _found(node: Element, expression: str) -> list[Element | str]:
    try:
        found = node.xpath(expression, smart_strings=True)
    except etree.XPathError:
        # sound as it is, it does not fit the types that it meets on this page
        return []
    if not isinstance(found, list):
        return []
    return [one for one in found if isinstance(one, _NODES)]


def _date(link: Element, expression: str) -> str | None:
    row = next((above for above in link.iterancestors() if above.tag in ROWS), link.getparent())
    found = [] if row is None else _found(row, expression)
    texts = (one if isinstance(one, str) else _text(one) for one in found)
    return next((line for line in map(one_line, texts) if line), None)


def _text(node: Element) -> str:
    return "".join(map(str, node.itertext()))
