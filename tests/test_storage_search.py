"""Search: exact recall, the order, whole pages, each filter; the index in step whatever happens."""

from __future__ import annotations

import itertools
import os
import random
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from alembic import command
from alembic.config import Config
from storage_world import (
    NOW,
    PROCESSES,
    article,
    assert_whole,
    fresh,
    later,
    lease,
    plans,
    postgresql_only,
    rows,
    sqlite_only,
    store,
    url_of,
)

from articles.errors import QueryError
from articles.search.query import Query, parse
from storage import CursorError, Storage, open_storage
from storage.types import RecordFilter

pytestmark = pytest.mark.usefixtures("each_database")


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with fresh(tmp_path) as opened:
        yield opened


def asked(text: str) -> Query:
    return parse(text, lambda given, _: datetime.fromisoformat(f"{given}T00:00:00+00:00"))


def found(
    storage: Storage, text: str, *, ranked: bool = False, limit: int = 50, **chosen: Any
) -> list[int]:
    """Return the numbers of all that a query finds, page by page."""
    numbers: list[int] = []
    cursor: str | None = None
    while True:
        page = storage.records.search(
            asked(text), RecordFilter(**chosen), ranked=ranked, after=cursor, limit=limit
        )
        assert 0 < len(page.rows) <= limit or cursor is None
        numbers += [hit.record.id for hit in page.rows]
        cursor = page.next_cursor
        if cursor is None:
            return numbers


def assert_in_step(storage: Storage) -> None:
    assert storage.inspect().faults == ()
    assert_whole(storage)


TEXTS = [
    "重庆的工业互联网正在快速发展，企业纷纷上云。",
    "央行今日开展逆回购操作，市场流动性充裕，重庆银行上涨。",
    "Tesla and other makers of electric cars report record sales in Chongqing.",
    "上海的Tesla工厂今日复工，工业用电上升；银行间市场平稳。",
    "Open source software is eating the world of open-source AI大模型 tools.",
]


@pytest.fixture
def library(storage: Storage) -> Storage:
    """Five records an hour apart: 4 and 5 of another source, 3 withdrawn."""
    for number, text in enumerate(TEXTS, 1):
        source = "news" if number < 4 else "other-news"
        made = article(
            str(number),
            text,
            title=f"第{number}篇：{'央行' if number == 1 else '要闻'}",
            source=source,
            categories=("金融", source, "要闻" if number % 2 else "公司"),
            published_at=later(hours=number),
        )
        held = lease(storage, "3") if number == 3 else None
        storage.records.save(made, held, 1, NOW)
    storage.frontier.gone(lease(storage, "3"), 1, NOW)
    return storage


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("重", [2, 1]),
        ("重庆", [2, 1]),
        ("重庆 工业", [1]),
        ("庆重", []),
        ("工业", [4, 1]),
        ("tesla", [4, 3]),
        ("tesl", []),
        ("tesl*", [4, 3]),
        ("open source", [5]),
        ('"open source"', [5]),
        ('"source open"', []),
        ('"发展，企业"', [1]),
        ("发展企业", []),
        ("充裕重庆", []),
        ("大模型", [5]),
        ("ai大模型", [5]),
        ("央行", [2, 1]),
        ("title:央行", [1]),
        ("title:tesla", []),
        ("央行 -title:央行", [2]),
        ("工业 -上海", [1]),
        ("-tesla", [5, 2, 1]),
        ("-重庆 -tesla", [5]),
        ("银行 source:news", [2]),
        ("source:news", [3, 2, 1]),
        ("source:other-news", [5, 4]),
        ("source:other", []),
        ("category:公司", [4, 2]),
        ("工业 category:要闻", [1]),
        ("since:2026-05-02", []),
        ("until:2026-05-02 tesla", [4, 3]),
    ],
)
@pytest.mark.parametrize("limit", [1, 50])
def test_a_query_finds_what_it_asks_for_newest_first(
    library: Storage, text: str, expected: list[int], limit: int
) -> None:
    assert found(library, text, limit=limit) == expected
    assert sorted(found(library, text, limit=limit, ranked=True)) == sorted(expected)


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({"source": "news"}, [3, 2, 1]),
        ({"source": "other-news"}, [5, 4]),
        ({"category": "公司"}, [4, 2]),
        ({"since": later(hours=2)}, [5, 4, 3, 2]),
        ({"until": later(hours=2)}, [1]),
        ({"since": later(hours=2), "until": later(hours=3)}, [2]),
        ({"status": "withdrawn"}, [3]),
        ({"status": "current", "source": "news", "category": "要闻"}, [1]),
    ],
)
def test_a_filter_narrows_a_search(
    library: Storage, chosen: dict[str, Any], expected: list[int]
) -> None:
    assert found(library, "篇", **chosen) == expected
    assert sorted(found(library, "篇", **chosen, ranked=True), reverse=True) == expected


def test_a_filter_that_contradicts_the_query_is_refused(library: Storage) -> None:
    with pytest.raises(QueryError, match="the source is to be news at the same time"):
        found(library, "工业 source:other-news", source="news")
    assert found(library, "工业 source:news", source="news") == [1]


def test_the_most_relevant_come_first_when_asked_for(storage: Storage) -> None:
    texts = ["经济" * 3 + "一" * 40, "一" * 40 + "经济", "经济" * 9 + "一" * 30, "二" * 50]
    for number, text in enumerate(texts):
        made = article(str(number), text, title="经济" if number == 1 else "一")
        storage.records.save(made, None, 1, NOW)
    assert found(storage, "经济", ranked=True) == [2, 3, 1]
    assert found(storage, "经济", ranked=True, limit=1) == [2, 3, 1]


def test_the_most_relevant_are_looked_for_among_the_newest(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.hit_steps._RANKED", 2)
    for day, text in enumerate(("经济经济经济", "一说到经济", "经济，还是经济")):
        made = article(f"{day}", f"{text}。别的话。", published_at=later(days=day))
        storage.records.save(made, None, 1, NOW)
    assert found(storage, "经济", ranked=True) == [3, 2]
    assert found(storage, "经济", ranked=True, limit=1) == [3, 2]
    assert found(storage, "经济") == [3, 2, 1]


def test_any_part_of_any_text_is_found(storage: Storage) -> None:
    chance = random.Random(7)  # noqa: S311 - texts, not secrets
    texts = ["".join(chance.choices("重庆上海的一是，。AB ", k=60)) for _ in range(60)]
    for number, text in enumerate(texts):
        storage.writer.submit(
            storage.records.save, article(str(number), text, title="无"), None, 1, NOW
        )
    storage.writer.submit(lambda: None).result()
    for _ in range(200):
        text = chance.choice(texts)
        begin = chance.randrange(len(text))
        part = text[begin : begin + chance.randint(1, 6)].strip("，。AB ")
        if "A" in part or "B" in part or not part:
            continue
        plain = part.replace(" ", "")
        wanted = [
            number
            for number, one in enumerate(texts, 1)
            if plain.replace("。", "，") in one.replace(" ", "").replace("。", "，")
        ]
        assert set(wanted) <= set(found(storage, f'"{part}"')), part


@pytest.mark.parametrize(
    "text",
    ['a"b', "a AND", "NEAR(a b)", "body:x", "{title}:x", "^a", "a + b", "(", "a*b*", "-", "''", "\0a",
     "\ud800a", "*", "'; DROP TABLE search; --", "source:'x\"y", 'category:";"', "source:¶", "a:b:c"],
)  # fmt: skip
def test_nothing_typed_is_taken_for_the_databases_own_language(library: Storage, text: str) -> None:
    try:
        query = asked(text)
    except QueryError:
        return
    for ranked in (False, True):
        library.records.search(query, ranked=ranked)
    assert_in_step(library)


def test_a_hit_shows_where_it_holds_the_words(library: Storage) -> None:
    (hit,) = library.records.search(asked("上海 tesla title:要闻")).rows
    assert (hit.record.id, hit.record.source) == (4, "other-news")
    assert (hit.title.text, hit.title.matches) == ("第4篇：要闻", ((4, 6),))
    assert hit.excerpt.text == TEXTS[3]
    assert hit.excerpt.matches == ((0, 2), (3, 8))


@pytest.mark.parametrize("ranked", [False, True])
def test_a_cursor_of_another_list_is_refused(library: Storage, ranked: bool) -> None:
    other = library.records.search(asked("的"), ranked=not ranked, limit=1).next_cursor
    of_a_list = library.records.list(RecordFilter(), limit=1).next_cursor
    for cursor in (other, of_a_list, "7", "", "QDk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5"):
        if cursor is not None:
            with pytest.raises(CursorError):
                library.records.search(asked("重庆"), ranked=ranked, after=cursor)


def test_a_page_without_rows_is_refused(library: Storage) -> None:
    with pytest.raises(ValueError, match="a page of 0 rows"):
        library.records.search(asked("重庆"), limit=0)


FILTERS = [
    {},
    {"source": "news"},
    {"category": "要闻"},
    {"since": later(hours=1)},
    {"until": later(hours=9)},
    {"status": "withdrawn"},
    {"source": "news", "category": "要闻", "since": later(hours=1), "status": "current"},
]


@sqlite_only
@pytest.mark.parametrize("chosen", FILTERS, ids=str)
def test_the_newest_are_read_off_the_index_in_its_order(
    library: Storage, chosen: dict[str, Any]
) -> None:
    told = plans(library, lambda: library.records.search(asked("工业"), RecordFilter(**chosen)))
    assert told[0].startswith("SCAN search VIRTUAL TABLE INDEX ")
    assert not [one for one in told if "TEMP B-TREE" in one]
    assert not [one for one in told[1:] if one.startswith("SCAN") and "CONSTANT" not in one]


def test_records_of_one_second_are_found_each_once_latest_first(storage: Storage) -> None:
    for number in range(200):
        storage.writer.submit(storage.records.save, article(str(number)), None, 1, NOW)
    storage.writer.close()
    assert found(storage, "正文", limit=30) == list(range(200, 0, -1))
    assert found(storage, "正文", until=NOW) == []
    assert len(found(storage, "正文", since=NOW, until=later(minutes=1))) == 200


def test_records_of_long_ago_and_far_ahead_have_their_place(storage: Storage) -> None:
    for year in (1900, 9999, 1969, 2026, 1):
        moment = NOW.replace(year=year)
        storage.records.save(article(str(year), published_at=moment), None, 1, NOW)
    titles = [hit.record.title for hit in storage.records.search(asked("正文")).rows]
    assert titles == [f"题目{year}" for year in (9999, 2026, 1969, 1900, 1)]
    assert len(found(storage, "正文", until=NOW.replace(year=9999, month=12, day=31))) == 5


def test_pages_repeat_and_lose_nothing_while_records_come_and_go(storage: Storage) -> None:
    for number in range(30):
        made = article(f"old{number}", published_at=later(minutes=number))
        storage.records.save(made, None, 1, NOW)
    seen: list[int] = []
    cursor: str | None = None
    for step in itertools.count():
        page = storage.records.search(asked("正文"), after=cursor, limit=7)
        seen += [hit.record.id for hit in page.rows]
        storage.records.save(article(f"new{step}", published_at=later(days=1)), None, 1, NOW)
        storage.records.delete([page.rows[0].record.id])
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == list(range(30, 0, -1))
    assert_in_step(storage)


def test_only_the_current_text_is_found(storage: Storage) -> None:
    store(storage, article(text="重庆的工业互联网正在快速发展，企业纷纷上云。"))
    store(storage, article(text="成都的工业互联网正在快速发展，企业纷纷上云。"))
    assert found(storage, "成都 工业互联网") == [1]
    assert found(storage, "重庆") == []
    assert_in_step(storage)


def test_a_record_whose_date_changes_changes_its_place(storage: Storage) -> None:
    text = "成都的工业互联网正在快速发展，企业纷纷上云。"
    store(storage, article("1", text))
    store(storage, article("2", published_at=later(hours=1)))
    store(storage, article("1", f"{text}有更新。", published_at=later(hours=2)))
    assert found(storage, "-没有") == [1, 2]
    assert_in_step(storage)


def test_what_is_deleted_is_not_found(library: Storage) -> None:
    library.records.delete([1, 2, 999])
    assert found(library, "重庆") == []
    assert found(library, "工业") == [4]
    assert_in_step(library)


def test_a_batch_sees_no_half_of_a_failed_call(storage: Storage) -> None:
    def fail() -> None:
        with storage.database.write("save"):
            storage.records.save(article("2", "这一篇不该留下来，所以不该找得到它。"), None, 1, NOW)
            raise ValueError("on purpose")

    calls = [
        storage.writer.submit(storage.records.save, article("1"), None, 1, NOW),
        storage.writer.submit(fail),
        storage.writer.submit(storage.records.save, article("3"), None, 1, NOW),
    ]
    storage.writer.close()
    assert isinstance(calls[1].exception(), ValueError)
    assert len(found(storage, "正文")) == 2
    assert found(storage, "留下来") == []
    assert_in_step(storage)


def die(url: str, point: str, count: int) -> None:
    seen = itertools.count(1)

    def at(name: str) -> None:
        if name == point and next(seen) == count:
            os.kill(os.getpid(), signal.SIGKILL)

    with open_storage(url, on_point=at) as storage:
        for number in range(10):
            storage.records.save(article(str(number)), None, 1, NOW)


@pytest.mark.parametrize("point", ["save:before-commit", "save:after-commit"])
def test_a_kill_leaves_the_index_in_step(tmp_path: Path, point: str) -> None:
    fresh(tmp_path).close()
    child = PROCESSES.Process(target=die, args=(url_of(tmp_path), point, 5))
    child.start()
    child.join(60)
    assert child.exitcode == -9
    with open_storage(url_of(tmp_path)) as storage:
        assert len(found(storage, "正文")) == (4 if point.startswith("save:before") else 5)
        assert_in_step(storage)


def make_first_schema(folder: Path, records: int) -> None:
    """Make a database as the first release did, without the index of words."""
    engine = sqlalchemy.create_engine(url_of(folder))
    configuration = Config()
    configuration.set_main_option("script_location", "storage:migrations")
    with engine.connect() as connection:
        configuration.attributes["connection"] = connection
        command.upgrade(configuration, "0001")
        connection.commit()
    engine.dispose()
    with closing(sqlite3.connect(folder / "newsmill.db")) as db:
        moment = "2026-05-01 12:00:00.000000"
        for number in range(1, records + 1):
            db.execute(
                "INSERT INTO article VALUES (?, 'news', ?, 'u', 't', 'a', NULL, NULL, '[]', ?, 'page',"
                " NULL, NULL, '', '[]', '[]', NULL, NULL, '{}', 'h', 't', 2, ?, ?, NULL)",
                (number, str(number), moment, moment, moment),
            )
            for version, text in ((1, "旧的正文"), (2, f"第{number}篇的正文")):
                db.execute(
                    "INSERT INTO article_version VALUES"
                    " (?, ?, ?, NULL, '题目', NULL, '', ?, NULL, 'h', 't', ?, '<p>')",
                    (number, version, moment, moment, text),
                )
            db.execute(
                "INSERT INTO article_url VALUES (?, 'news', 'u', ?, ?)",
                (str(number), number, moment),
            )
        db.commit()


@sqlite_only
def test_what_an_older_schema_holds_is_indexed_when_it_is_opened(tmp_path: Path) -> None:
    make_first_schema(tmp_path, 450)
    told: list[tuple[int, int]] = []
    with open_storage(url_of(tmp_path), on_progress=lambda *one: told.append(one)) as storage:
        assert told == [(200, 450), (400, 450), (450, 450)]
        assert len(found(storage, "正文")) == 450
        assert found(storage, "第7篇") == [7]
        assert found(storage, "旧的") == []
        assert_in_step(storage)


@sqlite_only
def test_indexing_that_was_killed_goes_on_when_it_is_opened_again(tmp_path: Path) -> None:
    make_first_schema(tmp_path, 450)
    child = PROCESSES.Process(target=die, args=(url_of(tmp_path), "index:before-commit", 2))
    child.start()
    child.join(60)
    assert child.exitcode == -9
    told: list[tuple[int, int]] = []
    with open_storage(url_of(tmp_path), on_progress=lambda *one: told.append(one)) as storage:
        assert told == [(200, 250), (250, 250)]
        assert len(found(storage, "正文")) == 450
        assert_in_step(storage)


@sqlite_only
def test_what_another_program_writes_is_indexed_when_it_is_opened_again(tmp_path: Path) -> None:
    with fresh(tmp_path) as storage:
        store(storage, article())
    with closing(sqlite3.connect(tmp_path / "newsmill.db")) as db:
        db.execute("INSERT INTO article_version SELECT article_id, 2, stored_at, run_id, title, byline,"
                   " headimg, published_at, updated_at, content_hash, text_hash, '换了的文字', body_html"
                   " FROM article_version")  # fmt: skip
        db.execute("UPDATE article SET version = 2")
        db.commit()
    with open_storage(url_of(tmp_path)) as storage:
        assert found(storage, "换了") == [1]
        assert_in_step(storage)


def spoil(storage: Storage, statement: str) -> tuple[str, ...]:
    with storage.database.write() as connection:
        connection.exec_driver_sql(statement)
    return storage.inspect().faults


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        (
            "UPDATE article_version SET body_text = '别的' WHERE article_id = 2",
            "1 records whose words are not those of the search index",
        ),
        (
            "UPDATE search_document SET version = 7 WHERE article_id = 2",
            "1 records whose current text is not in the search index",
        ),
        (
            "UPDATE search_document SET place = 1 WHERE article_id = 2",
            "1 records that the search index has lost",
        ),
        (
            "DELETE FROM search_document WHERE article_id = 2",
            "1 entries of the search index without a record",
        ),
    ],
)
def test_an_index_out_of_step_is_told_and_made_anew(
    library: Storage, statement: str, fault: str
) -> None:
    assert fault in spoil(library, statement)
    library.reindex()
    assert_in_step(library)
    assert len(found(library, "-没有")) == 5


@sqlite_only
def test_any_program_can_read_every_table_and_view(library: Storage) -> None:
    names = rows(library, "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
    for (name,) in names:
        rows(library, f'SELECT * FROM "{name}"')  # noqa: S608 - the database's own names
    query = """SELECT records.id FROM search JOIN search_document ON place = search.rowid
               JOIN records ON records.id = article_id WHERE search MATCH '"重 庆"'
               ORDER BY search.rowid DESC"""
    assert rows(library, query) == [(2,), (1,)]


def test_a_search_sees_what_the_same_batch_has_stored_once_it_is_committed(
    storage: Storage,
) -> None:
    moments = [NOW + timedelta(seconds=one) for one in (5, 1, 9, 3)]
    for number, moment in enumerate(moments, 1):
        made = article(str(number), published_at=moment)
        storage.writer.submit(storage.records.save, made, None, 1, NOW)
    storage.writer.close()
    assert found(storage, "正文") == [3, 1, 4, 2]
    assert rows(storage, "SELECT count(*) FROM search_pending") == [(0,)]


@postgresql_only
@pytest.mark.parametrize("first", [2, 9])
def test_a_rare_word_is_found_behind_the_newest_and_page_by_page(
    storage: Storage, monkeypatch: pytest.MonkeyPatch, first: int
) -> None:
    monkeypatch.setattr("storage.hit_steps._FIRST", first)
    monkeypatch.setattr("storage.hit_steps._FEW", 20)
    monkeypatch.setattr("storage.hit_steps._COMMON", 5)
    monkeypatch.setattr("storage.hit_steps._FURTHER", 35)
    monkeypatch.setattr("storage.hit_steps._SOME", 2)
    for number in range(60):
        word = "重力" if number % 9 == 0 else "市场"
        made = article(f"{number}", f"{word}新闻{number}", published_at=later(minutes=number))
        storage.writer.submit(storage.records.save, made, None, 1, NOW)
    storage.writer.submit(lambda: None).result()
    rare = [number + 1 for number in reversed(range(60)) if number % 9 == 0]
    for chosen in ({}, {"status": "current"}, {"category": "要闻", "since": NOW}):
        assert found(storage, "重力", limit=2, **chosen) == rare
        assert sorted(found(storage, "市场", limit=7, **chosen) + rare) == [*range(1, 61)]


ODD = ("it's", "100% %s %(x)s", "a\\'b\\\\", "__[POSTCOMPILE_x]", ":x ? $1", "市\x00场", "\ud800")


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("status", [None, "current", "withdrawn"])
def test_a_category_of_any_name_is_only_a_name(
    storage: Storage, name: str, status: str | None
) -> None:
    made = article("1", "市场 it's 100% a 市场", categories=("金融", "每经网", name))
    storage.writer.submit(storage.records.save, made, None, 1, NOW).result()
    there = [] if status == "withdrawn" else [1]
    for words in ("市场", "it's", "100%"):
        assert found(storage, words, category=name, status=status) == there
        assert found(storage, words, category=f"{name}'", status=status) == []
    listed = storage.records.list(RecordFilter(category=name, status=status), limit=9)
    assert [one.id for one in listed.rows] == there
