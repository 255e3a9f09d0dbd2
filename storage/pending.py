"""Records that the search index does not hold yet: told cheaply, for there are hardly ever any."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from storage.database import Database
from storage.plain import plain

ProgressListener = Callable[[int, int], None]

_CHUNK = 200


def catch_up(database: Database, on_progress: ProgressListener | None = None) -> None:
    """Index all that is pending, a transaction for each few hundred; whoever is killed goes on.

    That is what a database of an older schema has, and one that another program wrote into.
    ``on_progress`` hears how many are done, of how many.
    """
    with database.read() as connection:
        total = plain(connection, "SELECT count(*) FROM search_pending").scalar_one()
    done = 0
    while done < total:
        with database.write("index") as connection:
            step = index(connection, _CHUNK)
        if not step:
            return
        done += step
        if on_progress is not None:
            on_progress(min(done, total), total)


def index(connection: Connection, *limit: int) -> int:
    """Index what is pending; return how many records there were."""
    from storage.search_index import index_pending  # noqa: PLC0415 - who reads indexes nothing

    return index_pending(connection, *limit)
