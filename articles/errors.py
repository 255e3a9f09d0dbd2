"""What can go wrong in the pure core.

    ArticleError
     ├── RuleError          a source's own rule is unusable (selector, pattern)
     ├── FrontMatterError   a text is not a post of this family
     ├── DateError          a date text says nothing usable
     ├── QueryError         a search cannot be read
     └── UrlError           a text is no address of the web

A message says what, which (URL, line, key) and why.
"""

from __future__ import annotations


class ArticleError(Exception):
    """The base of every error of this package."""


class RuleError(ArticleError):
    """A source's extraction rule is unusable."""

    def __init__(self, key: str, value: str, why: str) -> None:
        super().__init__(f"{key} = {value!r} is not usable: {why}")
        self.key, self.value, self.why = key, value, why


class FrontMatterError(ArticleError):
    """A text is not a post of this family; ``line`` counts from 1."""

    def __init__(self, line: int, key: str, why: str) -> None:
        super().__init__(f"line {line}, {key}: {why}")
        self.line, self.key, self.why = line, key, why


class DateError(ArticleError):
    """A date text says nothing usable."""

    def __init__(self, text: str, why: str) -> None:
        super().__init__(f"date {text!r}: {why}")
        self.text, self.why = text, why


class QueryError(ArticleError):
    """What was typed to search for cannot be read."""

    def __init__(self, query: str, why: str) -> None:
        super().__init__(f"the search {query[:200]!r} cannot be read: {why}")
        self.query, self.why = query, why


class UrlError(ArticleError, ValueError):
    """A text is no address of the web."""

    def __init__(self, url: str, why: str) -> None:
        super().__init__(f"{url[:200]!r} cannot be used as an address: {why}")
        self.url, self.why = url, why
