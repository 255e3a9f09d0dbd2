from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.backoff import is_final, next_try, retry_after

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
URL = "https://news.example.com/1"


def wait(kind: str, attempts: int, asked: timedelta | None = None) -> timedelta:
    return next_try(kind, attempts, URL, NOW, asked) - NOW


@given(st.sampled_from(["dns", "http-503", "robots", "too-large"]), st.integers(1, 10_000))
def test_a_wait_is_never_hasty_and_never_for_good(kind: str, attempts: int) -> None:
    assert timedelta(minutes=4) <= wait(kind, attempts) <= timedelta(days=36)


def test_waits_double_to_their_longest() -> None:
    waits = [wait("timeout", attempts) for attempts in range(1, 12)]
    assert timedelta(minutes=4) <= waits[0] <= timedelta(minutes=6)
    assert timedelta(minutes=16) <= waits[2] <= timedelta(minutes=24)
    assert timedelta(hours=19) <= waits[-1] <= timedelta(hours=29)


def test_pages_that_failed_together_do_not_come_back_together() -> None:
    moments = {next_try("dns", 1, f"{URL}{number}", NOW) for number in range(100)}
    assert len(moments) > 50


def test_the_sites_own_wish_is_honoured_up_to_an_hour() -> None:
    assert wait("http-503", 1, timedelta(minutes=40)) == timedelta(minutes=40)
    assert wait("http-503", 1, timedelta(days=300)) == timedelta(hours=1)
    assert wait("http-503", 1, timedelta(seconds=1)) >= timedelta(minutes=4)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("120", timedelta(seconds=120)),
        ("Fri, 01 May 2026 12:30:00 GMT", timedelta(minutes=30)),
        ("Fri, 01 May 2020 12:30:00 GMT", timedelta()),
        ("-5", None),
        ("99999999999999999999", None),
        ("soon", None),
        ("", None),
        (None, None),
        ("Mon, 01 Jan 0001 00:00:00 +2359", timedelta()),
        ("Fri, 01 May 99999999999999999999 12:00:00 GMT", None),
    ],
)
def test_retry_after_is_read_in_both_forms(value: str | None, expected: timedelta | None) -> None:
    assert retry_after(value, NOW) == expected


def test_410_is_final_at_once_and_404_after_three_tries() -> None:
    assert is_final(410, 1)
    assert not is_final(404, 2)
    assert is_final(404, 3)
    assert not is_final(503, 99)
