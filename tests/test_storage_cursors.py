from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import CursorError
from storage.cursors import read, written

MOMENTS = st.datetimes(timezones=st.just(UTC))


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@given(MOMENTS, st.integers(1, 2**63 - 1))
def test_a_cursor_says_where_its_page_ended(moment: datetime, number: int) -> None:
    assert read(written(moment, number)) == (moment, number)


def test_a_cursor_is_one_word_whatever_the_zone() -> None:
    moment = datetime(2026, 5, 1, 20, tzinfo=timezone(timedelta(hours=8)))
    assert written(moment, 7) == written(moment.astimezone(UTC), 7)
    assert written(moment, 7).isascii()
    assert len(written(moment, 7).split()) == 1


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "7",
        "中",
        "====",
        "a" * 5_000,
        "\x00",
        encoded(""),
        encoded("2026-05-01T12:00:00+00:00"),
        encoded("2026-05-01T12:00:00+00:00|"),
        encoded("2026-05-01T12:00:00+00:00|x"),
        encoded("2026-05-01T12:00:00+00:00|0"),
        encoded("2026-05-01T12:00:00+00:00|-1"),
        encoded("2026-05-01T12:00:00+00:00| 7"),
        encoded(f"2026-05-01T12:00:00+00:00|{2**63}"),
        encoded(f"2026-05-01T12:00:00+00:00|{'9' * 5_000}"),
        encoded("2026-05-01T12:00:00|7"),
        encoded("2026-05-01T12:00:00+08:00|7"),
        encoded("0001-01-01T00:00:00+14:00|7"),
        encoded("|7"),
        written(datetime(2026, 5, 1, tzinfo=UTC), 7) + "=",
        " " + written(datetime(2026, 5, 1, tzinfo=UTC), 7),
    ],
)
def test_what_is_no_cursor_of_ours_is_refused(cursor: str) -> None:
    with pytest.raises(CursorError):
        read(cursor)


@given(st.text(max_size=80))
def test_no_text_does_worse_than_being_refused(cursor: str) -> None:
    try:
        moment, number = read(cursor)
    except CursorError:
        return
    assert written(moment, number) == cursor
