"""No look reads much more than it shows: told by the databases themselves, not by time.

Asked of twenty thousand records, where any index is cheaper than reading them all. SQLite counts
the steps of its machine, PostgreSQL the rows that each part of a plan has read.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from psycopg import sql
from sqlalchemy import Connection
from storage_world import databases, fresh, listened, on_sqlite

from articles.search.query import parse
from articles.signature import COMPONENTS
from storage import Storage
from storage.copies import Signed, copies_of_each
from storage.types import RecordFilter

PAGE = 50
MOST_ROWS = 1_200
"""That one statement may read: a page of fifty, and what its filters pass over."""
MOST_STEPS = 30_000
"""Of SQLite's machine. A page takes some 5,000; a look at each record over 60,000."""
READ_BELOW = frozenset({"Bitmap Index Scan", "Subquery Scan"})
SINCE, UNTIL = datetime(2024, 8, 1, tzinfo=UTC), datetime(2025, 5, 1, tzinfo=UTC)

WAITING = """INSERT INTO search (rowid, words)
    SELECT -n, CAST(string_agg('w' || n || '-' || m, ' ') AS tsvector)
    FROM generate_series(1, 320) AS n, generate_series(1, 500) AS m GROUP BY n"""
"""Documents that wait to be sorted into PostgreSQL's index, so many that to ask it looks dear."""

NUMBERS = {
    "sqlite": "WITH RECURSIVE numbers (n) AS"
    " (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 20000)",
    "postgresql": "WITH numbers (n) AS (SELECT generate_series(1, 20000))",
}
MOMENT = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f000', '2024-05-01', '+' || (n * 30) || ' minutes')",
    "postgresql": "CAST('2024-05-01' AS timestamp) + n * interval '30 minutes'",
}
PLACE = {
    "sqlite": "strftime('%s', published_at) * 64",
    "postgresql": "CAST(extract(epoch FROM published_at) AS bigint) * 64",
}
WORDS = {
    "sqlite": """INSERT INTO search (rowid, title, body, source)
        SELECT place, 't', body_text, '¶ ' || source FROM search_document
        JOIN article ON article.id = article_id JOIN article_version USING (article_id)""",
    "postgresql": """INSERT INTO search (rowid, words)
        SELECT place, CAST('''5:' || source || ''' ''1:' || replace(body_text, ' ', ''' ''1:')
            || ''' ''2:' || body_text || '''\' AS tsvector) FROM search_document
        JOIN article ON article.id = article_id JOIN article_version USING (article_id)""",
}
FILLED = (
    """INSERT INTO article (id, source, key, url, title, author, categories, published_at,
        date_source, headimg, images, keywords, provenance, content_hash, text_hash, version,
        first_fetched_at, fetched_at, withdrawn_at)
    {numbers}
    SELECT n, 'source' || (n % 20), 'key' || n, 'u', 't', 'a', '[]', {moment}, 'page', '', '[]',
        '[]', '{{}}', 'h', 'h' || n, 1, {moment}, {moment},
        CASE WHEN n % 100 = 43 THEN {moment} END FROM numbers""",
    """INSERT INTO article_version (article_id, number, stored_at, title, headimg, published_at,
        content_hash, text_hash, body_text, body_html)
    SELECT id, 1, fetched_at, 't', '', published_at, 'h', text_hash,
        'all' || CASE WHEN id % 10 = 0 THEN ' tenth' ELSE '' END
        || CASE WHEN id % 2000 = 3 THEN ' rare' ELSE '' END, '' FROM article""",
    """INSERT INTO article_url (key, source, url, article_id, first_seen_at)
    SELECT key, source, url, id, fetched_at FROM article""",
    """INSERT INTO article_category (article_id, category, position, source, published_at)
    SELECT id, 'category' || (id % 8), 0, source, published_at FROM article""",
    """INSERT INTO article_category (article_id, category, position, source, published_at)
    SELECT id, 'place' || (id % 2000), 1, source, published_at FROM article""",
    "INSERT INTO search_document (article_id, place, version) SELECT id, {place}, 1 FROM article",
    "INSERT INTO article_band (band, article_id) SELECT id % 5000, id FROM article",
    """INSERT INTO article_story (article_id, story_id)
    SELECT id, id - id % 2 FROM article WHERE id > 1""",
    "DELETE FROM search_pending",
    "{words}",
)
"""Twenty sources, eight large categories among many small ones, one in a hundred withdrawn, two to a
story. Of the words one is in all texts, one in a tenth of them, one in ten texts."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def library(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Storage]:
    folder: Path = tmp_path_factory.mktemp("plans")
    with databases(request.param), fresh(folder) as storage:
        with storage.database.write() as connection:
            driver: Any = connection.connection.driver_connection
            for statement in FILLED:
                driver.execute(_of(request.param, statement))
        with storage.database.engine.connect() as connection:
            for statement in ("ANALYZE",) if on_sqlite() else ("VACUUM ANALYZE", WAITING):
                connection.exec_driver_sql(statement)
        yield storage


def _of(kind: str, statement: str) -> str:
    return statement.format(
        numbers=NUMBERS[kind], moment=MOMENT[kind], place=PLACE[kind], words=WORDS[kind]
    )


def work(storage: Storage, call: Callable[[], object]) -> list[tuple[int, str]]:
    """Return how much each statement of a call reads, with its plan."""
    found: list[tuple[int, str]] = []

    def look(
        connection: Connection, _cursor: Any, statement: str, values: Any, *_rest: Any
    ) -> None:
        if statement.lstrip().startswith(("SELECT", "WITH")):
            driver = connection.connection.driver_connection
            found.append((_steps if on_sqlite() else _rows)(driver, statement, values))

    with listened(storage, look):
        call()
    assert found
    return found


def _steps(driver: Any, statement: str, values: Any) -> tuple[int, str]:
    counted = itertools.count()
    driver.set_progress_handler(lambda: next(counted) < 0, 100)
    driver.execute(statement, values).fetchall()
    driver.set_progress_handler(None, 0)
    plan = driver.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
    return next(counted) * 100, "\n".join(row[3] for row in plan)


def _rows(driver: Any, statement: str, values: Any) -> tuple[int, str]:
    """Ask for the sixth time: from then on a server may plan without a look at the values."""
    numbered, given = _numbered(statement, values)
    driver.execute(f"PREPARE asked AS {numbered}")
    execute = sql.SQL("EXECUTE asked ({})" if given else "EXECUTE asked").format(
        sql.SQL(", ").join(map(sql.Literal, given))
    )
    for _ in range(5):
        driver.execute(execute)
    explained = sql.SQL("EXPLAIN (ANALYZE, FORMAT JSON) ") + execute
    ((plan,),) = driver.execute(explained).fetchall()
    driver.execute("DEALLOCATE asked")
    return _read(plan[0]["Plan"]), json.dumps(plan, indent=1)


def _numbered(statement: str, values: Any) -> tuple[str, list[object]]:
    """Return a statement with its values as PREPARE wants them."""
    if not isinstance(values, dict):
        places = itertools.count(1)
        return re.sub("%s", lambda _: f"${next(places)}", statement), [*values]
    names = [*values]
    numbered = re.sub(r"%\((\w+)\)s", lambda found: f"${names.index(found[1]) + 1}", statement)
    return numbered, [*values.values()]


def _read(node: dict[str, Any]) -> int:
    """Return how many rows a plan's looks at tables and indexes give, and pass over.

    Rows that are looked up by a bitmap, or sifted after a limit, count once, where they are read.
    """
    below = sum(_read(one) for one in node.get("Plans", ()))
    kind = node["Node Type"]
    if "Scan" not in kind or kind in READ_BELOW or "CTE Name" in node:
        return below
    passed = (node[name] for name in node if name.startswith("Rows Removed by"))
    return below + round(node["Actual Loops"] * (node["Actual Rows"] + sum(passed)))


def much(storage: Storage, looks: dict[str, Callable[[], object]]) -> dict[str, Any]:
    """Return the looks of which a statement reads much, with how much and the plan."""
    most = MOST_STEPS if on_sqlite() else MOST_ROWS
    return {
        name: told for name, look in looks.items() if (told := max(work(storage, look)))[0] > most
    }


CHOICES: dict[str, tuple[Any, ...]] = {
    "source": (None, "source3"),
    "category": (None, "category3"),
    "since": (None, SINCE),
    "until": (None, UNTIL),
    "status": (None, "current", "withdrawn"),
    "unexported": (None, "site"),
}
FILTERS = [
    RecordFilter(**dict(zip(CHOICES, one, strict=True)))
    for one in itertools.product(*CHOICES.values())
]


@pytest.mark.parametrize("deep", [False, True], ids=["first", "deep"])
def test_a_page_of_any_filter_reads_little(library: Storage, deep: bool) -> None:
    middle = RecordFilter(until=datetime(2025, 1, 1, tzinfo=UTC))
    after = library.records.list(middle, limit=1).next_cursor if deep else None
    looks = {
        str(chosen): partial(library.records.list, chosen, after=after, limit=PAGE)
        for chosen in FILTERS
    }
    assert much(library, looks) == {}


def asked(words: str) -> Any:
    return parse(words, lambda _text, _name: SINCE)


NARROWED = (
    RecordFilter(),
    RecordFilter(until=UNTIL),
    RecordFilter(since=SINCE),
    RecordFilter(source="source3"),
    RecordFilter(category="category3"),
    RecordFilter(status="current"),
)


@pytest.mark.parametrize("words", ["all", "rare", "none", "all -tenth", "all rare"])
def test_a_search_for_any_word_reads_little(library: Storage, words: str) -> None:
    def search(chosen: RecordFilter) -> None:
        page = library.records.search(asked(words), chosen, limit=20)
        assert bool(page.rows) == (words != "none")

    assert much(library, {str(one): partial(search, one) for one in NARROWED}) == {}


@pytest.mark.parametrize("words", ["tenth", '"all tenth"'])
def test_a_search_for_what_is_neither_common_nor_rare_reads_little(
    library: Storage, words: str
) -> None:
    def search(chosen: RecordFilter) -> None:
        assert len(library.records.search(asked(words), chosen, limit=20).rows) == 20

    assert much(library, {str(one): partial(search, one) for one in NARROWED[:3]}) == {}


def nearest(storage: Storage) -> None:
    with storage.database.read() as connection:
        copies_of_each(connection, [Signed(0, "none", bytes(COMPONENTS * 4))])


LOOKS: dict[str, Callable[[Storage], object]] = {
    "a record": lambda storage: storage.records.get(77),
    "records": lambda storage: storage.records.several(range(1, 60)),
    "an address": lambda storage: storage.records.find("https://key77/"),
    "versions": lambda storage: storage.records.versions(77),
    "stories": lambda storage: storage.records.stories(),
    "deep stories": lambda storage: storage.records.stories(
        after=storage.records.stories(limit=100).next_cursor
    ),
    "copies": lambda storage: storage.records.copies(77),
    "nearest texts": nearest,
    "days": lambda storage: storage.records.daily(date(2025, 5, 1), 30),
    "days of a source": lambda storage: storage.records.daily(date(2025, 5, 1), 30, "source3"),
    "counts of a source's day": lambda storage: storage.records.stats(
        RecordFilter(source="source3", since=UNTIL)
    ),
}


def test_every_other_look_reads_little(library: Storage) -> None:
    looks = {name: partial(look, library) for name, look in LOOKS.items()}
    assert much(library, looks) == {}


EVERYTHING = (
    "SELECT count(*) FROM article WHERE author = 'a'",
    "SELECT source, max(fetched_at) FROM article GROUP BY source",
)


def test_a_look_at_everything_is_told(library: Storage) -> None:
    def look(statement: str) -> None:
        with library.database.read() as connection:
            connection.exec_driver_sql(statement).all()

    looks: dict[str, Callable[[], object]] = {one: partial(look, one) for one in EVERYTHING}
    assert {*much(library, looks)} == {*EVERYTHING}
