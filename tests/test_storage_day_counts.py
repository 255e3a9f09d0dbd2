"""What is kept by source and day is what counting all records gives, whatever happens to them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import inspect
from storage_world import (
    NOW,
    SITE,
    article,
    fresh,
    later,
    opened,
    rows,
    url_of,
)

from storage import Storage, StorageError, open_storage
from storage.backup import restore
from storage.day_counts import out_of_step
from storage.engine import database_url, make_engine
from storage.plain import plain
from storage.pruning import Pruning
from storage.statistics import counted
from storage.types import RecordFilter

pytestmark = pytest.mark.usefixtures("each_database")

SOURCES = ("news", "other", "\x00 '%\ud800")
MIDNIGHT = datetime(2026, 5, 2, tzinfo=UTC)
TIMES = [
    MIDNIGHT,
    MIDNIGHT - timedelta(microseconds=1),
    NOW,
    datetime(1, 1, 1, tzinfo=UTC),
    datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
]
WHOLE_DAYS = [
    RecordFilter(),
    RecordFilter(source="news"),
    RecordFilter(source=SOURCES[2]),
    RecordFilter(since=MIDNIGHT),
    RecordFilter(until=MIDNIGHT),
    RecordFilter(source="other", since=MIDNIGHT - timedelta(days=1), until=MIDNIGHT),
]
FOLDER = Path(tempfile.mkdtemp(prefix="newsmill-counts-"))


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with fresh(tmp_path) as made:
        yield made


def assert_in_step(storage: Storage) -> None:
    with storage.database.read() as connection:
        assert out_of_step(connection) == 0
        for chosen in WHOLE_DAYS:
            expected = counted(connection, chosen)
            assert storage.records.stats(chosen) == expected
            assert storage.records.count(chosen) == expected.records
        assert storage.records.of_each() == {
            one.source: one.records for one in storage.records.stats(RecordFilter()).by_source
        }


SAVE = st.tuples(
    st.just("save"),
    st.sampled_from("ab"),
    st.sampled_from(SOURCES),
    st.sampled_from(TIMES),
    st.sampled_from("甲乙"),
)
STEPS = st.one_of(
    SAVE,
    SAVE,
    st.tuples(st.sampled_from(["withdraw", "delete"]), st.integers(1, 6)),
    st.tuples(st.just("prune"), st.sampled_from(TIMES)),
)


def take(storage: Storage, step: tuple[Any, ...]) -> None:
    what, *of = step
    if what == "save":
        path, source, published, title = of
        made = article(path, source=source, published_at=published, title=title)
        storage.records.save(made, None, 1, NOW)
    elif what == "withdraw":
        with storage.database.write() as connection:
            plain(connection, "UPDATE article SET withdrawn_at = fetched_at WHERE id = ?", (of[0],))
    elif what == "delete":
        storage.records.delete([of[0]])
    else:
        storage.prune(Pruning(before=of[0], versions=1), NOW)


@settings(
    max_examples=25,
    derandomize=True,
    deadline=None,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(STEPS, max_size=12), together=st.booleans())
def test_the_kept_counts_are_those_of_the_records(
    steps: list[tuple[Any, ...]], together: bool
) -> None:
    FOLDER.mkdir(exist_ok=True)
    with fresh(FOLDER) as storage:
        if together:
            with storage.database.batch():
                for step in (one for one in steps if one[0] != "prune"):
                    take(storage, step)
        else:
            for step in steps:
                take(storage, step)
        assert_in_step(storage)
    shutil.rmtree(FOLDER)


def fail_after_deleting(storage: Storage) -> None:
    with storage.database.write() as connection:
        for statement in ("DELETE FROM search_document", "DELETE FROM article", "DELETE FROM none"):
            plain(connection, statement)


def test_what_is_undone_is_not_counted(storage: Storage) -> None:
    storage.records.save(article("1"), None, 1, NOW)
    with pytest.raises(StorageError):
        fail_after_deleting(storage)
    assert storage.records.of_each() == {"news": 1}
    assert_in_step(storage)


@pytest.mark.parametrize(
    "chosen",
    [
        RecordFilter(since=NOW),
        RecordFilter(until=NOW),
        RecordFilter(status="withdrawn"),
        RecordFilter(category="要闻"),
    ],
)
def test_what_the_counts_do_not_tell_is_counted(storage: Storage, chosen: RecordFilter) -> None:
    for number, published in enumerate(TIMES):
        storage.records.save(article(str(number), published_at=published), None, 1, NOW)
    with storage.database.read() as connection:
        assert storage.records.stats(chosen) == counted(connection, chosen)


def test_days_without_a_record_are_counted_as_none(storage: Storage) -> None:
    for days in (0, 0, -2, -9):
        published = later(days=days, minutes=len(storage.records.list(RecordFilter()).rows))
        made = article(str(published), source="news" if days else "other", published_at=published)
        storage.records.save(made, None, 1, NOW)
    day = NOW.date()
    back = [day - timedelta(days=number) for number in (3, 2, 1, 0)]
    assert storage.records.daily(day, 4) == tuple(zip(back, (0, 1, 0, 2), strict=True))
    assert storage.records.daily(day, 4, "news") == tuple(zip(back, (0, 1, 0, 0), strict=True))
    assert storage.records.daily(day, 1, "none") == ((day, 0),)


def test_counts_that_another_program_has_spoilt_are_told_and_made_anew(storage: Storage) -> None:
    storage.records.save(article("1"), None, 1, NOW)
    storage.records.save(article("2", source="other"), None, 1, NOW)
    with storage.database.write() as connection:
        plain(connection, "UPDATE article_day SET versions = versions + 1 WHERE source = 'news'")
        plain(connection, "DELETE FROM article_day WHERE source = 'other'")
        plain(
            connection,
            "INSERT INTO article_day (source, day, records, versions, withdrawn)"
            " VALUES ('none', '2026-01-01', 1, 1, 0)",
        )
    told = "3 days of sources whose kept count is wrong: newsmill db check --repair"
    assert storage.inspect().faults == (f"{told} counts them anew",)
    storage.recount()
    assert storage.inspect().faults == ()
    assert_in_step(storage)


def test_counts_go_along_into_a_copy_and_into_another_database(
    storage: Storage, tmp_path: Path, server: str, each_database: str
) -> None:
    for number in range(3):
        storage.records.save(article(str(number)), None, 1, NOW)
    there = server if each_database == "sqlite" else f"sqlite:///{tmp_path}/other.db"
    storage.move(there)
    with opened(there) as moved:
        assert moved.records.of_each() == {"news": 3}
        assert_in_step(moved)
    if each_database == "sqlite":
        storage.back_up(tmp_path / "copy.db")
        restore(f"sqlite:///{tmp_path}/back.db", tmp_path / "copy.db", tmp_path / "locks", NOW)
        with opened(f"sqlite:///{tmp_path}/back.db") as back:
            assert_in_step(back)


def upgraded_to(url: str, revision: str) -> None:
    """Bring an empty or older database to a schema that was released."""
    configuration = Config()
    configuration.set_main_option("script_location", "storage:migrations")
    engine = make_engine(database_url(url), 5.0)
    with engine.begin() as connection:
        configuration.attributes["connection"] = connection
        command.upgrade(configuration, revision)
    engine.dispose()


OLDER = """
INSERT INTO article (id, source, key, url, title, author, categories, published_at, date_source,
    headimg, images, keywords, provenance, content_hash, text_hash, version, first_fetched_at,
    fetched_at, withdrawn_at)
VALUES (?, 'news', ?, 'u', 't', 'a', '[]', ?, 'page', '', '[]', '[]', '{}', 'h', 't', 2, ?, ?, ?)
"""
OLDER_VERSION = """
INSERT INTO article_version (article_id, number, stored_at, title, headimg, published_at,
    content_hash, text_hash, body_text, body_html) VALUES (?, ?, ?, 't', '', ?, 'h', 't', '正文', '')
"""


def test_what_an_older_schema_holds_is_counted_when_it_is_opened(tmp_path: Path) -> None:
    upgraded_to(url_of(tmp_path), "0011")
    moment = "2026-05-01 23:59:59.999999"
    engine = make_engine(database_url(url_of(tmp_path)), 5.0)
    with engine.begin() as connection:
        for number in (1, 2):
            gone = moment if number == 1 else None
            plain(connection, OLDER, (number, str(number), moment, moment, moment, gone))
            for version in (1, 2):
                plain(connection, OLDER_VERSION, (number, version, moment, moment))
    engine.dispose()
    with opened(url_of(tmp_path)) as storage:
        stats = storage.records.stats(RecordFilter())
        assert (stats.records, stats.versions, stats.withdrawn) == (2, 4, 1)
        assert [(one.day, one.count) for one in stats.by_day] == [("2026-05-01", 2)]
        assert_in_step(storage)


def test_an_upgrade_that_fails_has_not_begun(tmp_path: Path) -> None:
    def at(point: str) -> None:
        if point == "upgrade:before-commit":
            raise KeyError(point)

    upgraded_to(url_of(tmp_path), "0011")
    with pytest.raises(KeyError):
        open_storage(url_of(tmp_path), on_point=at)
    engine = make_engine(database_url(url_of(tmp_path)), 5.0)
    with engine.connect() as connection:
        assert not inspect(connection).has_table("article_day")
        assert plain(connection, "SELECT version_num FROM alembic_version").scalar() == "0011"
    engine.dispose()
    opened(url_of(tmp_path)).close()


LONG = f"{SITE}/sitemap.xml?{'x' * 4_000}"


def test_parts_that_an_older_schema_has_noted_are_still_known(tmp_path: Path) -> None:
    upgraded_to(url_of(tmp_path), "0011")
    moment = "2026-05-01 12:00:00.000000"
    short = f"{SITE}/sitemap.xml"
    engine = make_engine(database_url(url_of(tmp_path)), 5.0)
    with engine.begin() as connection:
        plain(
            connection,
            "INSERT INTO backfill (id, source, state, created_at, updated_at, failures, after_run,"
            " last_run) VALUES (1, 'news', 'running', ?, ?, 0, 0, 0)",
            (moment, moment),
        )
        # SQLite took long ones
        for url in (short, LONG) if connection.dialect.name == "sqlite" else (short,):
            plain(connection, "INSERT INTO backfill_part VALUES (1, 'l', ?)", (url,))
    engine.dispose()
    with opened(url_of(tmp_path)) as storage:
        storage.backfills.part_read(1, "l", short)
        storage.backfills.part_read(1, "l", LONG)
        storage.backfills.part_read(1, "l", f"{LONG}y")
        assert storage.backfills.parts(1, "l") == {short, LONG, f"{LONG}y"}
        assert rows(storage, "SELECT max(length(key)) < 1000 FROM backfill_part") in (
            [(1,)],
            [(True,)],
        )
