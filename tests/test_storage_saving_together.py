"""Articles that are stored together become what they would become one after the other."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import StatementError
from storage_world import (
    NOW,
    SITE,
    article,
    assert_whole,
    fresh,
    later,
    postgresql_only,
    rows,
    statements,
)
from test_storage_writer import crowded

from articles.types import Article, Decision
from articles.urls import article_key
from storage import Storage, StorageError
from storage.arrivals import Arrival, Visit
from storage.saving_together import groups
from storage.tables import metadata
from storage.types import Lease, RecordFilter

pytestmark = pytest.mark.usefixtures("each_database")

TEXTS = [f"第{number}种正文，长到两篇文章有它就是同一篇。" for number in "一二三"]
NAIVE = datetime(2026, 5, 1)  # noqa: DTZ001 - what no database of ours takes
FETCHED = st.fixed_dictionaries(
    {
        "path": st.sampled_from("abcdefgh"),
        "text": st.sampled_from([*TEXTS, "短文", "断\ud800开\0的文字，也长到是它自己，不是别的。"]),
        "listed": st.sampled_from("abcd"),
        "claims": st.booleans(),
        "title": st.sampled_from(["甲", "乙"]),
        "published_at": st.sampled_from([NOW] * 8 + [later(days=1), NAIVE]),
    }
)
FOLDERS = tuple(Path(tempfile.mkdtemp(prefix=f"newsmill-{name}-")) for name in ("one", "all"))
"""The same for each example, so that a server's database is emptied and not made anew."""


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with fresh(tmp_path, announce=True) as opened:
        yield opened
        assert_whole(opened)


def arrival(made: Article, lease: Lease | None = None) -> Arrival:
    return Arrival(made, lease, Visit(NOW, 1, etag='"e"'))


def articles(paths: Sequence[str]) -> list[Arrival]:
    return [arrival(article(path)) for path in paths]


def fetched(path: str, text: str, listed: str, claims: bool, **named: Any) -> Article:
    """Make an article of a page that may claim another address than the one it was found at."""
    made = article(path, text, **named)
    if not claims:
        return made
    at = f"{SITE}/{listed}"
    return article(path, text, found_at=(article_key(at), at), **named)


def leased(storage: Storage, paths: Sequence[str]) -> dict[str, Lease]:
    storage.frontier.queue("news", [f"{SITE}/{path}" for path in paths], "要闻", 1, NOW)
    found = storage.frontier.lease("news", 1, 10, NOW)
    return {lease.url.removeprefix(f"{SITE}/"): lease for lease in found}


def one_by_one(storage: Storage, arrived: Sequence[Arrival]) -> list[object]:
    found: list[object] = []
    with storage.database.batch():
        for one in arrived:
            visit = one.visit
            try:
                found.append(
                    storage.records.save(
                        one.article, one.lease, visit.run_id, visit.now, etag=visit.etag
                    )
                )
            except (ValueError, StatementError, StorageError) as error:
                found.append(type(error))
    return found


def together(storage: Storage, arrived: Sequence[Arrival]) -> list[object]:
    found = storage.records.save_each(arrived)
    return [type(one) if isinstance(one, Exception) else one for one in found]


def stored(storage: Storage) -> dict[str, list[Any]]:
    names = [*(table.name for table in metadata.sorted_tables), "records"]
    return {name: sorted(rows(storage, f"SELECT * FROM {name}"), key=repr) for name in names}  # noqa: S608 - our own names


def outcome(
    folder: Path,
    before: Sequence[dict[str, Any]],
    crowd: Sequence[dict[str, Any]],
    deleted: bool,
    save: Callable[[Storage, Sequence[Arrival]], list[object]],
) -> object:
    with fresh(folder, announce=True) as storage:
        one_by_one(storage, [arrival(fetched(**one)) for one in before])
        if deleted:
            storage.records.delete([1], NOW)
        leases = leased(storage, "abc")
        # a lease is used once
        arrived = [arrival(fetched(**one), leases.pop(one["listed"], None)) for one in crowd]
        found = save(storage, arrived)
        assert_whole(storage)
        return found, stored(storage)


@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(
    before=st.lists(FETCHED, max_size=3),
    crowd=st.lists(FETCHED, max_size=5),
    deleted=st.booleans(),
)
def test_a_crowd_becomes_what_its_articles_become_one_by_one(
    before: list[dict[str, Any]], crowd: list[dict[str, Any]], deleted: bool
) -> None:
    expected, found = (
        outcome(folder, before, crowd, deleted, save)
        for folder, save in zip(FOLDERS, (one_by_one, together), strict=True)
    )
    assert found == expected


def test_strangers_are_stored_together_and_whoever_is_known_by_himself() -> None:
    arrived = articles("abcadef")
    parts = [
        ("".join(one.article.title[-1] for one in part), known)
        for part, known in groups(arrived, {4})
    ]
    assert parts == [("abc", False), ("a", True), ("d", True), ("ef", False)]


def test_an_address_that_a_listing_shows_is_known_to_those_behind(storage: Storage) -> None:
    lease = leased(storage, "x")["x"]
    made = [arrival(article("a"), lease), arrival(article("x", "另一篇" * 20))]
    first, second = storage.records.save_each(made)
    assert not isinstance(first, Exception)
    assert not isinstance(second, Exception)
    assert list(groups(made, set())) == [([made[0]], False), ([made[1]], True)]
    assert rows(storage, "SELECT state, article_id FROM entry") == [("stored", first.record_id)]


def test_one_that_cannot_be_stored_takes_no_other_with_it(storage: Storage) -> None:
    bad = arrival(article("bad", published_at=NAIVE))
    first, second, third = storage.records.save_each([*articles("a"), bad, *articles("b")])
    assert isinstance(second, ValueError)
    assert "without a zone" in str(second)
    assert [one.record_id for one in (first, third) if not isinstance(one, Exception)] == [1, 2]
    assert rows(storage, "SELECT id, key FROM article ORDER BY id") == [
        (1, article_key(f"{SITE}/a")),
        (2, article_key(f"{SITE}/b")),
    ]


@contextmanager
def titles_stand_once(storage: Storage) -> Iterator[None]:
    """Let the database refuse a second article of a title. The next test has the same database."""
    with storage.database.write() as connection:
        connection.exec_driver_sql("CREATE UNIQUE INDEX only_in_this_test ON article (title)")
    try:
        yield
    finally:
        with storage.database.write() as connection:
            connection.exec_driver_sql("DROP INDEX only_in_this_test")


def test_one_that_the_database_refuses_takes_no_other_with_it(storage: Storage) -> None:
    twice = arrival(article("b", title="题目a"))
    with titles_stand_once(storage):
        found = storage.records.save_each([*articles("a"), twice, *articles("c")])
    assert [isinstance(one, Exception) for one in found] == [False, True, False]
    assert rows(storage, "SELECT title FROM article ORDER BY id") == [("题目a",), ("题目c",)]


def test_more_than_are_stored_together_are_stored_all_the_same(storage: Storage) -> None:
    names = [str(number) for number in range(450)]
    saved = storage.records.save_each(articles([*names, "0"]))
    assert [one.record_id for one in saved if not isinstance(one, Exception)] == [*range(1, 451), 1]
    assert storage.records.save_each([]) == []


def test_the_writer_stores_together_what_waits_beside_each_other(storage: Storage) -> None:
    save = storage.records.save_each
    with crowded(storage):
        saves = [storage.writer.submit_among(save, one) for one in articles("ab")]
        between = storage.writer.submit(storage.records.count, RecordFilter())
        saves += [storage.writer.submit_among(save, one) for one in articles("ac")]
        saves.append(storage.writer.submit_among(save, arrival(article("x", published_at=NAIVE))))
    decided = [one.result(60).decision for one in saves[:4]]
    assert decided == [Decision.NEW, Decision.NEW, Decision.UNCHANGED, Decision.NEW]
    assert between.result(60) == 2
    with pytest.raises(ValueError, match="without a zone"):
        saves[4].result(60)


def test_a_crowd_that_fails_as_a_whole_is_told_so_each(storage: Storage) -> None:
    def fail(_some: Sequence[int]) -> Sequence[int]:
        raise ZeroDivisionError

    with crowded(storage):
        calls = [storage.writer.submit_among(fail, number) for number in range(3)]
    for call in calls:
        with pytest.raises(ZeroDivisionError):
            call.result(60)


@pytest.mark.parametrize("count", [1, 40])
@postgresql_only
def test_a_server_is_asked_as_often_for_many_as_for_one(storage: Storage, count: int) -> None:
    leases = leased(storage, [str(number) for number in range(10)])
    with storage.database.batch():
        storage.records.count(RecordFilter())
        made = [arrival(article(str(number)), leases.get(str(number))) for number in range(count)]
        asked = statements(storage, lambda: storage.records.save_each(made))
    # what is known, a savepoint, all their rows, their entries, their news
    assert len(asked) == 5
