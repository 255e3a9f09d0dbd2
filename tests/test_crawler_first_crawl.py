from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from articles.types import ListingEntry
from crawler.first_crawl import Gathered, from_before, left_alone

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def entry(name: str, days_ago: int | None = None, **more: object) -> ListingEntry:
    at = None if days_ago is None else NOW - timedelta(days=days_ago)
    return ListingEntry(url=f"https://a.example/{name}", channel="All", published=at, **more)


def names(urls: frozenset[str]) -> str:
    return "".join(sorted(url.rpartition("/")[2] for url in urls))


DATED = [entry("a", 5), entry("b", 1), entry("c", 3), entry("d", 2)]
UNDATED = [entry("a"), entry("b"), entry("c"), entry("d")]
MIXED = [entry("a"), entry("b", 1), entry("c"), entry("d", 9)]


@pytest.mark.parametrize(
    ("entries", "limit", "left"),
    [
        (DATED, 2, "ac"),
        (DATED, 4, ""),
        (DATED, 9, ""),
        (DATED, 0, "abcd"),
        (UNDATED, 1, "bcd"),
        (MIXED, 3, "d"),
        (MIXED, 1, "bcd"),
        ([], 3, ""),
    ],
)
def test_all_but_the_newest_are_left_alone(
    entries: list[ListingEntry], limit: int, left: str
) -> None:
    assert names(left_alone(entries, limit=limit, since=None)) == left


def test_a_day_to_begin_with_says_what_to_take() -> None:
    since = NOW - timedelta(days=2)
    assert names(left_alone(DATED, limit=1, since=since)) == "ac"
    assert names(left_alone(UNDATED, limit=1, since=since)) == ""


def test_a_change_counts_as_an_entrys_time() -> None:
    changed = entry("e", 9, changed=NOW)
    assert names(left_alone([changed, *DATED], limit=1, since=None)) == "abcd"


def test_what_was_there_before_is_told_by_its_date() -> None:
    read_at = NOW - timedelta(days=1)
    assert names(from_before([*DATED, entry("e")], read_at, undated=True)) == "ae"
    assert names(from_before([*DATED, entry("e")], read_at, undated=False)) == "a"


def test_an_article_is_gathered_once() -> None:
    gathered = Gathered(())
    gathered.add([entry("a", 1), entry("b")])
    gathered.add([entry("a?utm_source=x"), entry("c")])
    assert [one.url[-1] for one in gathered.entries] == ["a", "b", "c"]
    assert len(gathered) == 3
