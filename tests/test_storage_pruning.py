"""What is too old goes, and does not come back; what stays is whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from storage_world import (
    NOW,
    article,
    assert_whole,
    fresh,
    later,
    lease,
    rows,
    sqlite_only,
    state_of,
    store,
    url_of,
)

from articles.types import Decision
from storage import Storage, open_storage
from storage.pruning import Prunable, Pruning

pytestmark = pytest.mark.usefixtures("each_database")

TEXT = "这一篇的第{}版，长到可以认得出来的一段文字。"


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    """Six records a day apart, of two sources; the third and sixth have three versions."""
    with fresh(tmp_path) as opened:
        for number in range(1, 7):
            source = "other" if number % 2 else "news"
            for version in range(1, 4 if number % 3 == 0 else 2):
                made = article(
                    str(number),
                    f"{number}：{TEXT.format(version)}",
                    source=source,
                    published_at=later(days=number),
                )
                opened.records.save(made, None, 1, NOW)
        yield opened


def left(storage: Storage) -> list[tuple[int, int]]:
    return [
        (record, number)
        for record, number in rows(
            storage, "SELECT article_id, number FROM article_version ORDER BY 1, 2"
        )
    ]


ALL = [(1, 1), (2, 1), (3, 1), (3, 2), (3, 3), (4, 1), (5, 1), (6, 1), (6, 2), (6, 3)]


@pytest.mark.parametrize(
    ("chosen", "found", "stays"),
    [
        (Pruning(), Prunable((), 0), ALL),
        (Pruning(before=NOW), Prunable((), 0), ALL),
        (Pruning(before=later(days=4)), Prunable((("news", 1), ("other", 2)), 0), ALL[5:]),
        (
            Pruning(before=later(days=4), source="news"),
            Prunable((("news", 1),), 0),
            [one for one in ALL if one[0] != 2],
        ),
        (Pruning(versions=3), Prunable((), 0), ALL),
        (Pruning(versions=2), Prunable((), 2), [one for one in ALL if one not in {(3, 1), (6, 1)}]),
        (
            Pruning(versions=1, source="other"),
            Prunable((), 2),
            [one for one in ALL if one not in {(3, 1), (3, 2)}],
        ),
        (
            Pruning(before=later(days=4), versions=1),
            Prunable((("news", 1), ("other", 2)), 2),
            [(4, 1), (5, 1), (6, 3)],
        ),
    ],
)
def test_what_would_go_is_told_first_and_then_goes(
    storage: Storage, chosen: Pruning, found: Prunable, stays: list[tuple[int, int]]
) -> None:
    assert storage.prunable(chosen) == found
    assert left(storage) == ALL
    assert storage.prune(chosen, NOW) == found
    assert left(storage) == stays
    assert storage.prunable(chosen) == Prunable((), 0)
    assert storage.inspect().faults == ()
    assert_whole(storage)


def test_what_was_pruned_does_not_come_back(tmp_path: Path) -> None:
    with fresh(tmp_path) as storage:
        store(storage, article("1", TEXT.format(1)))
        storage.prune(Pruning(before=later(days=1)), NOW)
        assert state_of(storage) == "rejected"
        again = storage.records.save(article("1", TEXT.format(1)), None, 1, NOW)
        elsewhere = storage.records.save(article("2", TEXT.format(1)), None, 1, NOW)
        assert again.decision is elsewhere.decision is Decision.DELETED


def test_versions_go_on_counting_after_old_ones_went(storage: Storage) -> None:
    storage.prune(Pruning(versions=1), NOW)
    made = article("6", f"6：{TEXT.format(4)}", published_at=later(days=6))
    storage.records.save(made, None, 1, NOW)
    assert [one.number for one in storage.records.versions(6)] == [3, 4]
    assert storage.inspect().faults == ()


def test_a_great_many_go_in_steps(tmp_path: Path) -> None:
    with fresh(tmp_path) as storage:
        for number in range(450):
            storage.writer.submit(storage.records.save, article(str(number)), None, 1, NOW)
        storage.writer.submit(lambda: None).result()
        heard: list[tuple[int, int]] = []
        storage.prune(Pruning(before=later(days=1)), NOW, lambda *one: heard.append(one))
        assert heard == [(200, 450), (400, 450), (450, 450)]
        assert rows(storage, "SELECT count(*) FROM article") == [(0,)]
        assert storage.inspect().faults == ()


@sqlite_only
def test_compacting_gives_room_back_and_keeps_everything(tmp_path: Path) -> None:
    with fresh(tmp_path) as storage:
        for number in range(200):
            store(storage, article(str(number), f"{number}：" + "很长的一段文字。" * 200))
        storage.prune(Pruning(before=later(days=1)), NOW)
        store(storage, article("new"))
        before = storage.inspect().size
        storage.compact()
    with open_storage(url_of(tmp_path)) as storage:
        found = storage.inspect()
        assert found.size < before / 2
        assert (found.records, found.faults) == (1, ())
        lease(storage, "more")


def test_no_version_at_all_is_refused(storage: Storage) -> None:
    with pytest.raises(ValueError, match="0 versions of a record"):
        storage.prunable(Pruning(versions=0))
