"""Lists: each filter, whole pages in any order of events, and each by an index."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from storage_world import NOW, SITE, article, fresh, later, lease, plans, sqlite_only

from storage import CursorError, Storage
from storage.types import RecordFilter

pytestmark = pytest.mark.usefixtures("each_database")


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with fresh(tmp_path) as opened:
        yield opened


def listed(storage: Storage, limit: int = 50, **chosen: Any) -> list[str]:
    """Return the paths of all that a filter lets through, page by page."""
    found: list[str] = []
    cursor: str | None = None
    while True:
        page = storage.records.list(RecordFilter(**chosen), after=cursor, limit=limit)
        assert 0 < len(page.rows) <= limit or cursor is None
        found += [one.url.removeprefix(f"{SITE}/") for one in page.rows]
        if page.next_cursor is None:
            return found
        cursor = page.next_cursor


@pytest.fixture
def library(storage: Storage) -> Storage:
    """Six records: two sources, three channels, an hour apart, one withdrawn."""
    for hour, path, channel, source in [
        (1, "1", "要闻", "news"),
        (2, "2", "公司", "news"),
        (3, "3", "要闻", "news"),
        (4, "4", "要闻", "other"),
        (5, "5", "公司", "other"),
        (6, "6", "要闻", "news"),
    ]:
        made = article(
            path,
            source=source,
            categories=("金融", source, channel),
            published_at=later(hours=hour),
        )
        held = lease(storage, "3") if path == "3" else None
        storage.records.save(made, held, 1, NOW)
    storage.frontier.gone(lease(storage, "3"), 1, NOW)
    return storage


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({}, "654321"),
        ({"source": "news"}, "6321"),
        ({"source": "none"}, ""),
        ({"category": "要闻"}, "6431"),
        ({"category": "金融"}, "654321"),
        ({"category": "none"}, ""),
        ({"since": later(hours=3)}, "6543"),
        ({"until": later(hours=3)}, "21"),
        ({"since": later(hours=2), "until": later(hours=5)}, "432"),
        ({"status": "current"}, "65421"),
        ({"status": "withdrawn"}, "3"),
        ({"source": "news", "category": "要闻"}, "631"),
        ({"source": "news", "status": "withdrawn"}, "3"),
        ({"source": "other", "category": "公司", "since": later(hours=5)}, "5"),
        ({"category": "要闻", "status": "current", "until": later(hours=6)}, "41"),
        ({"source": "news", "category": "要闻", "status": "withdrawn"}, "3"),
    ],
)
@pytest.mark.parametrize("limit", [1, 2, 50])
def test_a_filter_narrows_and_its_pages_are_whole(
    library: Storage, chosen: dict[str, Any], expected: str, limit: int
) -> None:
    assert "".join(listed(library, limit, **chosen)) == expected
    assert library.records.count(RecordFilter(**chosen)) == len(expected)


def test_hostile_names_find_nothing_and_break_nothing(storage: Storage) -> None:
    for word in ("\x00", "\ud800", "'" * 500, "%" * 500):
        assert listed(storage, source=word, category=word) == []


def test_records_of_one_moment_are_listed_each_once(storage: Storage) -> None:
    for number in range(25):
        storage.records.save(article(str(number)), None, 1, NOW)
    assert listed(storage, limit=4) == [str(number) for number in range(24, -1, -1)]
    assert listed(storage, limit=4, category="要闻") == [str(n) for n in range(24, -1, -1)]


@pytest.mark.parametrize("chosen", [{}, {"source": "news"}, {"category": "要闻"}])
def test_pages_are_whole_and_repeat_nothing_while_records_come_and_go(
    storage: Storage, chosen: dict[str, Any]
) -> None:
    for number in range(40):
        storage.records.save(
            article(f"old{number}", published_at=later(minutes=number)), None, 1, NOW
        )
    seen: list[str] = []
    cursor: str | None = None
    for step in itertools.count():
        page = storage.records.list(RecordFilter(**chosen), after=cursor, limit=7)
        seen += [one.url.removeprefix(f"{SITE}/") for one in page.rows]
        for minutes in (-step, 100 + step):
            storage.records.save(
                article(f"new{minutes}", published_at=later(minutes=minutes)), None, 1, NOW
            )
        storage.records.delete([page.rows[0].id])
        cursor = page.next_cursor
        if cursor is None:
            break
    assert len(seen) == len(set(seen))
    assert [one for one in seen if one.startswith("old")] == [f"old{n}" for n in range(39, -1, -1)]


def test_iterating_yields_whole_records_newest_first(library: Storage) -> None:
    found = list(library.records.iterate(RecordFilter(source="news")))
    assert [one.article.url[-1] for one in found] == ["6", "3", "2", "1"]
    assert found[1] == library.records.get(3)


def test_iterating_is_whole_beyond_one_chunk(storage: Storage) -> None:
    for number in range(450):
        storage.writer.submit(storage.records.save, article(str(number)), None, 1, NOW)
    storage.writer.close()
    assert [one.id for one in storage.records.iterate(RecordFilter())] == list(range(450, 0, -1))


def test_a_line_of_a_list_has_what_people_look_for(library: Storage) -> None:
    (one,) = library.records.list(RecordFilter(status="withdrawn")).rows
    assert (one.id, one.source, one.url, one.title) == (3, "news", f"{SITE}/3", "题目3")
    assert (one.categories, one.published_at) == (("金融", "news", "要闻"), later(hours=3))
    assert (one.version, one.status, one.author) == (1, "withdrawn", "每经网")


def test_the_last_page_has_no_cursor(library: Storage) -> None:
    assert library.records.list(RecordFilter(), limit=6).next_cursor is None
    assert library.records.list(RecordFilter(), limit=5).next_cursor is not None


@pytest.mark.parametrize("limit", [0, -1])
def test_a_page_without_rows_is_refused(storage: Storage, limit: int) -> None:
    with pytest.raises(ValueError, match=f"a page of {limit} rows"):
        storage.records.list(RecordFilter(), limit=limit)


def test_an_unknown_status_is_refused(storage: Storage) -> None:
    with pytest.raises(ValueError, match="'deleted' is neither current nor withdrawn"):
        storage.records.list(RecordFilter(status="deleted"))


def test_a_foreign_cursor_is_refused(storage: Storage) -> None:
    with pytest.raises(CursorError, match="'7' is no cursor: take the one that the page before"):
        storage.records.list(RecordFilter(), after="7")


CHOICES: dict[str, tuple[Any, ...]] = {
    "source": (None, "news"),
    "category": (None, "要闻"),
    "since": (None, later(days=-30)),
    "until": (None, later(days=30)),
    "status": (None, "current", "withdrawn"),
}
INDEX = {
    (False, False): "article USING INDEX ix_article_published",
    (True, False): "article USING INDEX ix_article_source_published (source=?",
    (
        False,
        True,
    ): "article_category USING COVERING INDEX ix_article_category_published (category=?",
    (
        True,
        True,
    ): "article_category USING COVERING INDEX ix_article_category_source (source=? AND category=?",
}

BY_NUMBER = ["SEARCH article USING INTEGER PRIMARY KEY (rowid=?)"]
IN_CATEGORY = [
    "CORRELATED SCALAR SUBQUERY 1",
    "SEARCH article_category USING COVERING INDEX sqlite_autoindex_article_category_1 (article_id=? AND category=?)",
]


@sqlite_only
@pytest.mark.parametrize("deep", [False, True], ids=["first", "deep"])
@pytest.mark.parametrize("values", list(itertools.product(*CHOICES.values())), ids=str)
def test_every_page_is_read_off_an_index_in_its_order(
    library: Storage, values: tuple[Any, ...], deep: bool
) -> None:
    chosen = RecordFilter(**dict(zip(CHOICES, values, strict=True)))
    cursor = library.records.list(RecordFilter(), limit=1).next_cursor if deep else None
    found = plans(library, lambda: library.records.list(chosen, after=cursor))
    assert not [one for one in found if "TEMP B-TREE" in one]
    withdrawn = chosen.status == "withdrawn"
    led_by_category = chosen.category is not None and not withdrawn
    index = INDEX[chosen.source is not None, led_by_category]
    if withdrawn:
        index = index.replace("published", "withdrawn").replace("source_source", "source")
    narrowed = deep or chosen.since or chosen.until or chosen.source or led_by_category
    assert found[0].startswith(f"{'SEARCH' if narrowed else 'SCAN'} {index}")
    assert found[1:] in ([], BY_NUMBER, IN_CATEGORY)


@sqlite_only
def test_a_deep_page_is_found_by_its_cursor_not_counted_off(library: Storage) -> None:
    cursor = library.records.list(RecordFilter(), limit=1).next_cursor
    for chosen, bound in [
        (RecordFilter(), "(published_at<?)"),
        (RecordFilter(source="news"), "(source=? AND published_at<?)"),
        (RecordFilter(category="要闻"), "(category=? AND (published_at,article_id)<(?,?))"),
    ]:
        page = partial(library.records.list, chosen, after=cursor)
        assert plans(library, page)[0].endswith(bound)


def test_times_of_any_zone_filter_alike(library: Storage) -> None:
    moment = datetime.fromisoformat("2026-05-01T23:00:00+08:00")
    assert listed(library, since=moment) == listed(library, since=later(hours=3))
