from __future__ import annotations

import re

import pytest
from apscheduler.triggers.cron import CronTrigger
from hypothesis import given
from hypothesis import strategies as st

from config.cron import check_cron


def fields(low, high, names=()):
    value = st.integers(low, high).map(str)
    pair = st.tuples(st.integers(low, high), st.integers(low, high)).map(sorted)
    spans = pair.map(lambda ends: f"{ends[0]}-{ends[1]}")
    steps = st.integers(1, high - low).map(lambda step: f"*/{step}")
    stepped = st.tuples(st.integers(low, high - 2), st.integers(1, 2)).map(
        lambda two: f"{two[0]}-{two[0] + 2}/{two[1]}"
    )
    part = st.one_of(st.just("*"), value, spans, steps, stepped)
    return st.lists(st.sampled_from(names) if names else part, min_size=1, max_size=3).map(",".join)


DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "mon-fri", "*")


@given(
    st.tuples(fields(0, 59), fields(0, 23), fields(1, 31), fields(1, 12), fields(0, 6, DAYS)).map(
        " ".join
    )
)
def test_what_is_accepted_the_scheduler_understands(text):
    assert CronTrigger.from_crontab(check_cron(text), timezone="UTC")


@pytest.mark.parametrize("text", ["30 6 * * mon-fri", "*/15  8-20 1,15 jan-jun *", "0 0 1 1 sun"])
def test_crontab_expressions_are_kept(text):
    assert check_cron(text) == " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("* * * *", "has 4 fields"),
        ("@daily", "has 1 fields"),
        ("60 * * * *", "minute '60' is not between 0 and 59"),
        ("* 24 * * *", "hour '24'"),
        ("* * 0 * *", "day of month '0'"),
        ("* * * 13 *", "month '13'"),
        ("* * * foo *", "month 'foo'"),
        ("* * * * 1-5", "numbers mean different days"),
        ("* * * * funday", "Write names, mon to sun"),
        ("30-10 * * * *", "runs backwards"),
        ("*/0 * * * *", "a step goes from 1 to 59"),
        ("*/60 * * * *", "a step goes from 1 to 59"),
        ("10-20/11 * * * *", "a step goes from 1 to 10"),
        ("5-5/1 * * * *", "a step needs a range"),
        ("* * * jan-jun/2 *", "a step needs numbers"),
        ("5/10 * * * *", "a step needs a range"),
        ("a;b * * * *", "is no minute"),
        (", * * * *", "is no minute"),
    ],
)
def test_the_wrong_field_is_named(text, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        check_cron(text)
