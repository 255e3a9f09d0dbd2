"""FetchedPage → Article, or a Rejection: the pure middle of the pipeline, wired.

    FetchedPage
      → extract     ArticleItem   what we read off the page       (or not-html, too-deep)
      → walls       ArticleItem   the same                        (or blocked, soft-404, login …)
      → validate    ArticleItem   the same                        (or no-title, no-body, empty …)
      → normalize   Article       what we believe                 (or too-deep)

One function from one value to another, so that it runs on the loop, in a thread or in a worker
process alike.
"""

from __future__ import annotations

from dataclasses import dataclass

from articles.extract import extract, extract_by_rules
from articles.extract.further import Further, further
from articles.html.clean import TooDeepError
from articles.normalize import Sighting, normalize
from articles.types import Article, ArticleItem, FetchedPage, Profile, Rejection, RejectReason
from articles.validate import larger_than_an_article, nothing_to_see, validate
from articles.walls.judge import challenge_shown, wall_of


@dataclass(frozen=True, slots=True)
class Opened:
    """An article as its first page has it, and where it goes on; None where it ends there."""

    article: Article
    on: Further | None


def opened(page: FetchedPage, seen: Sighting, profile: Profile) -> Opened | Rejection:
    """Read the page that an article begins on, as ``read`` does."""
    found = read(page, seen, profile)
    return Opened(found, further(page)) if isinstance(found, Article) else found


def opened_by_rules(
    page: FetchedPage, seen: Sighting, profile: Profile
) -> Opened | Rejection | None:
    """Read the page that an article begins on, as ``read_by_rules`` does."""
    found = read_by_rules(page, seen, profile)
    return Opened(found, further(page)) if isinstance(found, Article) else found


def read(page: FetchedPage, seen: Sighting, profile: Profile) -> Article | Rejection:
    """Read one page of a source. Never raises for what a page holds."""
    return _judged(page, extract(page, profile.rules), seen, profile)


def read_by_rules(
    page: FetchedPage, seen: Sighting, profile: Profile
) -> Article | Rejection | None:
    """Read one page by the rules for its body; None where they match nothing.

    That is quick; ``read`` then looks for the text without them, which is not. A challenge is told
    here, before that: requests go on while a page is read, and a gate is not to be asked again.
    """
    item = extract_by_rules(page, profile.rules)
    if isinstance(item, ArticleItem) and item.body_html is None:
        return challenge_shown(page, item)
    return _judged(page, item, seen, profile)


def _judged(
    page: FetchedPage, item: ArticleItem | Rejection, seen: Sighting, profile: Profile
) -> Article | Rejection:
    if isinstance(item, Rejection):
        return item
    return wall_of(page, item) or read_item(item, seen, profile)


def read_item(item: ArticleItem, seen: Sighting, profile: Profile) -> Article | Rejection:
    """Read what was found already, on a page or in a listing that carries whole articles."""
    valid = validate(item, listing_title=seen.title)
    if isinstance(valid, Rejection):
        return valid
    try:
        article = normalize(valid, seen, profile)
    except TooDeepError as error:
        return Rejection(item.url, RejectReason.TOO_DEEP, str(error))
    # Cleaning may lengthen a text (braces and quotes become character references), and what it
    # takes out may have been all.
    pictures = bool(article.images or article.headimg)
    return (
        larger_than_an_article(item.url, article.body_html)
        or nothing_to_see(item.url, article.body_text, pictures=pictures)
        or article
    )
