"""Records deleted for good: they are remembered, and do not come back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, literal, select, update

from storage.ends import BURIED
from storage.kinds import UtcDateTime
from storage.search_index import forget
from storage.stories import forget_signature
from storage.tables import article, article_url, article_version, entry, tombstone
from storage.types import EntryState
from storage.upserts import upsert


def bury(connection: Connection, record_ids: Sequence[int], now: datetime) -> int:
    """Delete records and remember them; return how many there were."""
    moment = literal(now, UtcDateTime)
    for buried in (
        select(article_url.c.source, literal("url"), article_url.c.key, moment).where(
            article_url.c.article_id.in_(record_ids)
        ),
        select(article.c.source, literal("text"), article_version.c.text_hash, moment)
        .join(article_version, article_version.c.article_id == article.c.id)
        .where(article.c.id.in_(record_ids)),
    ):
        connection.execute(
            upsert(tombstone)
            .from_select(["source", "kind", "value", "deleted_at"], buried)
            .on_conflict_do_nothing()
        )
    connection.execute(
        update(entry)
        .where(entry.c.article_id.in_(record_ids))
        .values(state=EntryState.REJECTED, due_at=None, **BURIED)
    )
    forget(connection, record_ids)
    for record_id in record_ids:
        forget_signature(connection, record_id)
    return connection.execute(delete(article).where(article.c.id.in_(record_ids))).rowcount
