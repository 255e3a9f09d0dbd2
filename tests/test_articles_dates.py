from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.dates import http_date, parse_date
from articles.errors import DateError

BEIJING = "Asia/Shanghai"
NOW = datetime(2021, 5, 10, 4, 0, 0, tzinfo=UTC)
"""Noon in Beijing."""


def utc(*parts: int) -> datetime:
    day, clock = (*parts, 0, 0)[:3], (*parts[3:], 0, 0, 0, 0)
    hours, minutes, seconds, microseconds = clock[:4]
    rest = timedelta(hours=hours, minutes=minutes, seconds=seconds, microseconds=microseconds)
    return datetime(day[0], day[1], day[2], tzinfo=UTC) + rest


ABSOLUTE = [
    ("2021-05-10 06:56:09", utc(2021, 5, 9, 22, 56, 9)),
    ("2021-05-10 06:56", utc(2021, 5, 9, 22, 56)),
    ("2021-05-10", utc(2021, 5, 9, 16)),
    ("2021/5/1 8:05", utc(2021, 5, 1, 0, 5)),
    ("2021.05.01", utc(2021, 4, 30, 16)),
    ("2021年5月1日", utc(2021, 4, 30, 16)),
    ("2021年05月01日 08:30", utc(2021, 5, 1, 0, 30)),
    ("2021年5月1日8时30分", utc(2021, 5, 1, 0, 30)),
    ("2021年5月1日 下午3:20", utc(2021, 5, 1, 7, 20)),
    ("2021年5月1日 上午9:20", utc(2021, 5, 1, 1, 20)),
    ("2021年5月1日 晚上11点", utc(2021, 5, 1, 15)),
    ("2021年5月1日 中午12:05", utc(2021, 5, 1, 4, 5)),
    ("20210501", utc(2021, 4, 30, 16)),
    ("20210501 08:00:01", utc(2021, 5, 1, 0, 0, 1)),
    ("２０２１年５月１日　０８：３０", utc(2021, 5, 1, 0, 30)),
    ("  2021-05-01\n\t08:30  ", utc(2021, 5, 1, 0, 30)),
    ("发布时间：2021-05-01 08:30 来源：每日经济新闻", utc(2021, 5, 1, 0, 30)),
    ("每经记者 吴林静    2021-05-10 06:56:09", utc(2021, 5, 9, 22, 56, 9)),
]
ISO = [
    ("2021-05-10T06:56:09+08:00", utc(2021, 5, 9, 22, 56, 9)),
    ("2021-05-10T06:56:09+0800", utc(2021, 5, 9, 22, 56, 9)),
    ("2021-05-09T22:56:09Z", utc(2021, 5, 9, 22, 56, 9)),
    ("2021-05-09T22:56:09.250Z", utc(2021, 5, 9, 22, 56, 9, 250_000)),
    ("2021-05-09T18:56:09-04:00", utc(2021, 5, 9, 22, 56, 9)),
    ("2021-05-10T06:56", utc(2021, 5, 9, 22, 56)),
    ("2021-05-10T06:56:09", utc(2021, 5, 9, 22, 56, 9)),
    ("2021-05-09 22:56:09 +0000", utc(2021, 5, 9, 22, 56, 9)),
    ("2021-05-09 22:56:09 UTC", utc(2021, 5, 9, 22, 56, 9)),
    ("2021-05-09T18:56:09-04", utc(2021, 5, 9, 22, 56, 9)),
    ("2021-05-09 18:56:09 GMT-0400", utc(2021, 5, 9, 22, 56, 9)),
    ("2021-05-09 18:56:09 UTC-4", utc(2021, 5, 9, 22, 56, 9)),
    ("Sun May 09 2021 18:56:09 GMT-0400 (EDT)", utc(2021, 5, 9, 22, 56, 9)),
    ("2021-05-09 12:26:09 GMT-10:30", utc(2021, 5, 9, 22, 56, 9)),
    ("May 9, 2021 22:56 utc", utc(2021, 5, 9, 22, 56)),
    ("2021-05-10 06:56:09 ZAKER", utc(2021, 5, 9, 22, 56, 9)),
    ("2021-05-01 03:20 PM", utc(2021, 5, 1, 7, 20)),
]
MAIL = [
    ("Sun, 09 May 2021 22:56:09 GMT", utc(2021, 5, 9, 22, 56, 9)),
    ("Mon, 10 May 2021 06:56:09 +0800", utc(2021, 5, 9, 22, 56, 9)),
    ("09 May 2021 22:56:09 +0000", utc(2021, 5, 9, 22, 56, 9)),
    ("Sun, 09 May 2021 18:56:09 EDT", utc(2021, 5, 9, 22, 56, 9)),
    ("Mon, 10 May 2021 06:56:09", utc(2021, 5, 9, 22, 56, 9)),
    ("Sun, 09 May 2021 22:56:09 -0000", utc(2021, 5, 9, 22, 56, 9)),
]
ENGLISH = [
    ("May 9, 2021", utc(2021, 5, 8, 16)),
    ("May 9, 2021 at 8:30 pm", utc(2021, 5, 9, 12, 30)),
    ("Sept. 3rd, 2020, 12:15 a.m.", utc(2020, 9, 2, 16, 15)),
    ("9 May 2021", utc(2021, 5, 8, 16)),
    ("Published 9th December 2020 10:00", utc(2020, 12, 9, 2)),
    ("May 9, 2021 12:00 PM", utc(2021, 5, 9, 4)),
]
EPOCH = [
    ("1620600969", utc(2021, 5, 9, 22, 56, 9)),
    ("1620600969000", utc(2021, 5, 9, 22, 56, 9)),
]
RELATIVE = [
    ("刚刚", NOW),
    ("just now", NOW),
    ("30秒前", NOW - timedelta(seconds=30)),
    ("5分钟前", NOW - timedelta(minutes=5)),
    ("5 分钟 前", NOW - timedelta(minutes=5)),
    ("半小时前", NOW - timedelta(minutes=30)),
    ("3小时前", NOW - timedelta(hours=3)),
    ("2天前", NOW - timedelta(days=2)),
    ("1周前", NOW - timedelta(weeks=1)),
    ("1个月前", NOW - timedelta(days=30)),
    ("2年前", NOW - timedelta(days=730)),
    ("an hour ago", NOW - timedelta(hours=1)),
    ("2 hours ago", NOW - timedelta(hours=2)),
    ("10 mins ago", NOW - timedelta(minutes=10)),
    ("2 months ago", NOW - timedelta(days=60)),
    ("3 days ago", NOW - timedelta(days=3)),
    ("0分钟前", NOW),
    ("今天 08:30", utc(2021, 5, 10, 0, 30)),
    ("今天", utc(2021, 5, 9, 16)),
    ("昨天 08:30", utc(2021, 5, 9, 0, 30)),
    ("昨日下午3点", utc(2021, 5, 9, 7)),
    ("前天 23:59", utc(2021, 5, 8, 15, 59)),
    ("Yesterday 10:00", utc(2021, 5, 9, 2)),
    ("05-10 06:56", utc(2021, 5, 9, 22, 56)),
    ("5月10日 06:56", utc(2021, 5, 9, 22, 56)),
    ("12-31 23:00", utc(2020, 12, 31, 15)),
    ("5月11日", utc(2020, 5, 10, 16)),
    ("2月29日", utc(2020, 2, 28, 16)),
]


@pytest.mark.parametrize(("text", "moment"), ABSOLUTE + ISO + MAIL + ENGLISH + EPOCH + RELATIVE)
def test_a_text_names_a_moment(text: str, moment: datetime) -> None:
    found = parse_date(text, timezone=BEIJING, now=NOW)
    assert found == moment
    assert found.tzinfo is UTC


REFUSED = [
    ("", "no date is in it"),
    ("   ", "no date is in it"),
    ("Invalid Date", "no date is in it"),
    ("undefined", "no date is in it"),
    ("每日经济新闻", "no date is in it"),
    ("12345", "no date is in it"),
    ("03/04/2021", "cannot be told apart"),
    ("3/4/21 10:00", "cannot be told apart"),
    ("2021-02-30", "no such day or time"),
    ("2021-13-01", "no such day or time"),
    ("2021-05-01 25:00", "no such day or time"),
    ("2021-05-01 23:61", "no such day or time"),
    ("13月1日", "no such day or time"),
    ("2月30日", "no such day or time"),
    ("0000-00-00 00:00:00", "no such day or time"),
    ("1970-01-01 00:00:00", "before 1990"),
    ("1989年12月31日", "before 1990"),
    ("0000000000", "before 1990"),
    ("9999年前", "no such day or time"),
    ("2021-05-13", "in the future"),
    ("2121-05-10T06:56:09+08:00", "in the future"),
    ("9999999999999", "in the future"),
    ("9999-12-31T23:59:59-23:59", "no such day or time"),
    ("2021-05-10T06:56:09+99:99", "no such day or time"),
    ("0001-01-01T00:00:00+08:00", "no such day or time"),
    ("2" * 201, "longer than 200 characters"),
]


@pytest.mark.parametrize(("text", "why"), REFUSED)
def test_a_text_without_a_usable_date_is_refused(text: str, why: str) -> None:
    with pytest.raises(DateError, match=why):
        parse_date(text, timezone=BEIJING, now=NOW)


def test_a_day_or_two_ahead_is_no_future_yet() -> None:
    assert parse_date("2021-05-12 11:59", timezone=BEIJING, now=NOW) == utc(2021, 5, 12, 3, 59)
    with pytest.raises(DateError, match="in the future"):
        parse_date("2021-05-12 12:01", timezone=BEIJING, now=NOW)


@pytest.mark.parametrize(
    ("zone", "moment"),
    [
        ("Asia/Shanghai", utc(2021, 1, 15, 4)),
        ("UTC", utc(2021, 1, 15, 12)),
        ("America/New_York", utc(2021, 1, 15, 17)),
        ("Asia/Kolkata", utc(2021, 1, 15, 6, 30)),
    ],
)
def test_the_sources_zone_counts_where_the_text_names_none(zone: str, moment: datetime) -> None:
    assert parse_date("2021-01-15 12:00", timezone=zone, now=NOW) == moment
    assert parse_date("2021-01-15T12:00:00Z", timezone=zone, now=NOW) == utc(2021, 1, 15, 12)


def test_today_is_the_sources_day() -> None:
    just_past_midnight = utc(2021, 5, 9, 16, 30)
    at = parse_date("今天 00:10", timezone=BEIJING, now=just_past_midnight)
    assert at == utc(2021, 5, 9, 16, 10)
    assert parse_date("昨天", timezone="UTC", now=just_past_midnight) == utc(2021, 5, 8)


def test_now_in_any_zone_is_the_same_now() -> None:
    local = NOW.astimezone(timezone(timedelta(hours=8)))
    assert parse_date("3小时前", timezone=BEIJING, now=local) == NOW - timedelta(hours=3)
    assert parse_date("昨天 08:30", timezone=BEIJING, now=local) == utc(2021, 5, 9, 0, 30)


DATE_LIKE = st.text(
    alphabet="0123456789-/:. TZ+年月日时分秒前天小周个半上下午今昨晚agoMySunmt,，", max_size=40
)


@given(st.text() | DATE_LIKE)
def test_any_text_is_a_date_or_a_date_error(text: str) -> None:
    try:
        found = parse_date(text, timezone=BEIJING, now=NOW)
    except DateError:
        return
    assert found.tzinfo is UTC
    assert utc(1990, 1, 1) <= found <= NOW + timedelta(days=2)


FIRST_DAY = utc(1990, 1, 2)
MOMENTS = st.integers(0, int((NOW - FIRST_DAY).total_seconds())).map(
    lambda seconds: FIRST_DAY + timedelta(seconds=seconds)
)
SHAPES = [
    "{0:%Y-%m-%d %H:%M:%S}",
    "{0:%Y}年{0:%m}月{0:%d}日 {0:%H}:{0:%M}:{0:%S}",
    "{0:%Y/%m/%d %H:%M:%S}",
    "{0:%Y-%m-%dT%H:%M:%S}Z",
    "{0:%Y%m%d %H:%M:%S}",
    "发布于 {0:%Y-%m-%d %H:%M:%S} 来源",
]


@given(MOMENTS, st.sampled_from(SHAPES))
def test_every_moment_is_read_back(moment: datetime, shape: str) -> None:
    assert parse_date(shape.format(moment), timezone="UTC", now=NOW) == moment


@given(MOMENTS)
def test_a_written_date_is_read_back(moment: datetime) -> None:
    assert parse_date(http_date(moment), timezone=BEIJING, now=NOW) == moment


@given(st.integers(1, 12), st.integers(1, 28), st.integers(0, 10**9))
def test_a_date_without_a_year_is_never_ahead(month: int, day: int, seconds: int) -> None:
    now = FIRST_DAY + timedelta(days=400, seconds=seconds)
    found = parse_date(f"{month}月{day}日", timezone="UTC", now=now)
    assert now - timedelta(days=367) < found <= now
    assert (found.month, found.day) == (month, day)


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (utc(2021, 5, 9, 22, 56, 9), "Sun, 09 May 2021 22:56:09 GMT"),
        (utc(2021, 6, 21, 13, 3), "Mon, 21 Jun 2021 13:03:00 GMT"),
        (datetime(2021, 5, 10, 6, 56, 9, tzinfo=timezone(timedelta(hours=8))), "Sun, 09 May 2021 22:56:09 GMT"),
        (utc(2024, 2, 29), "Thu, 29 Feb 2024 00:00:00 GMT"),
        (utc(990, 1, 1), "Fri, 01 Jan 0990 00:00:00 GMT"),
    ],
)  # fmt: skip
def test_an_http_date(moment: datetime, text: str) -> None:
    assert http_date(moment) == text
