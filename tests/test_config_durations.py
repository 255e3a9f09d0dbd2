from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.durations import parse_duration, show_duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("10m", 600), ("2h", 7200), ("1d", 86_400), ("1h30m", 5400), ("1h 30m", 5400)],
)
def test_durations_are_numbers_with_units(text, seconds):
    assert parse_duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "10", "m", "0s", "-5m", "1.5h", "10 minutes", "30m1h", 600])
def test_anything_else_is_refused_with_the_way_out(text):
    with pytest.raises(ValueError, match="Write a number and a unit"):
        parse_duration(text)


@given(st.integers(min_value=1, max_value=10**8))
def test_showing_is_parsing_backwards(seconds):
    duration = timedelta(seconds=seconds)
    assert parse_duration(show_duration(duration)) == duration


def test_zero_is_shown_although_it_cannot_be_asked_for():
    assert show_duration(timedelta()) == "0s"
