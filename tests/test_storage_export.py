"""Records for other programs: every format holds them all; a named export each of them once."""

from __future__ import annotations

import io
import json
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

import feedparser
import pyarrow.parquet
import pytest
from storage_world import NOW, SITE, article, fresh, later, lease, rows, store

from storage import ExtraMissing, Storage
from storage.export import FIELDS, record_data
from storage.export_marks import written
from storage.feeds import write_atom, write_json_feed
from storage.tabular import write_parquet, write_sqlite
from storage.types import Record, RecordFilter

pytestmark = pytest.mark.usefixtures("each_database")

HOSTILE = "题目\x0b<b>&\"'\u2028]]>\ufffe 🚀"


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with fresh(tmp_path) as opened:
        store(opened, article("1", title=HOSTILE, byline="吴林静", description="摘要"))
        store(opened, article("2", published_at=later(hours=2), updated_at=later(hours=3)))
        store(opened, article("3", published_at=later(hours=1), keywords=("一", "二")))
        opened.frontier.gone(lease(opened, "3"), 1, NOW)
        yield opened


def records(storage: Storage) -> list[Record]:
    return list(storage.records.iterate(RecordFilter()))


def test_a_parquet_file_holds_every_record_with_its_types(storage: Storage, tmp_path: Path) -> None:
    made = records(storage)
    assert list(write_parquet(made, tmp_path / "a.parquet")) == made
    table = pyarrow.parquet.read_table(tmp_path / "a.parquet")
    assert tuple(table.column_names) == FIELDS
    found = table.to_pylist()
    assert [row["id"] for row in found] == [2, 3, 1]
    assert found[0]["updated_at"] == later(hours=3)
    assert found[1]["keywords"] == ["一", "二"]
    assert found[1]["status"] == "withdrawn"
    assert found[2]["title"] == HOSTILE
    assert found[2]["withdrawn_at"] is None


def test_parquet_without_its_package_says_what_to_install(storage: Storage, tmp_path: Path) -> None:
    with (
        mock.patch.dict(sys.modules, {"pyarrow": None}),
        pytest.raises(ExtraMissing, match=r"need pyarrow: pip install 'newsmill\[parquet\]'"),
    ):
        list(write_parquet(records(storage), tmp_path / "a.parquet"))


def test_an_sqlite_file_holds_every_record(storage: Storage, tmp_path: Path) -> None:
    made = records(storage)
    assert list(write_sqlite(made, tmp_path / "a.db")) == made
    with closing(sqlite3.connect(tmp_path / "a.db")) as db:
        db.row_factory = sqlite3.Row
        found = [
            dict(row) for row in db.execute("SELECT * FROM records ORDER BY published_at DESC")
        ]
    for row, record in zip(found, made, strict=True):
        lists = {name: json.loads(row[name]) for name in ("categories", "keywords", "aliases")}
        data = record_data(record)
        assert lists == {name: data[name] for name in lists}
        assert (row["title"], row["published_at"]) == (data["title"], data["published_at"])
        assert row["body_text"] == data["body_text"]


def test_an_atom_feed_is_read_by_a_feed_reader(storage: Storage) -> None:
    text = io.StringIO()
    assert len(list(write_atom(records(storage), text))) == 3
    feed = feedparser.parse(text.getvalue())
    assert not feed.bozo
    assert feed.version == "atom10"
    assert feed.feed.updated == "2026-05-01T15:00:00Z"
    newest, _, oldest = feed.entries
    assert (newest.link, newest.id) == (f"{SITE}/2", f"{SITE}/2")
    assert (newest.published, newest.updated) == ("2026-05-01T14:00:00Z", "2026-05-01T15:00:00Z")
    assert newest.content[0].type == "text/html"
    assert newest.content[0].value.startswith("<p>2：")
    assert [tag.term for tag in newest.tags] == ["金融", "每经网", "要闻"]
    assert (oldest.author, oldest.summary) == ("吴林静", "摘要")


def test_an_empty_atom_feed_is_one_too() -> None:
    text = io.StringIO()
    assert list(write_atom([], text)) == []
    assert feedparser.parse(text.getvalue()).version == "atom10"


def test_a_json_feed_holds_what_the_format_asks_for(storage: Storage) -> None:
    text = io.StringIO()
    assert len(list(write_json_feed(records(storage), text))) == 3
    feed = json.loads(text.getvalue())
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["items"][2] == {
        "id": f"{SITE}/1",
        "url": f"{SITE}/1",
        "title": HOSTILE,
        "content_html": "<p>1：这篇文章的正文足够长，可以与别的文章区分开来。</p>",
        "summary": "摘要",
        "date_published": "2026-05-01T12:00:00Z",
        "date_modified": "2026-05-01T12:00:00Z",
        "authors": [{"name": "吴林静"}],
        "tags": ["金融", "每经网", "要闻"],
    }


def exported(storage: Storage, name: str = "a", **chosen: str) -> list[int]:
    """Export what is new, as the command does."""
    found = list(storage.records.iterate(RecordFilter(unexported=name, **chosen)))  # type: ignore[arg-type]
    assert storage.records.count(RecordFilter(unexported=name, **chosen)) == len(found)  # type: ignore[arg-type]
    storage.records.mark_exported(name, map(written, found))
    return [record.id for record in found]


def test_a_named_export_has_each_record_once_and_again_when_it_changes(storage: Storage) -> None:
    assert exported(storage) == [2, 3, 1]
    assert exported(storage) == []
    assert exported(storage, "b", source="news") == [2, 3, 1]
    store(storage, article("4"))
    store(storage, article("1", title="改过的题目"))
    storage.frontier.gone(lease(storage, "2"), 1, NOW)
    assert exported(storage) == [2, 4, 1]
    assert exported(storage) == []
    store(storage, article("2", published_at=later(hours=2), updated_at=later(hours=3)))
    assert exported(storage) == [2]
    assert exported(storage, "b") == [4, 1]


def test_what_is_deleted_is_forgotten_by_exports_too(storage: Storage) -> None:
    found = records(storage)
    storage.records.delete([2])
    storage.records.mark_exported("a", map(written, found))
    assert rows(storage, "SELECT article_id FROM export_mark ORDER BY 1") == [(1,), (3,)]
    storage.records.delete([1, 3])
    assert rows(storage, "SELECT * FROM export_mark") == []


def test_what_was_stored_while_an_export_ran_comes_with_the_next(storage: Storage) -> None:
    found = records(storage)
    store(storage, article("0", published_at=datetime(1999, 1, 1, tzinfo=UTC)))
    store(storage, article("1", title="改过的题目"))
    storage.records.mark_exported("a", map(written, found))
    assert exported(storage) == [1, 4]
