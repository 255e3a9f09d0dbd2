"""Lists in the formats that people and programs ask for: one description of columns for all."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from service.cli.console import output, show
from service.cli.text import safe_text

if TYPE_CHECKING:
    from rich.text import Text

T = TypeVar("T")
Data = Mapping[str, Any]


class Format(StrEnum):
    """How a list is printed."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """One column of a table; ``of`` may give a styled text that is safe already.

    ``wide`` takes what room is left and is cut to it on a terminal, or with ``wraps`` goes on in
    the next line.
    """

    head: str
    of: Callable[[T], object]
    right: bool = False
    wide: bool = False
    wraps: bool = False


def print_table(rows: Iterable[T], columns: Sequence[Column[T]], title: str | None = None) -> None:
    """Print rows for people."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, title=title, title_justify="left", pad_edge=False)
    for column in columns:
        side: Literal["left", "right"] = "right" if column.right else "left"
        table.add_column(
            column.head,
            justify=side,
            no_wrap=not column.wraps,
            overflow="fold" if column.wraps else "ellipsis",
            ratio=1 if column.wide and output().is_terminal else None,
        )
    for row in rows:
        table.add_row(*(_cell(column.of(row)) for column in columns))
    show(table)


def _cell(value: object) -> Text:
    from rich.text import Text

    return value if isinstance(value, Text) else Text(safe_text(str(value)))


def print_pairs(pairs: Sequence[tuple[str, object]]) -> None:
    """Print names and values, one pair a line; pairs without a value are left out."""
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in pairs:
        if value not in {None, ""}:
            grid.add_row(name, Text(safe_text(str(value), lines=True)))
    show(grid)


def print_json(data: object) -> None:
    """Print one JSON document."""
    json.dump(data, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def print_jsonl(rows: Iterable[Data]) -> None:
    """Print one JSON document a line."""
    for row in rows:
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


def print_csv(rows: Sequence[Data], names: Sequence[str]) -> None:
    """Print rows as CSV with a head (RFC 4180)."""
    writer = csv.DictWriter(sys.stdout, names, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)


def print_list(shape: Format, name: str, rows: Sequence[Data], cursor: str | None) -> None:
    """Print a page of a list for programs; JSON carries the cursor of the next page as ``next``."""
    if shape is Format.JSON:
        print_json({name: rows, "next": cursor})
    elif shape is Format.JSONL:
        print_jsonl(rows)
    else:
        rows = [flat(row) for row in rows]
        print_csv(rows, list(rows[0]) if rows else [])


def flat(row: Data) -> dict[str, object]:
    """Return a row of plain values: lists become ``a; b``, a table's keys stand beside its own."""
    cells: dict[str, object] = {}
    for name, value in row.items():
        if isinstance(value, dict):
            cells |= {f"{name}.{key}": one for key, one in value.items()}
        elif isinstance(value, list | tuple):
            cells[name] = "; ".join(map(str, value))
        else:
            cells[name] = value
    return cells
