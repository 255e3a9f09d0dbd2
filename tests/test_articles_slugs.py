from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.slugs import post_path, slug

ANY_TEXT = st.text(
    st.characters(exclude_categories=()) | st.sampled_from("./\\-_ \0\n~:中😀e\u0301\u202e")
)
SLUGS = [
    ("重庆定下3万亿“小目标”！阿里、腾讯", "重庆定下3万亿-小目标-！阿里-腾讯"),
    ("Hello,  World!", "Hello-World!"),
    ("a_b - c.d", "a-b-c-d"),
    ("...", "post"),
    ("..", "post"),
    ("../../etc/passwd", "etc-passwd"),
    ("/", "post"),
    ("", "post"),
    (" \n ", "post"),
    ("“？”", "post"),
    ("-rf", "rf"),
    (".hidden", "hidden"),
    ("con", "post-con"),
    ("NUL", "post-NUL"),
    ("com1", "post-com1"),
    ("console", "console"),
    ("cafe\u0301", "café"),
    ("a\u200db", "ab"),
    ("a\x00b", "a-b"),
]


@pytest.mark.parametrize(("title", "expected"), SLUGS)
def test_a_title_has_a_readable_name(title: str, expected: str) -> None:
    assert slug(title) == expected


@pytest.mark.parametrize(
    ("title", "characters", "size"),
    [("a" * 500, 80, 80), ("中" * 500, 66, 198), ("😀" * 500, 50, 200), ("é" * 500, 80, 160)],
)
def test_a_long_title_is_cut_between_letters(title: str, characters: int, size: int) -> None:
    name = slug(title)
    assert (len(name), len(name.encode())) == (characters, size)
    assert title.startswith(name)


def test_no_gap_is_left_where_a_title_was_cut() -> None:
    assert slug("a" * 79 + " b") == "a" * 79


@given(ANY_TEXT)
def test_no_title_makes_an_unsafe_name(title: str) -> None:
    name = slug(title)
    assert name
    assert len(name) <= 85
    assert len(name.encode()) <= 205
    assert not re.search(r"[\x00-\x20/\\:*?\"'<>|.\x7f]", name)
    assert not name.startswith("-")
    assert not name.endswith("-")


AT = datetime(2021, 5, 9, 22, 56, 9, tzinfo=UTC)


def test_where_a_post_belongs() -> None:
    path = post_path(source="nbd", published_at=AT, title="重庆“小目标”", key="nbd.com.cn/1")
    assert path == PurePosixPath("nbd/2021/05/重庆-小目标-38fd6669.md")


def test_the_month_is_that_of_utc() -> None:
    beijing = datetime(2021, 6, 1, 6, 0, tzinfo=timezone(timedelta(hours=8)))
    path = post_path(source="nbd", published_at=beijing, title="题", key="k")
    assert path.parts[:3] == ("nbd", "2021", "05")


@given(ANY_TEXT, ANY_TEXT)
def test_no_article_leaves_its_folder(title: str, key: str) -> None:
    path = post_path(source="nbd", published_at=AT, title=title, key=key)
    assert path.parts[:3] == ("nbd", "2021", "05")
    assert len(path.parts) == 4
    assert ".." not in path.parts
    assert "\0" not in str(path)
    assert len(path.name.encode()) <= 216
    assert re.fullmatch(r".+-[0-9a-f]{8}\.md", path.name)
    assert path == post_path(source="nbd", published_at=AT, title=title, key=key)


@given(st.text(st.characters(codec="ascii")), st.text(st.characters(codec="ascii")))
def test_two_articles_of_one_title_have_two_files(one: str, other: str) -> None:
    paths = {post_path(source="nbd", published_at=AT, title="题", key=key) for key in (one, other)}
    assert len(paths) == len({one, other})
