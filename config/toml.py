"""A TOML file from disk, with the line of each of its keys."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from config.lines import Path as KeyPath
from config.lines import key_lines, line_of, syntax_line


class UnreadableToml(Exception):  # noqa: N818 - never leaves the package
    """A file that is no TOML document; ``line`` (from 1) where it is known."""

    def __init__(self, line: int | None, why: str) -> None:
        super().__init__(why)
        self.line, self.why = line, why


@dataclass(frozen=True)
class TomlFile:
    """A parsed file."""

    path: Path
    text: str
    data: dict[str, Any]

    def line(self, key: KeyPath) -> int:
        """Return the line of a key, or of the table in which it is missing."""
        return line_of(self._lines, key)

    @cached_property
    def _lines(self) -> dict[KeyPath, int]:
        return key_lines(self.text)


def read_toml(path: Path) -> TomlFile:
    """Return the file's contents; UnreadableToml when it cannot be read, decoded or parsed."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UnreadableToml(None, f"cannot be read: {error.strerror}") from error
    try:
        # the sig form: some editors begin every UTF-8 file with a mark
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise UnreadableToml(line, "is not UTF-8. Save the file in that encoding") from error
    try:
        return TomlFile(path, text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        cause = str(error).partition(" (at ")[0]
        raise UnreadableToml(syntax_line(error, text), f"is not valid TOML: {cause}") from error
