"""What a page may claim of itself, and how much of it is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from articles.dates import is_believable
from articles.normalize import Sighting, normalize
from articles.read import read
from articles.types import (
    Article,
    ArticleItem,
    DateSource,
    ExtractRules,
    FetchedPage,
    Profile,
    Rejection,
    RejectReason,
)

URL = "https://news.example.com/1"
NOW = datetime(2021, 5, 10, 4, tzinfo=UTC)
FIRST_SEEN = datetime(2021, 5, 9, 20, tzinfo=UTC)
LISTED = datetime(2021, 5, 9, 16, tzinfo=UTC)
PROFILE = Profile("news", "新闻", "https://news.example.com", "Asia/Shanghai", "新闻")


def article(item: ArticleItem, listed: datetime | None = LISTED) -> Article:
    seen = Sighting(URL, ("要闻",), FIRST_SEEN, NOW, "列表标题", listed)
    return normalize(item, seen, PROFILE)


def item(**named: object) -> ArticleItem:
    return ArticleItem(url=URL, title="题", body_html="<p>文</p>", **named)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "claimed",
    [
        "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00",
        "9999-12-31", "1970-01-01", "1989-12-31 23:59", "2021-05-13 12:00", "2031-05-10",
        "253402300799", "99999999999999999999", "Mon, 01 Jan 0001 00:00:00 GMT", "2021-13-45",
        "x" * 5_000,
    ],
)  # fmt: skip
def test_a_date_that_cannot_be_gives_way_to_the_listings_and_then_to_first_sight(
    claimed: str,
) -> None:
    with_listing = article(item(published=claimed, updated=claimed))
    assert (with_listing.published_at, with_listing.date_source) == (LISTED, DateSource.LISTING)
    assert with_listing.updated_at is None
    without = article(item(published=claimed), None)
    assert (without.published_at, without.date_source) == (FIRST_SEEN, DateSource.FIRST_SEEN)


@pytest.mark.parametrize(
    "listed",
    [
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))),
        datetime(9999, 12, 31, 23, 59, tzinfo=timezone(timedelta(hours=-12))),
        NOW + timedelta(days=3),
        datetime(1989, 12, 31, tzinfo=UTC),
    ],
)
def test_a_listings_date_that_cannot_be_is_not_believed(listed: datetime) -> None:
    assert not is_believable(listed, NOW)
    assert article(item(), listed).date_source is DateSource.FIRST_SEEN


def test_a_little_ahead_is_a_clock_that_is_wrong() -> None:
    assert article(item(published="2021-05-11 12:00")).date_source is DateSource.PAGE
    assert is_believable(NOW + timedelta(days=2), NOW)


def test_one_page_fills_no_record() -> None:
    images = tuple(f"/{number}.jpg" for number in range(3_000))
    found = article(
        ArticleItem(
            url=URL,
            title="题" * 9_000,
            body_html="<p>文</p>",
            byline="记" * 9_000,
            origin="报" * 9_000,
            language="zh" * 9_000,
            description="述" * 9_000,
            keywords=tuple("词" * 9_000 for _ in range(3_000)),
            images=("/" + "x" * 5_000, *images),
            lead_image="/" + "y" * 5_000,
        )
    )
    assert len(found.title) == 1_000
    assert len(found.description or "") == 1_000
    assert {len(one or "") for one in (found.byline, found.origin, found.language)} == {200}
    assert len(found.keywords) == 50
    assert {len(word) for word in found.keywords} == {200}
    assert len(found.images) == 499
    assert found.headimg == "https://news.example.com/0.jpg"


@pytest.mark.parametrize("text", ["x" * 6_000_000, "{" * 1_000_000], ids=["long", "grows"])
def test_a_body_that_no_article_has_is_rejected(text: str) -> None:
    markup = f"<article><h1>题</h1><p>{text}</p></article>".encode()
    page = FetchedPage(URL, URL, 200, markup, "text/html", NOW, "utf-8")
    rules = ExtractRules(body=("article",))
    profile = Profile("news", "新闻", "https://news.example.com", "UTC", "新闻", rules=rules)
    found = read(page, Sighting(URL, ("要闻",), NOW, NOW), profile)
    assert isinstance(found, Rejection)
    assert found.reason is RejectReason.TOO_LARGE
