"""Where settings are given: file, environment, secret files, flags; the later the stronger.

Collects what was given and remembers where; does not decide whether a value is usable.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from config.errors import SettingProblem, SettingsError, shown
from config.folders import config_folder
from config.toml import UnreadableToml, read_toml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel

PREFIX = "NEWSMILL_"
TEST_PREFIX = "NEWSMILL_TEST_"
"""Variables of the test suite, never settings."""
FILE_SUFFIX = "_FILE"
CONFIG_NAME = "newsmill.toml"


@dataclass(frozen=True, slots=True)
class Given:
    """One value as it was given: ``origin`` for a table of settings, ``place`` for an error."""

    value: object
    origin: str
    place: str


def collect(
    model: type[BaseModel], config_file: Path | None, overrides: Mapping[str, object]
) -> dict[str, Given]:
    """Tell what was given for each setting of ``model``, unknown names included.

    Raises SettingsError for a file that is missing or unreadable.
    """
    file = config_file or _found_file()
    flags = {
        name: Given(value, "flag", f"flag --{name.replace('_', '-')}")
        for name, value in overrides.items()
        if value is not None
    }
    given = _from_file(model, file) if file else {}
    for stronger in (_from_environment(model), _from_secret_files(model), flags):
        for name, value in stronger.items():
            given[name] = _over(given.get(name), value)
    return given


def _over(weaker: Given | None, stronger: Given) -> Given:
    """Return what both say together: a table is filled key by key, anything else replaced."""
    if not (weaker and isinstance(weaker.value, dict) and isinstance(stronger.value, dict)):
        return stronger
    value = _filled(weaker.value, stronger.value)
    origin, place = (f"{old}, {new}" for old, new in (
        (weaker.origin, stronger.origin), (weaker.place, stronger.place)
    ))  # fmt: skip
    return Given(value, origin, place)


def _filled(weaker: dict[str, object], stronger: dict[str, object]) -> dict[str, object]:
    filled = dict(weaker)
    for key, value in stronger.items():
        before = filled.get(key)
        both = isinstance(before, dict) and isinstance(value, dict)
        filled[key] = _filled(before, value) if both else value  # type: ignore[arg-type]
    return filled


def _found_file() -> Path | None:
    for folder in (Path.cwd(), config_folder()):
        if (folder / CONFIG_NAME).is_file():
            return folder / CONFIG_NAME
    return None


def _from_file(model: type[BaseModel], file: Path) -> dict[str, Given]:
    try:
        toml = read_toml(file)
    except UnreadableToml as error:
        line = f", line {error.line}" if error.line else ""
        problem = SettingProblem(f"{shown(file)}{line}", "the settings file", error.why)
        raise SettingsError([problem]) from error
    return {
        name: Given(
            _beside(file, value) if _is_folder(model, name) else value,
            f"file {shown(file)}",
            f"{shown(file)}, line {toml.line((name,))}",
        )
        for name, value in toml.data.items()
    }


def _is_folder(model: type[BaseModel], name: str) -> bool:
    return name.endswith("_dir") and name in model.model_fields


def _beside(file: Path, value: object) -> object:
    """Resolve a folder in a file against the file, wherever the program is started."""
    if not isinstance(value, str) or value.startswith("~"):
        return value
    return str(file.absolute().parent / value)


def _from_environment(model: type[BaseModel]) -> dict[str, Given]:
    given: dict[str, Given] = {}
    for variable, text in _variables(model).items():
        name, *keys = variable.upper().removeprefix(PREFIX).lower().split("__")
        if text or name not in model.model_fields:
            origin = f"environment {variable}"
            given[name] = _over(given.get(name), Given(_nested(keys, text), origin, origin))
    return given


def _nested(keys: list[str], text: str) -> object:
    """Return the tables that ``A__B__C`` means around a text."""
    return {keys[0]: _nested(keys[1:], text)} if keys else text


def _variables(model: type[BaseModel]) -> dict[str, str]:
    """Return the variables with our prefix, except those of the test suite and of secret files."""
    files = {f"{PREFIX}{name.upper()}{FILE_SUFFIX}" for name in secret_names(model)}
    return {
        variable: text
        for variable, text in os.environ.items()
        if variable.upper().startswith(PREFIX)
        and not variable.upper().startswith(TEST_PREFIX)
        and variable not in files
    }


def secret_names(model: type[BaseModel], kind: object = None) -> list[str]:
    """Return the settings whose values may hold a password; of ``kind`` "whole", nothing else."""
    held = {
        name: field.json_schema_extra.get("secret")
        for name, field in model.model_fields.items()
        if isinstance(field.json_schema_extra, dict)
    }
    return [name for name, found in held.items() if found and kind in {None, found}]


def _from_secret_files(model: type[BaseModel]) -> dict[str, Given]:
    """``NEWSMILL_X_FILE`` names a file that holds setting X: how containers pass secrets."""
    given: dict[str, Given] = {}
    for name in secret_names(model):
        variable = f"{PREFIX}{name.upper()}{FILE_SUFFIX}"
        file = os.environ.get(variable)
        if file:
            place = f"environment {variable}"
            given[name] = Given(_secret(Path(file), variable), f"file {file} ({variable})", place)
    return given


def _secret(file: Path, variable: str) -> str:
    plain = variable.removesuffix(FILE_SUFFIX)
    if os.environ.get(plain):
        raise _unusable(variable, f"{plain} is set as well. Unset one of the two")
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise _unusable(variable, f"{file} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise _unusable(variable, f"{file} is not UTF-8 text") from error


def _unusable(variable: str, cause: str) -> SettingsError:
    return SettingsError([SettingProblem(f"environment {variable}", "", cause)])
