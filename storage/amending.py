"""A record as its kept pages read now: a further version, in one transaction.

It is no visit: nothing is fetched, no entry is settled, no run is named, nobody is told of news,
and what the site withdrew stays withdrawn.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from articles.types import Article
from storage.arrivals import Visit
from storage.saving import change
from storage.tables import article, raw_page


def amend(
    connection: Connection, record_id: int, version: int, new: Article, now: datetime
) -> int | None:
    """Add a version; return its number, or None where the record has another ``version`` by now.

    The raw pages go with it: they belong to the latest version that was read from them.
    """
    found = connection.execute(
        select(article).where(article.c.id == record_id, article.c.version == version)
    ).one_or_none()
    if found is None:
        return None
    written = change(connection, found, new, Visit(now, None), found.withdrawn_at)
    connection.execute(
        update(raw_page)
        .where(raw_page.c.article_id == record_id, raw_page.c.version == version)
        .values(version=written.version)
    )
    return written.version
