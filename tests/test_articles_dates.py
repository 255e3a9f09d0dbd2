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
    ("2021年5月9日星期日 08:30", utc(2021, 5, 9, 0, 30)),
    ("2021年5月9日（星期日）08:30", utc(2021, 5, 9, 0, 30)),
    ("2021-05-09 周日 08:30:15", utc(2021, 5, 9, 0, 30, 15)),
    ("2021-05-09 Sun 08:30", utc(2021, 5, 9, 0, 30)),
    ("2021年5月10日 上午8点", utc(2021, 5, 10)),
    ("2021年5月9日 上午8点半", utc(2021, 5, 9, 0, 30)),
    ("2021年5月9日 下午3点一刻", utc(2021, 5, 9, 7, 15)),
    ("2021年5月9号 凌晨0点5分", utc(2021, 5, 8, 16, 5)),
    ("2021年5月9日 凌晨12:30", utc(2021, 5, 8, 16, 30)),
    ("2021年5月9日 中午1点", utc(2021, 5, 9, 5)),
    ("2021年5月9日 中午11:50", utc(2021, 5, 9, 3, 50)),
    ("2021年5月9日 下午12:30", utc(2021, 5, 9, 4, 30)),
    ("2021年5月9日 晚上12点", utc(2021, 5, 9, 16)),
    ("2021-05-09 24:00", utc(2021, 5, 9, 16)),
    ("二〇二一年五月九日", utc(2021, 5, 8, 16)),
    ("二零二零年十二月三十一日 08:30", utc(2020, 12, 31, 0, 30)),
    ("25/12/2020 08:30", utc(2020, 12, 25, 0, 30)),
    ("12/25/2020 8:30 AM", utc(2020, 12, 25, 0, 30)),
    ("05/05/2021", utc(2021, 5, 4, 16)),
    ("25-12-2020", utc(2020, 12, 24, 16)),
    ("9.5.2021, 08:30 Uhr", utc(2021, 5, 9, 0, 30)),
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
    ("2021-05-09T22:56:09,250Z", utc(2021, 5, 9, 22, 56, 9, 250_000)),
    ("2021-05-10T06:56:09,250+08:00", utc(2021, 5, 9, 22, 56, 9, 250_000)),
    ("2021-05-10 06:56:09,250", utc(2021, 5, 9, 22, 56, 9)),
    ("2021-05-09T22:56:09.123456789Z", utc(2021, 5, 9, 22, 56, 9, 123_456)),
    ("2021-05-09t22:56:09z", utc(2021, 5, 9, 22, 56, 9)),
    ("20210509T225609Z", utc(2021, 5, 9, 22, 56, 9)),
    ("20210510T0656", utc(2021, 5, 9, 22, 56)),
    ("2021-05-09T22:56:09 +0000", utc(2021, 5, 9, 22, 56, 9)),
    ("2021-05-08T24:00:00Z", utc(2021, 5, 9)),
    ("2021-05-09 22:56:09+00", utc(2021, 5, 9, 22, 56, 9)),
    ("2021-05-09 18:56:09 EDT", utc(2021, 5, 9, 22, 56, 9)),
    ("2021-05-10 06:56:09 CST", utc(2021, 5, 9, 22, 56, 9)),
    ("2021-05-09 22:56 (UTC+0)", utc(2021, 5, 9, 22, 56)),
    ("2021-05-10 06:56:09 北京时间", utc(2021, 5, 9, 22, 56, 9)),
]
MAIL = [
    ("Sun, 09 May 2021 22:56:09 GMT", utc(2021, 5, 9, 22, 56, 9)),
    ("Mon, 10 May 2021 06:56:09 +0800", utc(2021, 5, 9, 22, 56, 9)),
    ("09 May 2021 22:56:09 +0000", utc(2021, 5, 9, 22, 56, 9)),
    ("Sun, 09 May 2021 18:56:09 EDT", utc(2021, 5, 9, 22, 56, 9)),
    ("Mon, 10 May 2021 06:56:09", utc(2021, 5, 9, 22, 56, 9)),
    ("Sun, 09 May 2021 22:56:09 -0000", utc(2021, 5, 9, 22, 56, 9)),
    ("Sun, 9 May 2021 22:56 +0000", utc(2021, 5, 9, 22, 56)),
    ("Sun,09 May 2021 22:56:09 GMT", utc(2021, 5, 9, 22, 56, 9)),
    ("Mon, 09 May 2021 22:56:09 GMT", utc(2021, 5, 9, 22, 56, 9)),
    ("Sunday, 09 May 2021 22:56:09 +0000", utc(2021, 5, 9, 22, 56, 9)),
    ("Sunday, 09-May-21 22:56:09 GMT", utc(2021, 5, 9, 22, 56, 9)),
    ("Sun, 9 May 21 22:56:09 GMT", utc(2021, 5, 9, 22, 56, 9)),
    ("Sun, 9 May 99 22:56:09 EST", utc(1999, 5, 10, 3, 56, 9)),
    ("Sun, 09 May 2021 22:56:09 UT", utc(2021, 5, 9, 22, 56, 9)),
    ("Sun, 09 May 2021 22:56:09 Z", utc(2021, 5, 9, 22, 56, 9)),
    ("Sun, 09 May 2021 17:56:09 EST", utc(2021, 5, 9, 22, 56, 9)),
    ("Sun, 09 May 2021 15:56:09 PDT", utc(2021, 5, 9, 22, 56, 9)),
    ("Mon, 10 May 2021 00:56:09 CEST", utc(2021, 5, 9, 22, 56, 9)),
    ("Mon, 10 May 2021 06:56:09 GMT+8", utc(2021, 5, 9, 22, 56, 9)),
    ("Mon, 10 May 2021 06:56:09 GMT+0800", utc(2021, 5, 9, 22, 56, 9)),
    ("Mon, 10 May 2021 06:56:09 +08:00", utc(2021, 5, 9, 22, 56, 9)),
    ("Sat, 08 May 2021 24:00:00 GMT", utc(2021, 5, 9)),
    ("Sun, May 9, 2021 22:56:09 GMT", utc(2021, 5, 9, 22, 56, 9)),
    ("Mon May 10 06:56:09 CST 2021", utc(2021, 5, 9, 22, 56, 9)),
    ("Mon May 10 06:56:09 +0800 2021", utc(2021, 5, 9, 22, 56, 9)),
    ("Mon May 10 06:56:09 2021", utc(2021, 5, 9, 22, 56, 9)),
]
ENGLISH = [
    ("May 9, 2021", utc(2021, 5, 8, 16)),
    ("May 9, 2021 at 8:30 pm", utc(2021, 5, 9, 12, 30)),
    ("Sept. 3rd, 2020, 12:15 a.m.", utc(2020, 9, 2, 16, 15)),
    ("9 May 2021", utc(2021, 5, 8, 16)),
    ("Published 9th December 2020 10:00", utc(2020, 12, 9, 2)),
    ("May 9, 2021 12:00 PM", utc(2021, 5, 9, 4)),
    ("May 9, 2021 12:30 AM", utc(2021, 5, 8, 16, 30)),
    ("May 9, 2021, 8 PM", utc(2021, 5, 9, 12)),
    ("May 9, 2021 | 8:30 a.m.", utc(2021, 5, 9, 0, 30)),
    ("May 9, 2021 8:30 AM EST", utc(2021, 5, 9, 13, 30)),
    ("May 9, 2021 at 8:30 a.m. EDT", utc(2021, 5, 9, 12, 30)),
    ("May 9, 2021, 8:30 a.m. ET", utc(2021, 5, 9, 12, 30)),
    ("January 9, 2021, 8:30 a.m. ET", utc(2021, 1, 9, 13, 30)),
    ("May 9, 2021 08:30 PDT", utc(2021, 5, 9, 15, 30)),
    ("May 9, 2021 08:30 PT", utc(2021, 5, 9, 15, 30)),
    ("9 May 2021 08:30 BST", utc(2021, 5, 9, 7, 30)),
    ("9 May 2021 08:30 GMT+8", utc(2021, 5, 9, 0, 30)),
    ("9 May 2021 08:30 HKT", utc(2021, 5, 9, 0, 30)),
    ("9 May 2021 08:30 Est. 1900", utc(2021, 5, 9, 0, 30)),
    ("9th of May 2021", utc(2021, 5, 8, 16)),
    ("09-May-2021 08:30", utc(2021, 5, 9, 0, 30)),
]
EPOCH = [
    ("1620600969", utc(2021, 5, 9, 22, 56, 9)),
    ("1620600969000", utc(2021, 5, 9, 22, 56, 9)),
    ("1620600969123", utc(2021, 5, 9, 22, 56, 9, 123_000)),
    ("1620600969.0", utc(2021, 5, 9, 22, 56, 9)),
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
    ("一小时前", NOW - timedelta(hours=1)),
    ("两小时前", NOW - timedelta(hours=2)),
    ("十二分钟前", NOW - timedelta(minutes=12)),
    ("二十天前", NOW - timedelta(days=20)),
    ("半个小时前", NOW - timedelta(minutes=30)),
    ("two hours ago", NOW - timedelta(hours=2)),
    ("half an hour ago", NOW - timedelta(minutes=30)),
    ("2h ago", NOW - timedelta(hours=2)),
    ("5m ago", NOW - timedelta(minutes=5)),
    ("3d ago", NOW - timedelta(days=3)),
    ("今天08:30", utc(2021, 5, 10, 0, 30)),
    ("今晨6:30", utc(2021, 5, 9, 22, 30)),
    ("昨晚8点", utc(2021, 5, 9, 12)),
    ("昨夜23:10", utc(2021, 5, 9, 15, 10)),
    ("大前天 08:30", utc(2021, 5, 7, 0, 30)),
    ("Today, 08:30", utc(2021, 5, 10, 0, 30)),
    ("today at 8:30 AM", utc(2021, 5, 10, 0, 30)),
    ("Yesterday at 8:30 pm ET", utc(2021, 5, 10, 0, 30)),
    ("11月20日", utc(2020, 11, 19, 16)),
    ("11月20日 08:30", utc(2020, 11, 20, 0, 30)),
    ("May 10", utc(2021, 5, 9, 16)),
    ("May 11", utc(2020, 5, 10, 16)),
    ("Dec. 31, 8:30 PM", utc(2020, 12, 31, 12, 30)),
    ("31 December 08:30", utc(2020, 12, 31, 0, 30)),
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
    ("03-04-2021", "cannot be told apart"),
    ("05/09 08:30", "cannot be told apart"),
    ("21-05-09 08:30", "cannot be told apart"),
    ("31/31/2020", "no such day or time"),
    ("30/02/2021", "no such day or time"),
    ("31.13.2020", "no such day or time"),
    ("February 30", "no such day or time"),
    ("May 32, 2021", "no such day or time"),
    ("2021-05-09 24:01", "no such day or time"),
    ("2021-05-09 08:30 +9900", "no such day or time"),
    ("2021-05-09 08:30 GMT+25", "no such day or time"),
    ("十十十天前", "no such day or time"),
    ("9 May 2021 08:30 IST", "the zone has several meanings"),
    ("2021年5月", "no date is in it"),
    ("08:30", "no date is in it"),
    ("星期一 08:30", "no date is in it"),
    ("Marathon 10", "no date is in it"),
    ("maybe 9 of them", "no date is in it"),
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


@pytest.mark.parametrize(
    ("text", "zone", "moment"),
    [
        ("9 May 2021 08:30 CST", "Asia/Shanghai", utc(2021, 5, 9, 0, 30)),
        ("9 May 2021 08:30 CST", "Asia/Taipei", utc(2021, 5, 9, 0, 30)),
        ("9 May 2021 08:30 CST", "America/Chicago", utc(2021, 5, 9, 13, 30)),
        ("9 May 2021 08:30 CST", "Europe/London", utc(2021, 5, 9, 14, 30)),
        ("9 May 2021 08:30 IST", "Asia/Kolkata", utc(2021, 5, 9, 3, 0)),
        ("9 May 2021 08:30 IST", "Europe/Dublin", utc(2021, 5, 9, 7, 30)),
        ("9 May 2021 08:30 EST", "America/New_York", utc(2021, 5, 9, 12, 30)),
        ("9 May 2021 08:30 EST", "Asia/Shanghai", utc(2021, 5, 9, 13, 30)),
    ],
)
def test_an_abbreviation_of_the_sources_zone_is_that_zone(
    text: str, zone: str, moment: datetime
) -> None:
    assert parse_date(text, timezone=zone, now=NOW) == moment


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
    alphabet="0123456789-/:. TZ+年月日时分秒前天小周个半上下午今昨晚夜晨一十刻agoMySunEICSmt,(，",
    max_size=40,
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
