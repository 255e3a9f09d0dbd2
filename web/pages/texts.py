"""An article's text in the forms in which people look at it."""

from __future__ import annotations

from articles.types import Article
from storage.posts import post_text


def paragraphs(article: Article) -> list[str]:
    """Return the readable text, a paragraph each."""
    return [line.strip() for line in article.body_text.splitlines() if line.strip()]


def text_of(article: Article, view: str) -> str:
    """Return what is shown as plain text: the exact post, or its markup."""
    if view == "post":
        return post_text(article)
    return article.body_html if view == "markup" else ""
