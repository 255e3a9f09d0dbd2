"""``python -m storage.migrations`` writes ``newest.sql``: what all migrations together lead to."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from storage.database import Database
from storage.engine import database_url, make_engine
from storage.newest import STATEMENTS
from storage.schema import migrate

_PATIENCE = 5.0
# what belongs to an index of words is made with it
_DEFINED = """
    SELECT sql FROM sqlite_master
    WHERE sql IS NOT NULL AND name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow')
    ORDER BY rowid
"""


def newest() -> str:
    """Return the statements that define what a file holds once every migration has run."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "migrated.db"
        engine = make_engine(database_url(f"sqlite:///{file}"), _PATIENCE)
        with Database(engine, _PATIENCE).write() as connection:
            migrate(connection)
        engine.dispose()
        with closing(sqlite3.connect(file)) as connection:
            made = "".join(f"{sql};\n" for (sql,) in connection.execute(_DEFINED))
    return "".join(f"{line.rstrip()}\n" for line in made.splitlines())


if __name__ == "__main__":
    STATEMENTS.write_text(newest(), "utf-8")
