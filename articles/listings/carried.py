"""The article that a line of a feed carries, if it carries one."""

from __future__ import annotations

from dataclasses import dataclass

from articles.extract.item import with_body
from articles.listings.full_text import is_full, text_of
from articles.types import ArticleItem


@dataclass(frozen=True, slots=True)
class Carried:
    """What a feed says of an article besides its address, title and date of publication.

    ``content`` is what it gives as the text, ``summary`` what it gives as a description; both are
    markup, and either may be empty.
    """

    content: str = ""
    summary: str = ""
    byline: str | None = None
    updated: str | None = None
    keywords: tuple[str, ...] = ()
    image: str | None = None


def carried(url: str, title: str | None, said: Carried, *, full_text: bool) -> ArticleItem | None:
    """Return the article; None where the feed shows no more than its beginning.

    ``full_text``: the source's file vouches for the text, also where it stands in the summary.
    The date is left out: a listing's date is not a page's.
    """
    body = said.content
    if full_text:
        body = max(said.content, said.summary, key=len)
        if not text_of(body) and "<img" not in body:
            return None
    elif not is_full(said.content, said.summary):
        return None
    head = ArticleItem(
        url=url,
        title=title,
        byline=said.byline,
        updated=said.updated,
        lead_image=said.image,
        keywords=said.keywords,
    )
    return with_body(head, body)
