"""Records whole: their text, their channels, and the addresses that they are known under."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from storage.columns import FIRST_CHANNEL, article_of
from storage.rows import AnyRow
from storage.tables import article, article_category, article_url, article_version
from storage.types import Record


def whole(connection: Connection, record_ids: Sequence[int]) -> list[Record]:
    """Return records in the order of these numbers; those that are not there are left out."""
    rows = connection.execute(select(article).where(article.c.id.in_(record_ids))).all()
    texts = connection.execute(
        select(article_version).join(
            article,
            (article.c.id == article_version.c.article_id)
            & (article.c.version == article_version.c.number),
        ).where(article.c.id.in_(record_ids))
    ).all()  # fmt: skip
    by_id = {row.article_id: row for row in texts}
    channels, aliases = _channels(connection, record_ids), _aliases(connection, record_ids)
    found = {
        row.id: _record(row, by_id[row.id], channels.get(row.id, []), aliases.get(row.id, []))
        for row in rows
    }
    return [found[record_id] for record_id in record_ids if record_id in found]


def _record(row: AnyRow, version: AnyRow, channels: list[str], urls: list[str]) -> Record:
    return Record(
        id=row.id,
        article=article_of(row, version),
        version=row.version,
        channels=tuple(dict.fromkeys((*row.categories[FIRST_CHANNEL:], *channels))),
        first_fetched_at=row.first_fetched_at,
        withdrawn_at=row.withdrawn_at,
        aliases=tuple(url for url in urls if url != row.url),
    )


def _channels(connection: Connection, record_ids: Sequence[int]) -> dict[int, list[str]]:
    rows = connection.execute(
        select(article_category.c.article_id, article_category.c.category)
        .where(
            article_category.c.article_id.in_(record_ids),
            article_category.c.position >= FIRST_CHANNEL,
        )
        .order_by(article_category.c.position, article_category.c.category)
    )
    found: dict[int, list[str]] = {}
    for row in rows:
        found.setdefault(row.article_id, []).append(row.category)
    return found


def _aliases(connection: Connection, record_ids: Sequence[int]) -> dict[int, list[str]]:
    rows = connection.execute(
        select(article_url.c.article_id, article_url.c.url)
        .where(article_url.c.article_id.in_(record_ids))
        .order_by(article_url.c.first_seen_at, article_url.c.key)
    )
    found: dict[int, list[str]] = {}
    for row in rows:
        found.setdefault(row.article_id, []).append(row.url)
    return found
