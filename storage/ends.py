"""How the entry of an article that has arrived ends, by what became of the article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from articles.recheck import next_look
from articles.types import Decision, RejectReason
from storage.arrivals import Arrival
from storage.columns import address_values
from storage.leases import settle, settle_each, settled
from storage.rows import AnyRow
from storage.tables import article_url
from storage.types import EntryState, Lease
from storage.upserts import upsert

BURIED = {
    "article_id": None,
    "etag": None,
    "last_modified": None,
    "error_kind": RejectReason.DELETED.value,
    "error": "its record was deleted",
}
"""The columns of an entry whose record was deleted: without validators, as nothing is stored."""
# built once: a statement is known again by what it is, which takes as long as to run it
_OTHER_ADDRESS = upsert(article_url).on_conflict_do_nothing()


@dataclass(frozen=True, slots=True)
class Written:
    """What a record is after a write."""

    record_id: int
    version: int
    published_at: datetime


def finish(connection: Connection, stored: Sequence[tuple[Arrival, Written]]) -> None:
    """Note further addresses, which listings showed, and how the entries ended.

    A page's own address may have been another record's further one before.
    """
    leased = [(one, record, one.lease) for one, record in stored if one.lease is not None]
    further = [
        address_values(one.article.source, lease.key, lease.url, one.visit.now)
        | {"article_id": record.record_id}
        for one, record, lease in leased
        if lease.key not in {"", one.article.key}
    ]
    if further:
        connection.execute(_OTHER_ADDRESS, further)
    settle_each(connection, [_stored(one, record, lease) for one, record, lease in leased])


def _stored(one: Arrival, record: Written, lease: Lease) -> dict[str, object]:
    visit = one.visit
    return settled(
        lease,
        visit.run_id,
        EntryState.STORED,
        visit.now,
        article_id=record.record_id,
        etag=visit.etag,
        last_modified=visit.last_modified,
        due_at=next_look(record.published_at, visit.now, visit.recheck),
    )


def keep(connection: Connection, one: Arrival, row: AnyRow, why: str) -> None:
    """End an entry whose record is left as it is; it keeps its validators, which are the text's."""
    if one.lease is not None:
        settle(
            connection,
            one.lease,
            one.visit.run_id,
            EntryState.STORED,
            one.visit.now,
            error_kind=Decision.WORSE.value,
            error=why,
            due_at=next_look(row.published_at, one.visit.now, one.visit.recheck),
        )


def bury(connection: Connection, one: Arrival) -> None:
    """End an entry whose record was deleted."""
    if one.lease is not None:
        visit = one.visit
        settle(connection, one.lease, visit.run_id, EntryState.REJECTED, visit.now, **BURIED)
