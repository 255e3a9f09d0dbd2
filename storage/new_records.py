"""Articles of which nothing is known, stored as new records: many as cheaply as one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from articles.types import Decision
from storage.arrivals import Arrival
from storage.columns import address_values, article_values, category_values, version_values
from storage.ends import Written, finish
from storage.putting import Rows, put
from storage.tables import article, article_category, article_url, article_version
from storage.types import Saved


def store_new(connection: Connection, arrived: Sequence[Arrival]) -> list[Saved]:
    """Store articles that have no address and no text in common with a stored one or each other."""
    numbers = put(connection, len(arrived), _rows(arrived))
    stored = [
        (one, Written(number, 1, one.article.published_at))
        for one, number in zip(arrived, numbers, strict=True)
        if one.lease is not None
    ]
    finish(connection, stored)
    return [Saved(Decision.NEW, number, 1) for number in numbers]


def insert_record(connection: Connection, one: Arrival) -> Written:
    """Make a record of an article, without its address and categories."""
    (number,) = put(connection, 1, _record_rows([one]))
    return Written(number, 1, one.article.published_at)


def _rows(arrived: Sequence[Arrival]) -> Iterator[Rows]:
    yield from _record_rows(arrived)
    yield _addresses(arrived)
    yield _categories(arrived)


def _record_rows(arrived: Sequence[Arrival]) -> Iterator[Rows]:
    """Yield the records of articles, then their first versions."""
    places = range(1, len(arrived) + 1)
    records = [
        article_values(one.article) | {"version": 1, "first_fetched_at": one.article.fetched_at}
        for one in arrived
    ]
    yield Rows(article, "id", places, records)
    del records
    versions = [
        version_values(one.article)
        | {"number": 1, "stored_at": one.visit.now, "run_id": one.visit.run_id}
        for one in arrived
    ]
    yield Rows(article_version, "article_id", places, versions)


def _addresses(arrived: Sequence[Arrival]) -> Rows:
    addresses = [
        address_values(one.article.source, one.article.key, one.article.url, one.visit.now)
        for one in arrived
    ]
    return Rows(article_url, "article_id", range(1, len(arrived) + 1), addresses)


def _categories(arrived: Sequence[Arrival]) -> Rows:
    of_each = [
        (place, row)
        for place, one in enumerate(arrived, 1)
        for row in category_values(one.article, one.channels, one.article.published_at)
    ]
    return Rows(
        article_category, "article_id", [at for at, _ in of_each], [row for _, row in of_each]
    )
