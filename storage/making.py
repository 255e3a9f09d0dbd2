"""The schema of a new file, made at once.

The migrations lead to the same, table by table and trigger by trigger (a test compares). But to
load and to run them takes longer than all else that the first command does, and what is loaded
stays: a tenth of a crawl's memory. A server's database is made by its migrations: the tables name
nothing that only a server has.
"""

from __future__ import annotations

from sqlalchemy import Connection

from storage import day_counts, fts5
from storage.tables import RECORDS_VIEW, metadata

_VERSION = """
CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)
"""


def make(connection: Connection, head: str) -> None:
    """Make every table, index, view and trigger in an empty file, and say which migration it is."""
    metadata.create_all(connection, checkfirst=False)
    for statement in (*fts5.SCHEMA, *day_counts.SCHEMA["sqlite"], RECORDS_VIEW, _VERSION):
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (head,))
