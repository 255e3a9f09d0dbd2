from __future__ import annotations

import pickle
from datetime import timedelta

import pytest
from pydantic import ValidationError

from articles.types import ExtractRules, Profile
from config.errors import SourceError
from config.source import Extract, Source


def source(**changes):
    listing = {"url": "/news", "title": "All", "entries": "h2 a"} | changes.pop("listing", {})
    data = {
        "name": "example",
        "title": "Example",
        "homepage": "https://www.example.com",
        "timezone": "UTC",
        "category": "News",
        "listing": [listing],
    }
    return Source.model_validate(data | changes)


def refusal(**changes):
    with pytest.raises(ValidationError) as caught:
        source(**changes)
    return str(caught.value)


def test_what_is_left_out_has_a_default():
    made = source()
    assert (made.enabled, made.status, made.image, made.language) == (True, "unproven", "", None)
    assert made.schedule.every == timedelta(minutes=30)
    assert made.listings[0].max_pages == 5
    assert made.fetch.robots
    assert made.extract.rules == ExtractRules()


def test_the_profile_is_what_articles_inherit():
    made = source(language="en", keep_query="id", extract={"body": ".b", "remove": ["x", "y"]})
    assert made.profile == Profile(
        name="example",
        title="Example",
        homepage="https://www.example.com",
        timezone="UTC",
        category="News",
        language="en",
        rules=ExtractRules(body=(".b",), remove=("x", "y")),
        keep_query=("id",),
    )


def test_extract_has_the_fields_of_the_rules_it_becomes():
    assert set(Extract.model_fields) == set(ExtractRules.__dataclass_fields__)


def test_a_source_is_frozen_hashable_and_can_go_to_another_process():
    made = source(fetch={"headers": {"X-A": "1"}})
    assert pickle.loads(pickle.dumps(made)) == made  # noqa: S301 - our own bytes
    assert hash(made) == hash(source(fetch={"headers": {"X-A": "1"}}))
    with pytest.raises(ValidationError, match="frozen"):
        made.name = "other"


@pytest.mark.parametrize(
    ("url", "next_page", "third"),
    [
        ("/news", "/news/page/{page}", "https://www.example.com/news/page/3"),
        ("/news", "?p={page}", "https://www.example.com/news?p=3"),
        ("https://m.example.com/n/", "{page}.html", "https://m.example.com/n/3.html"),
        ("//m.example.com/n", "/n/{page}?{x}", "https://m.example.com/n/3?{x}"),
    ],
)
def test_further_pages_are_joined_to_their_listing(url, next_page, third):
    made = source(listing={"url": url, "next_page": next_page})
    assert made.next_url(made.listings[0], 3) == third


def test_without_a_pattern_there_is_no_further_page():
    made = source()
    assert made.listing_url(made.listings[0]) == "https://www.example.com/news"
    assert made.next_url(made.listings[0], 2) is None


def test_a_moved_source_takes_its_relative_addresses_along():
    made = source(listing={"next_page": "/p/{page}"}).moved_to("http://127.0.0.1:8000")
    assert made.listing_url(made.listings[0]) == "http://127.0.0.1:8000/news"
    assert made.next_url(made.listings[0], 2) == "http://127.0.0.1:8000/p/2"
    assert made.profile.homepage == "http://127.0.0.1:8000"


def test_a_source_moves_to_web_addresses_only():
    with pytest.raises(SourceError, match="homepage: 'ftp://x' is no web address"):
        source().moved_to("ftp://x")


def test_include_and_exclude_choose_entries():
    listing = source(listing={"include": r"/\d+\.html", "exclude": "/video/"}).listings[0]
    assert listing.wants("https://x/a/1.html")
    assert not listing.wants("https://x/a/b.html")
    assert not listing.wants("https://x/video/1.html")
    assert source().listings[0].wants("https://anything")


def test_the_fingerprint_follows_what_decides_the_entries():
    plain = source().listings[0].rules
    assert source(listing={"max_pages": 9}).listings[0].rules == plain
    for change in ({"entries": "h3 a"}, {"include": "x"}, {"title": "B"}, {"entry_date": "time"}):
        assert source(listing=change).listings[0].rules != plain


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": "Has Space"}, "lower-case letters"),
        ({"title": "a: b"}, "would break the front matter"),
        ({"title": "- a"}, "would break the front matter"),
        ({"category": "two\nlines"}, "one line"),
        ({"category": ""}, "one line"),
        ({"homepage": "www.example.com"}, "Write it in full"),
        ({"homepage": "ftp://example.com"}, "is no web address"),
        ({"homepage": "https://u:p@example.com"}, "must not hold a user name"),
        ({"homepage": "https://example.com:99999"}, "is no address: Port out of range"),
        ({"homepage": "https://example.com/?a=1"}, "must end before the ?"),
        ({"homepage": "https://exa mple.com"}, "white space"),
        ({"timezone": "Asia/Shangai"}, "Did you mean 'Asia/Shanghai'?"),
        ({"timezone": "../etc/passwd"}, "is no time zone"),
        ({"language": "chinese"}, "is no language tag"),
        ({"enabled": "yes"}, "valid boolean"),
        ({"status": "maybe"}, "'proven' or 'unproven'"),
        ({"image": "card.png"}, "is no web address"),
        ({"listing": {"kind": "pages"}}, "is no kind of listing"),
        ({"listing": {"url": "javascript:x()"}}, "cannot be fetched"),
        ({"listing": {"url": ""}}, 'Write "/"'),
        ({"listing": {"entries": "a["}}, "selector 'a[' is not usable"),
        ({"listing": {"entry_date": "::text"}}, "not CSS"),
        ({"listing": {"next_page": "/page/2"}}, "has no {page}"),
        ({"listing": {"max_pages": 0}}, "greater than or equal to 1"),
        ({"listing": {"max_pages": "5"}}, "valid integer"),
        ({"listing": {"include": "("}}, "is no regular expression"),
        ({"listing": {"exclude": "a" * 501}}, "1 to 500 characters"),
        ({"extract": {"body": ["p", "p["]}}, "selector 'p['"),
        ({"extract": {"body": 5}}, "valid tuple"),
        ({"extract": {"author": "x"}}, "Extra inputs"),
        ({"schedule": {"every": "10"}}, "is no duration"),
        ({"schedule": {"every": "10m", "cron": "0 * * * *"}}, "exclude each other"),
        ({"schedule": {"cron": "0 * * * 1"}}, "numbers mean different days"),
        ({"schedule": {"cron": "0 * * * *", "adaptive": True}}, "Use every instead"),
        ({"schedule": {"min": "5m"}}, "do nothing without adaptive"),
        ({"schedule": {"every": "10m", "adaptive": True, "min": "20m"}}, "lies outside"),
        ({"schedule": {"every": "10m", "adaptive": True, "max": "5m"}}, "lies outside"),
        ({"fetch": {"delay": -1}}, "greater than or equal to 0"),
        ({"fetch": {"delay": float("nan")}}, "finite"),
        ({"fetch": {"delay": True}}, "valid number"),
        ({"fetch": {"concurrency": 0}}, "greater than or equal to 1"),
        ({"fetch": {"robots": False}}, "needs reason"),
        ({"fetch": {"javascript": True}}, "not supported by this version"),
        ({"fetch": {"headers": {"Cookie": "a=b"}}}, "write it as a key of cookies"),
        ({"fetch": {"headers": {"X": "a\r\nY: b"}}}, "is no header"),
        ({"fetch": {"headers": {"X": 1}}}, "is not text"),
        ({"fetch": {"headers": "X: 1"}}, "valid tuple"),
        ({"fetch": {"cookies": {"a": "b; c"}}}, "is no cookie"),
    ],
)
def test_what_cannot_work_is_refused_with_its_cause(changes, words):
    assert words in refusal(**changes)


def test_a_reason_allows_to_pass_over_robots_txt():
    assert not source(fetch={"robots": False, "reason": "our own site"}).fetch.robots


def test_two_listings_with_one_address_are_a_mistake():
    listing = {"url": "/news", "title": "A", "entries": "a"}
    twin = {"url": "https://www.example.com/news", "title": "B", "entries": "a"}
    with pytest.raises(ValidationError, match="two listings have the address"):
        Source.model_validate(source().model_dump(by_alias=True) | {"listing": [listing, twin]})


def test_a_source_without_listings_is_refused():
    with pytest.raises(ValidationError, match="nothing would be crawled"):
        Source.model_validate(source().model_dump(by_alias=True) | {"listing": []})


@pytest.mark.parametrize(
    ("schedule", "bounds"),
    [
        ({"every": "10m"}, (600, 600)),
        ({"every": "10m", "adaptive": True}, (600, 7200)),
        ({"every": "10m", "adaptive": True, "min": "5m", "max": "1h"}, (300, 3600)),
    ],
)
def test_an_interval_has_bounds(schedule, bounds):
    made = source(schedule=schedule).schedule
    assert (made.shortest, made.longest) == tuple(timedelta(seconds=bound) for bound in bounds)


def test_a_crontab_schedule_has_no_interval():
    made = source(schedule={"cron": "30  6 * * mon-fri"}).schedule
    assert made.cron == "30 6 * * mon-fri"
    assert (made.every, made.shortest, made.longest) == (None, None, None)
