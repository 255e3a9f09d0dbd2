"""What can be wrong with what the user configured.

    ConfigError
     ├── SettingsError    settings that are unknown or unusable, with where each was given
     ├── SourceError      one fault of one source file
     ├── SourceErrors     every fault found in the source files that were read
     ├── UnknownSource    no source file has that name
     └── MomentError      a text that was to be a time is none

A message says where (file and line, environment variable or flag), which key, why, and what to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class ConfigError(Exception):
    """The base of every error of this package."""


@dataclass(frozen=True, slots=True)
class SettingProblem:
    """One unusable setting: ``place`` is where it was given, as the user would name it."""

    place: str
    key: str
    why: str

    def __str__(self) -> str:
        return ", ".join(part for part in (self.place, self.key) if part) + f": {self.why}"


class SettingsError(ConfigError):
    """Settings that are unknown or unusable: all of them at once, one line each."""

    def __init__(self, problems: Sequence[SettingProblem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class SourceError(ConfigError):
    """One fault of one source file; ``line`` counts from 1, ``key`` reads ``listing[0].url``."""

    def __init__(self, file: Path, key: str, line: int | None, why: str) -> None:
        at = f", line {line}" if line is not None else ""
        where = f", {key}" if key else ""
        super().__init__(f"{shown(file)}{at}{where}: {why}")
        self.file, self.key, self.line, self.why = file, key, line, why

    def __reduce__(self) -> tuple[type[SourceError], tuple[Path, str, int | None, str]]:
        return type(self), (self.file, self.key, self.line, self.why)


class SourceErrors(ConfigError):  # noqa: N818 - the plural says that it holds several
    """Every fault found in the source files that were read, in the order of the files."""

    def __init__(self, errors: Sequence[SourceError]) -> None:
        super().__init__("\n".join(str(error) for error in errors))
        self.errors = tuple(errors)


class UnknownSource(ConfigError):  # noqa: N818 - reads as what it is, like KeyError's kin
    """No source file has that name."""

    def __init__(self, name: str, close_matches: Sequence[str] = ()) -> None:
        guess = f" Did you mean {' or '.join(repr(match) for match in close_matches)}?"
        super().__init__(
            f"unknown source {name!r}.{guess if close_matches else ''}"
            " See `newsmill sources list` for all of them."
        )
        self.name, self.close_matches = name, tuple(close_matches)


class MomentError(ConfigError):
    """A text that was to be a time is none."""

    def __init__(self, option: str, text: str) -> None:
        super().__init__(
            f"{option} {text!r} is no time. Write a date (2026-11-01), a time "
            "(2026-11-01T08:00+08:00) or how long ago (36h, 7d)"
        )
        self.option, self.text = option, text


def shown(file: Path) -> str:
    """Return a path as the user would type it: relative when it lies below the working folder."""
    try:
        return str(file.resolve().relative_to(Path.cwd()))
    except (OSError, ValueError):
        return str(file)
