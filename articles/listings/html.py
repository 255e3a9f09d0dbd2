"""Listings in HTML: the links that a selector names, with title and date beside them.

Selectors are CSS (run by Lexbor) or XPath (run by lxml), all of one listing alike. A row is the
nearest list item, article or table row around a link.
"""

from __future__ import annotations

from articles.html.depth import unsafe_to_parse
from articles.html.tokens import tokens
from articles.listings import html_css, html_xpath
from articles.listings.line import Line
from articles.listings.selectors import xpath_of


def lines(text: str, entries: str, entry_date: str | None) -> tuple[Line, ...]:
    """Return the lines of a page; none for one that is unsafe to parse."""
    if _is_unsafe(text):
        return ()
    expression = xpath_of(entries)
    if expression is None:
        return tuple(html_css.lines(text, entries, entry_date))
    return tuple(html_xpath.lines(text, expression, entry_date and xpath_of(entry_date)))


def next_link(text: str, selector: str) -> str | None:
    """Return where the link to the next page leads, as written; None if there is none."""
    if _is_unsafe(text):
        return None
    expression = xpath_of(selector)
    if expression is None:
        return html_css.first_link(text, selector)
    return html_xpath.first_link(text, expression)


def _is_unsafe(text: str) -> bool:
    return unsafe_to_parse(text, list(tokens(text))) is not None
