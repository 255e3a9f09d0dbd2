"""Records as tables for other programs' own files: Parquet and SQLite, a row a record."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from storage.errors import ExportError, ExtraMissing
from storage.export import FIELDS, record_data, record_values
from storage.types import Record

if TYPE_CHECKING:
    import pyarrow as pa

_CHUNK = 500
_NUMBERS = frozenset({"id", "version"})
_LISTS = frozenset({"aliases", "categories", "channels", "images", "keywords"})
_SHARES = frozenset({"confidence"})
_TABLES = frozenset({"provenance"})
_TIMES = frozenset(name for name in FIELDS if name.endswith("_at"))


def write_parquet(records: Iterable[Record], to: Path) -> Iterator[Record]:
    """Write a Parquet file: times in UTC, lists and maps as such; yields each record that is in it.

    Raises ExtraMissing without pa.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra
        from pyarrow import parquet  # noqa: PLC0415 - the same
    except ImportError as error:
        raise ExtraMissing("Parquet files", "pyarrow", "parquet") from error
    schema = pa.schema([(name, _parquet_type(name)) for name in FIELDS])
    rest = iter(records)
    with parquet.ParquetWriter(to, schema, compression="zstd") as file:
        while chunk := list(islice(rest, _CHUNK)):
            rows = [record_values(record) for record in chunk]
            file.write_table(pa.Table.from_pylist(rows, schema))
            yield from chunk


def _parquet_type(name: str) -> pa.DataType:
    import pyarrow as pa  # noqa: PLC0415 - the same

    if name in _TIMES:
        return pa.timestamp("us", tz="UTC")
    if name in _LISTS:
        return pa.list_(pa.string())
    if name in _TABLES:
        return pa.map_(pa.string(), pa.string())
    if name in _SHARES:
        return pa.float64()
    return pa.int64() if name in _NUMBERS else pa.string()


def write_sqlite(records: Iterable[Record], to: Path) -> Iterator[Record]:
    """Write an SQLite file with one table, ``records``, lists and maps as JSON. Yields the same."""
    columns = ", ".join(f'"{name}" {_sqlite_type(name)}' for name in FIELDS)
    places = ", ".join("?" * len(FIELDS))
    try:
        with closing(sqlite3.connect(to, isolation_level=None)) as file:
            file.execute("PRAGMA journal_mode = OFF")
            file.execute("BEGIN")
            file.execute(f"CREATE TABLE records ({columns})")
            for record in records:
                row = [_cell(value) for value in record_data(record).values()]
                file.execute(f"INSERT INTO records VALUES ({places})", row)  # noqa: S608 - our own names
                yield record
            file.execute("CREATE INDEX records_published ON records (published_at)")
            file.execute("COMMIT")
    except sqlite3.Error as error:
        raise ExportError(to, error) from error


def _sqlite_type(name: str) -> str:
    if name == "id":
        return "INTEGER PRIMARY KEY"
    if name in _SHARES:
        return "REAL"
    return "INTEGER" if name in _NUMBERS else "TEXT"


def _cell(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value
