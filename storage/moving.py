"""Everything from one database into another: copied, compared, and only then a database.

What follows from the records (the index of words, signatures, stories) is made anew over there. Raw
pages are files that stay where they are; where each one is goes along. A copy that is not complete
has a table that says so, and is opened by nothing but the next try, which goes on where this one
ended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Column, Connection, MetaData, Select, String, Table, func, select, tuple_

from storage.database import Database
from storage.engine import shown
from storage.errors import MoveError
from storage.pending import catch_up
from storage.schema import UNFINISHED
from storage.tables import metadata

ProgressListener = Callable[[int, int], None]

_CHUNK = 500
_DERIVED = frozenset(
    {
        "search_document",
        "search_pending",
        "article_signature",
        "article_band",
        "article_story",
        # the triggers count while records are copied
        "article_day",
    }
)
TABLES = tuple(table for table in metadata.sorted_tables if table.name not in _DERIVED)
"""What is copied, each table behind those that its rows refer to."""

_unfinished = Table(UNFINISHED, MetaData(), Column("source", String, primary_key=True))


@dataclass(frozen=True, slots=True)
class MovedTable:
    """One table: how many rows, and the SHA-256 of them all, the same on both sides."""

    name: str
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved, from where to where; passwords left out."""

    source: str
    target: str
    tables: tuple[MovedTable, ...]


def move(
    source: Database,
    target: Database,
    on_progress: ProgressListener | None = None,
    on_index: ProgressListener | None = None,
) -> Moved:
    """Copy all that is in one database into another that is empty, or was begun by this.

    ``on_progress`` hears how many rows are done, of how many: each is read once to copy it and
    once to compare it; ``on_index`` how many records are indexed then. Raises MoveError,
    StorageError; what was copied is gone on with next time.
    """
    with source.read() as reader:
        total = 2 * sum(_count(reader, table) for table in TABLES)
        steps = _Steps(total, on_progress)
        _begin(source, target)
        for table in TABLES:
            _copy(reader, target, table, steps)
        moved = tuple(_compared(reader, target, table, steps) for table in TABLES)
    catch_up(target, on_index)
    with target.write("move-end") as writer:
        _set_sequences(writer)
        _unfinished.drop(writer)
    return Moved(shown(source.engine.url), shown(target.engine.url), moved)


class _Steps:
    def __init__(self, total: int, listener: ProgressListener | None) -> None:
        self._total, self._listener, self._done = total, listener, 0

    def add(self, count: int) -> None:
        self._done += count
        if self._listener is not None:
            self._listener(min(self._done, self._total), self._total)


def _begin(source: Database, target: Database) -> None:
    name, there = shown(source.engine.url), shown(target.engine.url)
    with target.write("move-begin") as connection:
        if connection.dialect.has_table(connection, UNFINISHED):
            begun = connection.execute(select(_unfinished.c.source)).scalar_one_or_none()
            if begun != name:
                raise MoveError(there, f"a move from {begun} is unfinished there")
            return
        if any(_count(connection, table) for table in TABLES):
            raise MoveError(there, "there are records or runs in it already")
        _unfinished.create(connection)
        connection.execute(_unfinished.insert(), {"source": name})


def _copy(reader: Connection, target: Database, table: Table, steps: _Steps) -> None:
    with target.read() as connection:
        done, last = _count(connection, table), _last_key(connection, table)
    steps.add(done)
    for rows in _chunks(reader, table, last):
        with target.write("move") as writer:
            writer.execute(table.insert(), rows)
        steps.add(len(rows))


def _compared(reader: Connection, target: Database, table: Table, steps: _Steps) -> MovedTable:
    with target.read() as connection:
        here, there = _digest(reader, table, steps), _digest(connection, table)
    if here != there:
        why = (
            f"its {table.name} ({there.rows:,} rows) is not the other's ({here.rows:,} rows), "
            "which was written to between two tries. Drop it and create it anew"
        )
        raise MoveError(shown(target.engine.url), why)
    return here


def _digest(connection: Connection, table: Table, steps: _Steps | None = None) -> MovedTable:
    rows, digest = 0, sha256()
    for chunk in _chunks(connection, table, None):
        for row in chunk:
            digest.update(repr(list(row.values())).encode("utf-8", "surrogatepass"))
        rows += len(chunk)
        if steps is not None:
            steps.add(len(chunk))
    return MovedTable(table.name, rows, digest.hexdigest())


def _chunks(
    connection: Connection, table: Table, after: tuple[object, ...] | None
) -> Iterator[list[dict[str, object]]]:
    """Yield the rows of a table in the order of its key, some at a time."""
    key = _key(table)
    while True:
        query: Select[tuple[object, ...]] = select(table).order_by(*key).limit(_CHUNK)
        if after is not None:
            query = query.where(tuple_(*key) > tuple_(*after))
        rows = [dict(row) for row in connection.execute(query).mappings()]
        if rows:
            yield rows
        if len(rows) < _CHUNK:
            return
        after = tuple(rows[-1][column.name] for column in key)


def _last_key(connection: Connection, table: Table) -> tuple[object, ...] | None:
    key = _key(table)
    query = select(*key).order_by(*(column.desc() for column in key)).limit(1)
    row = connection.execute(query).one_or_none()
    return None if row is None else tuple(row)


def _key(table: Table) -> tuple[Column[object], ...]:
    return tuple(table.primary_key.columns)


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _set_sequences(connection: Connection) -> None:
    """Let new rows get numbers behind those that were copied; SQLite does so by itself."""
    if connection.dialect.name == "sqlite":
        return
    for table in metadata.sorted_tables:
        column = table.autoincrement_column
        if column is None:
            continue
        sequence = func.pg_get_serial_sequence(table.name, column.name)
        highest = select(func.max(column)).scalar_subquery()
        connection.execute(
            select(func.setval(sequence, func.coalesce(highest, 1), highest.is_not(None)))
        )
