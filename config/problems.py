"""Validation errors in the user's words: which key, why, and what to write instead."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic_core import ErrorDetails

_SHOWN = 60
_BY_TYPE = {
    "missing": "is missing",
    "string_type": "must be text between quotes",
    "bool_type": "must be true or false, without quotes",
    "int_type": "must be a whole number, without quotes",
    "float_type": "must be a number, without quotes",
    "model_type": "must be a table",
    "tuple_type": "must be a list",
}


def why(error: ErrorDetails, *, secret: bool = False) -> str:
    """Return the cause of one validation error; the value itself is left out when it is secret."""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    text = _BY_TYPE.get(kind) or error["msg"][:1].lower() + error["msg"][1:]
    return text if secret or kind == "missing" else f"{text}{_instead(error)}"


def _instead(error: ErrorDetails) -> str:
    value = repr(error.get("input"))
    return f", not {value}" if len(value) <= _SHOWN else ""


def key_text(path: Iterable[str | int]) -> str:
    """Write ``("listing", 0, "url")`` as people write it: ``listing[0].url``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def unknown_key(key: str, tables: dict[str, tuple[str, ...]], table: str, see: str) -> str:
    """Why ``key`` is not understood in ``table``, and where or how it may have been meant.

    ``tables`` maps each table's name ("" is the top of the file) to its keys.
    """
    close = difflib.get_close_matches(key, tables[table], n=1)
    if close:
        return f"unknown key. Did you mean {close[0]!r}?"
    for other, keys in tables.items():
        if key in keys and other != table:
            return f"unknown key here. {_belongs(key, other)}"
    return f"unknown key. {see} lists every key"


def _belongs(key: str, table: str) -> str:
    if not table:
        return f"{key!r} belongs at the top of the file, above the first [table]"
    header = "[[listing]]" if table == "listing" else f"[{table}]"
    return f"{key!r} belongs below {header}"
