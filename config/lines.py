"""On which line of a TOML text a key stands.

``tomllib`` keeps no positions, so the text is cut into its statements (a statement ends on the
first line at which it parses by itself) and each is parsed alone. Works for texts that are valid
as a whole; a text that is not carries its line in the parser's own message (`syntax_line`).
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Path: TypeAlias = tuple[str | int, ...]
"""Keys and positions from the top of the document: ``("listing", 0, "url")``."""


def key_lines(text: str) -> dict[Path, int]:
    """Return the line (from 1) of every key and table of a valid TOML text."""
    lines: dict[Path, int] = {(): 1}
    last: dict[Path, int] = {}
    table: Path = ()
    for line, statement, data in _statements(text):
        if statement.lstrip().startswith("["):
            table = _enter(data, last)
            lines.setdefault(table, line)
        else:
            for path in _paths(data, table):
                lines.setdefault(path, line)
    return lines


def line_of(lines: Mapping[Path, int], path: Path) -> int:
    """Return the line of ``path``, or of the nearest table around it (a key that is missing)."""
    while path not in lines:
        path = path[:-1]
    return lines[path]


def syntax_line(error: tomllib.TOMLDecodeError, text: str) -> int:
    """Return the line (from 1) that the parser complains about."""
    match = re.search(r"at line (\d+)", str(error))
    return int(match[1]) if match else max(1, len(text.rstrip().splitlines()))


def _statements(text: str) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Each statement with the line on which it begins and what it says by itself."""
    begin, pending = 1, ""
    # not splitlines(): TOML ends lines at \n alone
    for number, line in enumerate(text.split("\n"), start=1):
        pending += line + "\n"
        try:
            data = tomllib.loads(pending)
        except tomllib.TOMLDecodeError:
            continue
        if data:
            yield begin, pending, data
        begin, pending = number + 1, ""


def _enter(header: dict[str, Any], last: dict[Path, int]) -> Path:
    """Return the path of the table that a ``[header]`` opens; ``last`` counts arrays of tables."""
    path: Path = ()
    node: Any = header
    while isinstance(node, dict) and node:
        key, node = next(iter(node.items()))
        path += (key,)
        if isinstance(node, list):
            last[path] = last.get(path, -1) + 1
            node = {}
        if path in last:
            path += (last[path],)
    return path


def _paths(data: object, above: Path) -> Iterator[Path]:
    """Every path inside a parsed value, the value's own first."""
    items = data.items() if isinstance(data, dict) else enumerate(data)  # type: ignore[arg-type] # lists and dicts only
    for key, value in items:
        path = (*above, key)
        yield path
        if isinstance(value, dict | list):
            yield from _paths(value, path)
