"""How many articles a second the storage takes, beside sqlite3 with rows of the same texts."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from statistics import median

from articles.types import Article
from benchmarks.lines import Line, at_least
from benchmarks.plan import Plan
from benchmarks.stories import stories
from benchmarks.storing_rows import ours_and_plain
from storage import Storage, open_storage
from storage.arrivals import Arrival, Visit

_ARTICLES = 2_000
_BATCH = 100
_TABLE = """CREATE TABLE article (id INTEGER PRIMARY KEY, source, key, url, title, published_at,
content_hash, body_text, body_html, UNIQUE (source, key));
CREATE INDEX by_time ON article (published_at, id);
CREATE INDEX by_source ON article (source, published_at, id);
CREATE INDEX by_text ON article (source, content_hash)"""
_INSERT = """INSERT OR IGNORE INTO article
(source, key, url, title, published_at, content_hash, body_text, body_html)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""


def storing(plan: Plan) -> list[Line]:
    """Store new articles, a hundred a transaction, synchronous FULL on both sides."""
    articles = [one.article() for one in stories(_ARTICLES if plan.references else _ARTICLES // 4)]
    rates, rows = [], []
    for turn in range(plan.times):
        raw = _plain(plan.folder / f"plain-{turn}.db", articles)
        rates.append((_ours(plan.folder / f"ours-{turn}.db", articles), raw))
        (folder := plan.folder / str(turn)).mkdir()
        rows.append(ours_and_plain(folder, articles, _BATCH, save_all))
    ours, plain = (median(one[side] for one in rates) for side in (0, 1))
    our_rows, plain_rows = (median(one[side] for one in rows) for side in (0, 1))
    note = "versions, addresses, categories, index of words and copies, one process, CPU time"
    return [
        Line("storing: articles a second", ours, "/s", at_least(300, 150), note),
        Line("storing: of plain sqlite3's rows", ours / plain, "×", None, f"{plain:,.0f} rows/s"),
        Line(
            "storing: without words and copies, of the same rows",
            our_rows / plain_rows,
            "×",
            at_least(0.5, 0.25),
            f"{our_rows:,.0f} articles a second, {plain_rows:,.0f} by sqlite3",
        ),
    ]


def _plain(file: Path, articles: Sequence[Article]) -> float:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.executescript(_TABLE)
        started = time.process_time()
        for first in range(0, len(articles), _BATCH):
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(_INSERT, map(_row, articles[first : first + _BATCH]))
            connection.execute("COMMIT")
        return len(articles) / (time.process_time() - started)


def _row(one: Article) -> tuple[object, ...]:
    published = str(one.published_at)
    return (
        *(one.source, one.key, one.url, one.title, published, one.content_hash),
        *(one.body_text, one.body_html),
    )


def _ours(file: Path, articles: Sequence[Article]) -> float:
    with open_storage(f"sqlite:///{file}") as storage:
        started = time.process_time()
        save_all(storage, articles)
        return len(articles) / (time.process_time() - started)


def save_all(storage: Storage, articles: Sequence[Article]) -> None:
    """Save articles as a crawl does, a hundred a transaction."""
    arrived = [Arrival(one, None, Visit(one.fetched_at, None)) for one in articles]
    for first in range(0, len(articles), _BATCH):
        storage.records.save_each(arrived[first : first + _BATCH])
