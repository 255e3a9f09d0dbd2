"""What an export of a name has written already: each record as it was then.

No clock and no row number decides what is new, so nothing that is stored while an export runs, or
by a crawl whose clock is wrong, is left out; a record that changes or is withdrawn is new again.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from sqlalchemy import ColumnElement, case, select

from storage.database import Database
from storage.tables import article, export_mark
from storage.types import Record
from storage.upserts import upsert

_CHUNK = 1_000
_STATUS = case((article.c.withdrawn_at.is_(None), "current"), else_="withdrawn")
_MARK = upsert(export_mark)
_MARK = _MARK.on_conflict_do_update(
    index_elements=["name", "article_id"],
    set_={"version": _MARK.excluded.version, "status": _MARK.excluded.status},
)

Written = tuple[int, int, str]
"""A record's number, version and status."""


def written(record: Record) -> Written:
    """Return what is remembered of an exported record."""
    return record.id, record.version, record.status


def not_exported(name: str) -> ColumnElement[bool]:
    """Demand a record that the export of this name has not written as it is now."""
    return ~(
        select(export_mark.c.article_id)
        .where(
            export_mark.c.name == name,
            export_mark.c.article_id == article.c.id,
            export_mark.c.version == article.c.version,
            export_mark.c.status == _STATUS,
        )
        .exists()
    )


def mark(database: Database, name: str, done: Iterable[Written]) -> None:
    """Remember what an export has written. A record that was deleted meanwhile is left out."""
    rest = iter(done)
    with database.write("mark") as connection:
        while chunk := list(islice(rest, _CHUNK)):
            there = set(
                connection.execute(
                    select(article.c.id).where(article.c.id.in_([number for number, *_ in chunk]))
                ).scalars()
            )
            rows = [
                {"name": name, "article_id": number, "version": version, "status": status}
                for number, version, status in chunk
                if number in there
            ]
            if rows:
                connection.execute(_MARK, rows)
