"""Copies of one story over sources: linked as they come, whole after changes and deletions."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from storage_world import NOW, article, assert_whole, fresh, later, plans, rows, sqlite_only

from storage import CursorError, Storage
from storage.copies import MOST_CANDIDATES
from storage.types import RecordFilter

pytestmark = pytest.mark.usefixtures("each_database")

CHANCE = random.Random(5)  # noqa: S311 - texts, not secrets
HAN = [chr(0x4E00 + number) for number in range(3_000)]


def text(length: int = 300) -> str:
    return "".join(CHANCE.choices(HAN, k=length))


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with fresh(tmp_path) as opened:
        yield opened


def keep(storage: Storage, path: str, source: str, body: str, **changes: Any) -> int:
    made = article(path, body, source=source, categories=("金融", source, "要闻"), **changes)
    return storage.records.save(made, None, 1, NOW).record_id


def linked(storage: Storage, **chosen: Any) -> dict[int, list[int]]:
    page = storage.records.stories(RecordFilter(**chosen))
    return {story.id: [record.id for record in story.records] for story in page.rows}


def assert_in_step(storage: Storage) -> None:
    assert storage.inspect().faults == ()
    assert_whole(storage)


def test_copies_in_several_sources_are_one_story(storage: Storage) -> None:
    body, other = text(), text()
    keep(storage, "1", "a", body)
    keep(storage, "2", "b", f"（某社报道）{body}来源：某社")
    keep(storage, "3", "c", other)
    keep(storage, "4", "c", body[:-20], published_at=later(hours=-1))
    assert linked(storage) == {1: [4, 1, 2]}
    assert [one.id for one in storage.records.copies(1)] == [4, 2]
    assert storage.records.copies(3) == ()
    assert_in_step(storage)


def test_english_copies_are_found_too(storage: Storage) -> None:
    words = ["".join(CHANCE.choices("abcdefgh", k=5)) for _ in range(900)]
    keep(storage, "1", "a", " ".join(words))
    keep(storage, "2", "b", "By Our Correspondent. " + " ".join(words[:880]).title())
    assert linked(storage) == {1: [1, 2]}


def test_forms_that_one_source_fills_in_are_no_story(storage: Storage) -> None:
    body = text()
    for number in range(3):
        keep(storage, str(number), "a", f"{body}{number}")
    assert linked(storage) == {}


def test_a_text_that_links_two_stories_makes_them_one(storage: Storage) -> None:
    first, second = text(400), text(400)
    keep(storage, "1", "a", first)
    keep(storage, "2", "b", first + text(20))
    keep(storage, "3", "a", second)
    keep(storage, "4", "b", second + text(20))
    assert linked(storage) == {3: [3, 4], 1: [1, 2]}
    page = storage.records.stories(limit=1)
    assert [story.id for story in page.rows] == [3]
    rest = storage.records.stories(after=page.next_cursor)
    assert ([story.id for story in rest.rows], rest.next_cursor) == ([1], None)
    with storage.database.write("test") as connection:
        connection.exec_driver_sql("UPDATE article_story SET story_id = 9 WHERE story_id = 3")
    keep(storage, "5", "c", second)
    assert linked(storage) == {9: [3, 4, 5], 1: [1, 2]}


def test_a_record_that_changes_is_compared_anew(storage: Storage) -> None:
    body = text()
    keep(storage, "1", "a", body)
    keep(storage, "2", "b", body + "来源某社")
    keep(storage, "2", "b", text())
    assert linked(storage) == {}
    assert_in_step(storage)
    keep(storage, "2", "b", body + "来源某社，改回来了")
    assert linked(storage) == {1: [1, 2]}
    assert_in_step(storage)


def test_a_record_that_is_deleted_leaves_its_story(storage: Storage) -> None:
    body = text()
    for number, source in enumerate("abc", 1):
        keep(storage, str(number), source, body)
    storage.records.delete([1])
    assert linked(storage) == {1: [2, 3]}
    storage.records.delete([2])
    assert linked(storage) == {}
    storage.records.delete([3])
    assert rows(storage, "SELECT * FROM article_band") == []
    assert rows(storage, "SELECT * FROM article_story") == []
    assert_in_step(storage)


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({"source": "a"}, {1: [1, 2]}),
        ({"source": "c"}, {3: [3, 4]}),
        ({"category": "b"}, {3: [3, 4], 1: [1, 2]}),
        ({"since": later(hours=1)}, {3: [3, 4]}),
        ({"until": later(hours=1)}, {1: [1, 2]}),
        ({"status": "withdrawn"}, {}),
    ],
)
def test_a_filter_narrows_to_stories_that_have_such_a_record(
    storage: Storage, chosen: dict[str, Any], expected: dict[int, list[int]]
) -> None:
    first, second = text(), text()
    keep(storage, "1", "a", first)
    keep(storage, "2", "b", first)
    keep(storage, "3", "c", second, published_at=later(hours=1))
    keep(storage, "4", "b", second, published_at=later(hours=2))
    assert linked(storage, **chosen) == expected


def test_a_copy_is_found_among_more_than_are_compared(storage: Storage) -> None:
    body = text()
    for number in range(MOST_CANDIDATES + 20):
        made = article(f"a{number}", f"{body}{number}", source=f"s{number}")
        storage.writer.submit(storage.records.save, made, None, 1, NOW)
    storage.writer.close()
    ((story, members),) = linked(storage).items()
    assert (story, len(members)) == (1, MOST_CANDIDATES + 20)


@sqlite_only
def test_copies_are_looked_up_by_an_index(storage: Storage) -> None:
    body = text()
    keep(storage, "1", "a", body)
    told = plans(storage, lambda: keep(storage, "2", "b", body))
    bands = [one for one in told if "article_band" in one]
    assert bands
    assert set(bands) == {"SEARCH article_band USING PRIMARY KEY (band=?)"}


@pytest.mark.parametrize("cursor", ["", "7", "Iy0x", "IzA"])
def test_a_foreign_cursor_is_refused(storage: Storage, cursor: str) -> None:
    with pytest.raises(CursorError):
        storage.records.stories(after=cursor)
