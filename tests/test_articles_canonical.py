from __future__ import annotations

from datetime import UTC, datetime

import pytest

from articles.canonical import believed, names_the_same
from articles.normalize import Sighting, normalize
from articles.types import ArticleItem, Profile

OWN = "https://m.example.com/articles/2021-05-10/1735050.html"
NOW = datetime(2021, 5, 10, 4, tzinfo=UTC)

BELIEVED = [
    ("https://www.example.com/articles/2021-05-10/1735050.html", OWN),
    ("https://www.example.com/story/1735050", OWN),
    ("https://www.example.com/show?id=1735050", OWN),
    ("https://www.example.com/a/bridge-is-built", "https://amp.example.com/x/bridge-is-built.html"),
    ("https://www.example.com/show?id=98765", "https://www.example.com/show?id=98765&channel=news"),
]  # fmt: skip
NOT_BELIEVED = [
    ("https://www.example.com/", OWN),
    ("https://www.example.com", OWN),
    ("https://www.example.com/articles/2021-05-10/", OWN),
    ("https://www.example.com/articles/2021-05-10/1735051.html", OWN),
    ("https://other.example.org/articles/2021-05-10/1735050.html", OWN),
    ("https://example.com.evil.org/1735050", OWN),
    ("ftp://www.example.com/1735050", OWN),
    ("https://www.example.com:port/1735050", OWN),
    ("https://[broken/1735050", OWN),
    ("", OWN),
    # a section's number, a day's date and a name that comes back each day are those of many
    ("https://example.com/columns/33200", "https://example.com/columns/33200/98765.html"),
    ("https://example.com/20210510", "https://example.com/20210510/98765.html"),
    ("https://example.com/33200", "https://example.com/98765_33200.html"),
    ("https://example.com/morning-briefing", "https://example.com/2021/05/10/morning-briefing"),
    ("https://example.com/show?ch=33200", "https://example.com/show?id=98765&ch=33200"),
    ("https://example.com/news/", "https://example.com/news/a-story"),
]


def is_believed(canonical: str, own: str) -> bool:
    return believed(canonical, own, seen_by_others=not names_the_same(canonical, own))


@pytest.mark.parametrize(("canonical", "own"), BELIEVED)
def test_a_claim_that_names_the_article_is_believed(canonical: str, own: str) -> None:
    assert is_believed(canonical, own)


@pytest.mark.parametrize(("canonical", "own"), NOT_BELIEVED)
def test_a_claim_that_may_be_anothers_is_not(canonical: str, own: str) -> None:
    assert not is_believed(canonical, own)


def test_a_claim_that_others_make_is_never_believed() -> None:
    claim = "https://www.example.com/articles/2021-05-10/1735050.html"
    assert believed(claim, OWN, seen_by_others=False)
    assert not believed(claim, OWN, seen_by_others=True)


def test_who_knows_that_no_other_claims_it_may_believe_any_page_of_the_site() -> None:
    assert believed("https://example.com/bridge", OWN, seen_by_others=False)
    assert not believed("https://example.com/", OWN, seen_by_others=False)


PROFILE = Profile("x", "X", "https://www.example.com", "UTC", "News")


@pytest.mark.parametrize(
    ("claim", "url"),
    [
        (None, OWN),
        ("https://www.example.com/story/1735050", "https://www.example.com/story/1735050"),
        ("/story/1735050", "https://m.example.com/story/1735050"),
        ("https://www.example.com/", OWN),
        # the same article by another door: the address that was fetched is known to work
        ("http://www.example.com/articles/2021-05-10/1735050.html", OWN),
    ],
)
def test_an_article_has_the_address_that_is_believed(claim: str | None, url: str) -> None:
    item = ArticleItem(url=OWN, canonical_url=claim, title="T", body_html="<p>x</p>")
    article = normalize(item, Sighting(OWN, ("All",), NOW, NOW), PROFILE)
    assert article.url == url
