"""Records as people ask for them: read, found, counted, deleted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from storage_world import (
    NOW,
    SITE,
    article,
    assert_whole,
    fresh,
    later,
    lease,
    rows,
    sqlite_only,
    store,
)

from storage import RecordNotFound, Storage
from storage.statistics import DayCount, SourceStats, Stats
from storage.types import RecordFilter

pytestmark = pytest.mark.usefixtures("each_database")


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with fresh(tmp_path) as opened:
        yield opened
        assert_whole(opened)


@pytest.mark.parametrize("number", [0, -1, 2, 2**63 - 1, 2**63, 10**30])
def test_a_number_that_no_record_has_is_named(storage: Storage, number: int) -> None:
    store(storage, article())
    message = f"there is no record {number}; see newsmill records list"
    for ask in (storage.records.get, storage.records.versions):
        with pytest.raises(RecordNotFound) as caught:
            ask(number)
        assert str(caught.value) == message
    assert storage.records.delete([number]) == 0


def test_a_record_is_found_by_any_of_its_addresses(storage: Storage) -> None:
    store(storage, article("1"))
    for url in (f"{SITE}/1", "http://m.news.example.com/1/?utm_source=x#y"):
        found = storage.records.find(url)
        assert found is not None
        assert found.article.url == f"{SITE}/1"
    for url in (f"{SITE}/2", "no address", "", "\ud800"):
        assert storage.records.find(url) is None


@sqlite_only
def test_an_address_is_found_by_the_index_without_its_source(storage: Storage) -> None:
    plan = "EXPLAIN QUERY PLAN SELECT article_id FROM article_url WHERE key = ?"
    ((_, _, _, how),) = rows(storage, plan, "x")
    assert how == "SEARCH article_url USING INDEX sqlite_autoindex_article_url_1 (key=?)"


def test_deleting_takes_a_record_with_all_that_is_its_own(storage: Storage) -> None:
    store(storage, article("1", "第一条记录的正文，长到可以认得出来的文字。"))
    store(storage, article("1", "第一条记录后来的正文，长到可以认得出来。"))
    store(storage, article("2"))
    assert storage.records.delete([1, 1, 99]) == 1
    for table in ("article_version", "article_url", "article_category"):
        assert rows(storage, f"SELECT DISTINCT article_id FROM {table}") == [(2,)]  # noqa: S608 - a constant
    assert rows(storage, "SELECT kind, count(*) FROM tombstone GROUP BY kind ORDER BY kind") == [
        ("text", 2),
        ("url", 1),
    ]
    with pytest.raises(RecordNotFound):
        storage.records.get(1)


def test_more_records_may_be_deleted_than_a_statement_can_name(storage: Storage) -> None:
    for number in range(3):
        store(storage, article(str(number)))
    assert storage.records.delete(range(1, 40_000)) == 3
    assert rows(storage, "SELECT count(*) FROM tombstone") == [(6,)]


def test_deleting_nothing_is_fine(storage: Storage) -> None:
    assert storage.records.delete([]) == 0


def test_what_is_stored_is_counted_by_source_and_by_day(storage: Storage) -> None:
    store(storage, article("1", "第一天的第一篇文章，长到可以认得出来的文字。"))
    store(storage, article("1", "第一天的第一篇文章，后来改过一次，更长了。"))
    store(storage, article("2", published_at=later(hours=11, minutes=59)))
    store(storage, article("3", published_at=later(hours=12)))
    storage.frontier.gone(lease(storage, "3"), 1, NOW)
    storage.records.save(article("4", source="other"), None, 1, NOW)
    assert storage.records.stats(RecordFilter()) == Stats(
        records=4,
        versions=5,
        withdrawn=1,
        by_source=(
            SourceStats("news", 3, 4, 1, NOW, later(hours=12)),
            SourceStats("other", 1, 1, 0, NOW, NOW),
        ),
        by_day=(
            DayCount("2026-05-01", "news", 2),
            DayCount("2026-05-01", "other", 1),
            DayCount("2026-05-02", "news", 1),
        ),
    )


@pytest.mark.parametrize(
    ("chosen", "records"),
    [
        ({"source": "news"}, 2),
        ({"category": "公司"}, 1),
        ({"source": "other", "category": "公司"}, 1),
        ({"since": datetime(2026, 5, 2, tzinfo=UTC)}, 1),
        ({"until": datetime(2026, 5, 2, tzinfo=UTC)}, 2),
        ({"status": "withdrawn"}, 0),
        ({"source": "none"}, 0),
    ],
)
def test_statistics_take_every_filter(
    storage: Storage, chosen: dict[str, object], records: int
) -> None:
    storage.records.save(article("1"), None, 1, NOW)
    storage.records.save(article("2", published_at=later(days=1)), None, 1, NOW)
    company = article("3", source="other", categories=("金融", "别的网", "公司"))
    storage.records.save(company, None, 1, NOW)
    stats = storage.records.stats(RecordFilter(**chosen))  # type: ignore[arg-type]
    assert stats.records == sum(one.count for one in stats.by_day) == records
    assert storage.records.count(RecordFilter(**chosen)) == records  # type: ignore[arg-type]


def test_an_empty_database_has_empty_statistics(storage: Storage) -> None:
    assert storage.records.stats(RecordFilter()) == Stats(0, 0, 0)
