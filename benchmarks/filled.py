"""A database of very many records, written as fast as SQLite takes them.

The tables, triggers and the index of words are newsmill's own; rows and words go in by the driver,
past the code that a crawl uses, which would take an hour. Signatures of texts are drawn by lot, so
no two records are copies of one another: looking for copies costs the same.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random

from articles.identity import text_hash
from articles.search.tokens import spaced
from articles.signature import COMPONENTS, bands
from benchmarks.stories import Written, stories
from storage import open_storage
from storage.fts5 import EVERY, source_token
from storage.places import ROOM, second_of

_BATCH = 5_000
_FAST = ("journal_mode = OFF", "synchronous = OFF", "cache_size = -400000", "temp_store = MEMORY")
_ARTICLE = """INSERT INTO article (id, source, key, url, title, author, categories, published_at,
date_source, language, headimg, images, keywords, provenance, content_hash, text_hash, version,
first_fetched_at, fetched_at, withdrawn_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'page', ?, '', '[]', '[]', '{}', ?, ?, 1, ?, ?, ?)"""
_VERSION = """INSERT INTO article_version (article_id, number, stored_at, title, headimg,
published_at, content_hash, text_hash, body_text, body_html)
VALUES (?, 1, ?, ?, '', ?, ?, ?, ?, ?)"""
_URL = (
    "INSERT INTO article_url (key, source, url, article_id, first_seen_at) VALUES (?, ?, ?, ?, ?)"
)
_CATEGORY = """INSERT INTO article_category (article_id, category, position, source, published_at)
VALUES (?, ?, ?, ?, ?)"""
_SEARCH = "INSERT INTO search (rowid, title, body, source) VALUES (?, ?, ?, ?)"
_DOCUMENT = "INSERT INTO search_document (article_id, place, version) VALUES (?, ?, 1)"
_SIGNATURE = "INSERT INTO article_signature (article_id, signature) VALUES (?, ?)"
_BAND = "INSERT OR IGNORE INTO article_band (band, article_id) VALUES (?, ?)"


def fill(file: Path, records: int) -> None:
    """Make a database of so many records."""
    open_storage(f"sqlite:///{file}").close()
    with closing(sqlite3.connect(file)) as connection:
        for pragma in _FAST:
            connection.execute(f"PRAGMA {pragma}")
        drawn = Random(records)  # noqa: S311 - the same each time, no secret
        signatures: list[tuple[int, bytes]] = []
        last = -1
        for batch in _batches(stories(records)):
            places = []
            for one in batch:
                last = max(last + 1, second_of(one.published) * ROOM)
                places.append(last)
            _add(connection, batch, places)
            signatures += [(one.number + 1, drawn.randbytes(COMPONENTS * 4)) for one in batch]
            connection.commit()
        connection.executemany(_SIGNATURE, signatures)
        # in the order of the table: at random, each row would be a page of its own
        rows = sorted((band, number) for number, sign in signatures for band in bands(sign))
        connection.executemany(_BAND, rows)
        connection.execute("DELETE FROM search_pending")
        connection.commit()
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA optimize")


def _batches(written: Iterator[Written]) -> Iterator[list[Written]]:
    while batch := list(islice(written, _BATCH)):
        yield batch


def _add(connection: sqlite3.Connection, batch: Sequence[Written], places: Sequence[int]) -> None:
    run = connection.executemany
    hashes = [text_hash(one.text) for one in batch]
    run(_ARTICLE, [_article(one, text) for one, text in zip(batch, hashes, strict=True)])
    run(_VERSION, [_version(one, text) for one, text in zip(batch, hashes, strict=True)])
    run(_URL, map(_address, batch))
    run(
        _CATEGORY,
        [
            (one.number + 1, name, position, one.source, _time(one.published))
            for one in batch
            for position, name in enumerate((one.category, one.source))
        ],
    )
    run(
        _SEARCH,
        [
            (place, spaced(one.title), spaced(one.text), f"{EVERY} {source_token(one.source)}")
            for one, place in zip(batch, places, strict=True)
        ],
    )
    run(_DOCUMENT, [(one.number + 1, place) for one, place in zip(batch, places, strict=True)])


def _article(one: Written, text: str) -> tuple[object, ...]:
    fetched = _time(one.published + timedelta(minutes=5))
    withdrawn = fetched if one.number % 500 == 3 else None  # noqa: PLR2004 - a few
    names = json.dumps([one.category, one.source], ensure_ascii=False)
    published = _time(one.published)
    return (
        *(one.number + 1, one.source, _key(one), one.url, one.title, one.source, names, published),
        *("zh" if one.number % 3 else "en", text, text, fetched, fetched, withdrawn),
    )


def _version(one: Written, text: str) -> tuple[object, ...]:
    published = _time(one.published)
    return (one.number + 1, published, one.title, published, text, text, one.text, one.html)


def _address(one: Written) -> tuple[object, ...]:
    return (_key(one), one.source, one.url, one.number + 1, _time(one.published))


def _key(one: Written) -> str:
    return one.url.partition("//")[2]


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S.%f}"


if __name__ == "__main__":
    import sys

    fill(Path(sys.argv[1]), int(sys.argv[2]))
