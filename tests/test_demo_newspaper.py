"""The demo newspaper: the same for the same seed, with numbers that depend on time alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from demo import Newspaper
from demo.errors import SizeError, UnknownArticleError
from demo.moments import http_date, unchanged
from demo.sample import SAMPLE_ID

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def paths(paper: Newspaper) -> list[str]:
    return [article.path for article in paper.edition.articles]


def test_a_smaller_newspaper_is_the_newest_part_of_a_larger_one() -> None:
    small, large = Newspaper.printed(61), Newspaper.printed(200)
    sample = next(path for path in paths(small) if str(SAMPLE_ID) in path)
    assert [path for path in paths(small) if path != sample] == [
        path for path in paths(large) if path != sample
    ][:60]


def test_numbers_grow_with_time_and_none_comes_twice() -> None:
    articles = Newspaper.printed(2_000).edition.articles
    assert all(newer.id > older.id for newer, older in pairwise(articles))
    assert articles[-1].id > 0
    assert len({article.title for article in articles}) == 2_000


def test_a_restarted_newspaper_gives_what_comes_out_at_a_time_the_same_address() -> None:
    first, restarted = Newspaper.printed(61), Newspaper.printed(61)
    moments = [NOW + timedelta(minutes=7 * step) for step in range(5)]
    added = [first.add(moment).article for moment in moments]
    again = [restarted.add(moment).article for moment in moments[3:]]
    assert [article.path for article in again] == [article.path for article in added[3:]]


def test_an_address_means_no_other_article_after_a_restart() -> None:
    first, restarted = Newspaper.printed(61), Newspaper.printed(61)
    before = {first.add(NOW + timedelta(minutes=step)).article.path for step in range(5)}
    after = {restarted.add(NOW + timedelta(minutes=9 + step)).article.path for step in range(5)}
    assert len(before | after) == 10


def test_articles_of_one_minute_have_numbers_of_their_own() -> None:
    paper = Newspaper.printed(61)
    added = [paper.add(NOW).article for _ in range(5)]
    paper.remove(added[-1].id, NOW, status=410)
    added.append(paper.add(NOW).article)
    assert [article.id for article in added] == list(range(added[0].id, added[0].id + 6))


def test_what_is_not_there_cannot_be_changed() -> None:
    paper = Newspaper.printed(1)
    assert paths(paper)[0].endswith(f"{SAMPLE_ID}.html")
    for change in (paper.update, paper.remove):
        with pytest.raises(UnknownArticleError, match="42"):
            change(42, NOW)
    with pytest.raises(SizeError):
        Newspaper.printed(0)


@pytest.mark.parametrize(
    ("since", "same"),
    [
        ("Sat, 28 Nov 2026 12:00:00 GMT", True),
        ("Sat, 28 Nov 2026 11:59:59 GMT", False),
        ("Mon, 01 Jan 0001 00:00:00 +2359", False),
        ("Fri, 31 Dec 9999 23:59:59 -2359", False),
        ("Sat, 28 Nov 99999999999999999999 12:00:00 GMT", False),
        ("yesterday", False),
        ("", False),
    ],
)
def test_a_date_that_cannot_be_asks_for_the_page(since: str, same: bool) -> None:
    assert unchanged('W/"x"', http_date(NOW), None, since) is same
