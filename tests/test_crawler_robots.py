from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from protego import Protego
from scrapy.http import TextResponse

from crawler.robots import RobotsCache, Rules, _parsed

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
URL = "http://news.example.com/a/1"


def rules(text: str | bytes, status: int = 200) -> Rules:
    body = text if isinstance(text, bytes) else text.encode()
    return Rules(NOW, _parsed(TextResponse(URL, status=status, body=body)))


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        ("5", 5), ("0.5", 0.5), ("1e9", 60), ("99999999999", 60), ("inf", 0), ("nan", 0),
        ("-5", 0), ("soon", 0), ("", 0), ("1e400", 0), ("٣", 3),
    ],
)  # fmt: skip
def test_a_crawl_delay_is_honoured_up_to_a_minute(asked: str, seconds: float) -> None:
    assert rules(f"User-agent: *\nCrawl-delay: {asked}\n").delay("newsmill") == seconds


def test_a_mark_before_the_first_line_is_no_part_of_it() -> None:
    assert not rules("\ufeffUser-agent: *\nDisallow: /\n").allows(URL, "newsmill")


def test_what_follows_500_kib_is_not_read() -> None:
    filler = "# more\n" * 80_000
    assert rules(f"User-agent: *\n{filler}Disallow: /\n").allows(URL, "newsmill")
    assert not rules(f"User-agent: *\nDisallow: /\n{filler}").allows(URL, "newsmill")


@pytest.mark.parametrize("status", [204, 304, 401, 403, 404, 410])
def test_no_file_means_no_rules(status: int) -> None:
    assert rules("User-agent: *\nDisallow: /\n", status).allows(URL, "newsmill")


def test_bytes_that_are_no_text_allow_everything() -> None:
    assert rules(bytes(range(256)) * 2_000).allows(URL, "newsmill")


def test_patterns_that_a_backtracking_matcher_dies_of_are_matched_at_once() -> None:
    evil = f"User-agent: *\nDisallow: /{'*a' * 500}b$\n"
    assert rules(evil).allows(f"http://news.example.com/{'a' * 2_000}", "newsmill")


def test_rules_are_kept_for_a_day_at_most() -> None:
    cache = RobotsCache()
    kept = Rules(NOW, Protego.parse(""))
    cache.put("http://a.example", kept)
    assert cache.get("http://a.example", NOW + timedelta(hours=23)) is kept
    assert cache.get("http://a.example", NOW + timedelta(hours=25)) is None
