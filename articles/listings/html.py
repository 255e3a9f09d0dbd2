"""Listings in HTML: the links that a selector names, with title and date beside them.

Selectors are CSS (run by Lexbor) or XPath (run by lxml), all of one listing alike. A row is the
nearest list item, article or table row around a link.
"""

from __future__ import annotations

import re
from html import unescape

from articles.html.depth import unsafe_to_parse
from articles.html.tokens import Kind, attributes, tokens
from articles.listings import html_css, html_xpath
from articles.listings.line import Lines
from articles.listings.selectors import xpath_of
from articles.urls import absolute

_BASE = re.compile(r"<base[\s/>]", re.IGNORECASE)
"""Most pages have none: to look for it is a tenth of reading all tags."""


def lines(text: str, entries: str, entry_date: str | None) -> Lines:
    """Return the lines of a page; a page that is unsafe to parse has a fault instead."""
    unsafe = unsafe_to_parse(text)
    if unsafe:
        return Lines(fault=f"its markup {unsafe}: it is not read, for that would take too long")
    expression = xpath_of(entries)
    if expression is None:
        return Lines(tuple(html_css.lines(text, entries, entry_date)))
    return Lines(tuple(html_xpath.lines(text, expression, entry_date and xpath_of(entry_date))))


def base_of(text: str, url: str) -> str:
    """Return what the links of a page are relative to: its first base element, else its ``url``.

    HTML standard, 4.2.3. Whether what it names belongs to the site is not its business.
    """
    for token in tokens(text) if _BASE.search(text) else ():
        if token.name == "base" and token.kind is Kind.START:
            named = {one.name: one.value for one in attributes(text[token.start : token.end])}
            if named.get("href") is not None:
                return absolute(url, unescape(named["href"] or "")) or url
    return url


def next_link(text: str, selector: str) -> str | None:
    """Return where the link to the next page leads, as written; None if there is none."""
    if unsafe_to_parse(text):
        return None
    expression = xpath_of(selector)
    if expression is None:
        return html_css.first_link(text, selector)
    return html_xpath.first_link(text, expression)
