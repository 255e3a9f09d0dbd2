"""Selectors, tried with the engine that will run them.

CSS is run by selectolax's Lexbor on listings and articles alike; what it does not know would fail
in the middle of a crawl. Listings may be read with XPath 1.0 as well, which lxml runs.
"""

from __future__ import annotations

import re

from articles.listings.selectors import xpath_of

_CALL = re.compile(r"([A-Za-z][\w:.-]*)\s*\(")
_LITERAL = re.compile(r"'[^']*'|\"[^\"]*\"")
_OWN_WORD = re.compile(r":lexbor-[\w-]+")
"""An invention of today's engine: a source file must outlive it."""
_XPATH_WORDS = frozenset(
    """last position count id local-name namespace-uri name string concat starts-with contains
    substring-before substring-after substring string-length normalize-space translate boolean not
    true false lang number sum floor ceiling round
    text node comment processing-instruction and or div mod""".split()
)
"""What may stand before a bracket in XPath 1.0: its core functions, node tests and operators."""


def check_listing_selector(selector: str) -> str:
    """Accept CSS or XPath; ValueError says what is wrong with it."""
    stripped = selector.strip()
    expression = xpath_of(stripped)
    if expression is None:
        return check_selector(stripped)
    refusal = _xpath_refusal(expression)
    if refusal:
        raise ValueError(
            f"XPath {expression!r} is not usable: {refusal}."
            ' Write XPath 1.0 that selects elements, as in "//h2/a"'
        )
    return stripped


def check_row_selector(selector: str) -> str:
    """Accept the same for what is searched inside a row: XPath must begin there."""
    checked = check_listing_selector(selector)
    if (xpath_of(checked) or ".").startswith(("/", "(/")):
        raise ValueError(
            f"XPath {checked!r} searches the whole page for every row. Begin it with a dot:"
            f" {'.' + checked.removeprefix('xpath:').strip()!r}"
        )
    return checked


def check_selector(selector: str) -> str:
    """Return the selector, stripped; ValueError says why it cannot be run."""
    stripped = selector.strip()
    if not stripped:
        raise ValueError("the selector is empty. Leave the key out instead")
    if "::" in stripped:
        raise ValueError(
            f"selector {stripped!r}: ::text and ::attr() are not CSS. Name the element itself;"
            " its text or address is taken from it"
        )
    if refusal := _css_refusal(stripped):
        raise ValueError(
            f"selector {stripped!r} is not usable: {refusal}."
            " Use plain CSS: tags, .class, #id, [attribute], >, :not(), :has(), :nth-child()"
        )
    return stripped


def _xpath_refusal(expression: str) -> str | None:
    from lxml import etree  # noqa: PLC0415 - 0.05 s, needed only where XPath is read

    # libxml2 misses an unknown function only where it has an element to ask it of
    called = set(_CALL.findall(_LITERAL.sub("", expression)))
    if unknown := sorted(called - _XPATH_WORDS):
        return f"there is no function {unknown[0]}()"
    try:
        found = etree.XPath(expression)(etree.fromstring("<p>1</p>"))
    except etree.XPathError as error:
        return str(error) or "it is no XPath"
    return None if isinstance(found, list) else "it gives a value, not elements"


def _css_refusal(selector: str) -> str | None:
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError  # noqa: PLC0415 - the same

    if found := _OWN_WORD.search(selector):
        return f"{found[0]} is no CSS"
    try:
        LexborHTMLParser("").css(selector)
    except SelectolaxError as error:
        return str(error).rstrip(".")
    return None
