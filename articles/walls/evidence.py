"""What a page shows that may be a wall: measured here, judged elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser

from articles.html.text import plain_text
from articles.types import ArticleItem, FetchedPage, Provenance
from articles.walls.words import folded, weight

_UNSEEN = ["script", "style", "noscript", "template", "svg", "head"]
_TITLE = re.compile(r"<title[^>]{0,200}+>([^<]{0,500}+)", re.IGNORECASE)
_REFRESH = re.compile(r"<meta[^>]{0,100}?http-equiv\s*+=\s*+[\"']?refresh", re.IGNORECASE)
_PASSWORD = re.compile(r"<input[^>]{0,300}?type\s*+=\s*+[\"']?password", re.IGNORECASE)
_SEPARATORS = re.compile(r"\s+[-–—|_·•:：»]+\s+|[|_]")
_DATE = re.compile(r"\b(?:19|20)\d{2}(?:[-/.]|年)\d{1,2}(?:[-/.]|月)\d{1,2}")
_LONGEST = 200_000
_LONGEST_TEXT = 4_000


@dataclass(frozen=True)
class Evidence:
    """One page's signals. Texts are folded: NFKC, lower case, single spaces; lines stay.

    What is dear to find out is found out when it is asked for: of most pages it never is.
    """

    titles: tuple[str, ...]
    """The headline and the document's title, and each of their parts beside a site's name."""
    text: str
    """What the article's own containers say; empty without any."""
    source: str
    """The page's source as it is, its first 200,000 characters."""
    path: str
    """The address after redirects, without its query."""
    challenge: bool
    """Whether a gatekeeper says in a header of its own that this is not the page."""
    dated: bool
    """Whether the page gives a date of publication, or its text shows a date."""
    pictures: bool
    """Whether what was taken for the article has images."""

    @cached_property
    def weight(self) -> int:
        """How much there is to read of the article."""
        return weight(self.text)

    @cached_property
    def seen(self) -> str:
        """What the whole page shows, scripts and hidden parts left out."""
        return folded(_seen(self.source)[:_LONGEST_TEXT])

    @cached_property
    def markup(self) -> str:
        """The source in lower case."""
        return self.source.lower()

    @cached_property
    def password(self) -> bool:
        """Whether the page asks for a password."""
        return bool(_PASSWORD.search(self.source))

    @cached_property
    def refreshes(self) -> bool:
        """Whether the page moves on by itself."""
        return bool(_REFRESH.search(self.source))


def article_text(item: ArticleItem) -> str:
    """Return the text of what was taken for the article."""
    return plain_text(item.body_html) if item.body_html else ""


def gathered(page: FetchedPage, item: ArticleItem, markup: str, text: str) -> Evidence:
    """Measure a page; ``markup`` is its source as text, ``text`` that of its article."""
    markup = markup[:_LONGEST]
    document = _TITLE.search(markup)
    return Evidence(
        titles=_titles(item.title or "", document[1] if document else ""),
        text="\n".join(map(folded, text[:_LONGEST_TEXT].splitlines())),
        source=markup,
        path=page.final_url.partition("?")[0].lower(),
        challenge=page.challenge is not None,
        dated=_is_dated(item) or bool(_DATE.search(text)),
        pictures=bool(item.images),
    )


def _is_dated(item: ArticleItem) -> bool:
    """Tell whether the page itself gives its date: an address has one whatever is behind it."""
    return bool(item.published) and dict(item.provenance).get("published") is not Provenance.URL


def _titles(*texts: str) -> tuple[str, ...]:
    whole = [folded(text)[:200] for text in texts]
    parts = [part.strip(" .!…。！") for text in whole for part in (text, *_SEPARATORS.split(text))]
    return tuple(dict.fromkeys(part for part in parts if part))


def _seen(markup: str) -> str:
    tree = LexborHTMLParser(markup)
    tree.strip_tags(_UNSEEN)
    return "" if tree.body is None else tree.body.text(deep=True, separator=" ")
