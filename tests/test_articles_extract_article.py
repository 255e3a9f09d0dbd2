from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from extract_pages import ENGLISH, URL, fetched, paragraphs, site

from articles.normalize import Sighting
from articles.read import read
from articles.types import Article, ExtractRules, Profile

NOW = datetime(2026, 5, 10, tzinfo=UTC)
SEEN = Sighting(URL, ("Latest",), NOW, NOW)
PROFILE = Profile("post", "Daily Post", "https://news.example.com", "Europe/London", "News")
FIGURE = "<figure><img src='/img/bridge-opening.jpg'><figcaption>People on the bridge.</figcaption></figure>"  # fmt: skip


def article(body: str, profile: Profile = PROFILE) -> Article:
    found = read(fetched(site(body)), SEEN, profile)
    assert isinstance(found, Article)
    return found


def test_an_article_carries_its_confidence_and_where_each_field_was_read() -> None:
    found = article(paragraphs(ENGLISH))
    assert found.confidence is not None
    assert 0.8 < found.confidence <= 1
    read_at = dict(found.provenance)
    assert read_at["body_html"] == "automatic"
    assert read_at["title"] == "markup"
    assert read_at["published"] == "url"
    assert found.failures == ()


def test_the_text_has_no_captions_and_the_markup_has_them() -> None:
    found = article(paragraphs(ENGLISH[:2]) + FIGURE + paragraphs(ENGLISH[2:]))
    assert found.body_text == "\n".join(ENGLISH)
    assert "<figcaption>People on the bridge.</figcaption>" in found.body_html
    assert found.images == ("https://news.example.com/img/bridge-opening.jpg",)


def test_a_rule_has_no_confidence_and_what_the_page_lacks_comes_from_elsewhere() -> None:
    profile = replace(PROFILE, rules=ExtractRules(body=(".article-body",)))
    found = article(paragraphs(ENGLISH), profile)
    assert found.confidence is None
    assert dict(found.provenance)["body_html"] == "rule"
    assert dict(found.provenance)["published"] == "first-seen"
