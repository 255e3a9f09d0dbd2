from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from articles.hints import Pace, pace_of, rest_until

# a Monday
NOON = datetime(2026, 6, 1, 12, 30, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def feed(head: str, entries: str = "<item><ttl>5</ttl></item>") -> bytes:
    return f"<rss><channel>{head}{entries}</channel></rss>".encode()


@pytest.mark.parametrize(
    ("head", "pace"),
    [
        ("", Pace()),
        ("<ttl>60</ttl>", Pace(HOUR)),
        ("<TTL> 15 </TTL>", Pace(15 * MINUTE)),
        ("<ttl>-5</ttl><ttl>soon</ttl>", Pace()),
        ("<ttl>0</ttl>", Pace()),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", Pace(HOUR)),
        (
            "<sy:updatePeriod>\n\tdaily </sy:updatePeriod>"
            "<sy:updateFrequency> 4 </sy:updateFrequency>",
            Pace(6 * HOUR),
        ),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>",
         Pace(24 * HOUR)),
        ("<sy:updatePeriod>often</sy:updatePeriod>", Pace()),
        ("<ttl>30</ttl><sy:updatePeriod>hourly</sy:updatePeriod>", Pace(HOUR)),
        ("<skipHours><hour>0</hour><hour>24</hour><hour>99</hour></skipHours>",
         Pace(None, frozenset({0}))),
        ("<skipDays><day>Saturday</day><day>sunday</day><day>Someday</day></skipDays>",
         Pace(None, frozenset(), frozenset({5, 6}))),
    ],
)  # fmt: skip
def test_a_feed_says_how_often_it_changes(head: str, pace: Pace) -> None:
    assert pace_of(feed(head)) == pace


@pytest.mark.parametrize(
    ("pace", "cache", "rest"),
    [
        (Pace(), None, None),
        (Pace(), "no-cache", None),
        (Pace(), "public, max-age=600", 10 * MINUTE),
        (Pace(), 'Max-Age = "600"', 10 * MINUTE),
        (Pace(), "s-maxage=600", None),
        (Pace(), "max-age=0", None),
        (Pace(), "max-age=999999999", 24 * HOUR),
        (Pace(HOUR), "max-age=60", HOUR),
        (Pace(365 * 24 * HOUR), None, 24 * HOUR),
        (Pace(None, frozenset({12, 13})), None, 90 * MINUTE),
        (Pace(HOUR, frozenset({13})), None, 90 * MINUTE),
        (Pace(None, frozenset({15})), None, None),
        (Pace(None, frozenset(), frozenset({0})), None, 11 * HOUR + 30 * MINUTE),
        # a feed that never changes is looked at once a day
        (Pace(None, frozenset(range(24))), None, 24 * HOUR),
        (Pace(None, frozenset(), frozenset(range(7))), None, 24 * HOUR),
    ],
)
def test_a_listing_is_left_alone_as_it_asks_and_a_day_at_most(
    pace: Pace, cache: str | None, rest: timedelta | None
) -> None:
    until = rest_until(pace, cache, NOON)
    assert (until and until - NOON) == rest


@pytest.mark.parametrize("body", [b"", b"\x00\xff" * 99, b"<ttl>" * 99_999, b"<skipHours>" * 9_999])
def test_nonsense_says_nothing(body: bytes) -> None:
    assert pace_of(body) == Pace()
