"""Finds and reads source files: the shipped ones, then the user's folder.

A file of the user's replaces the shipped one of the same name. Every fault of every file is
collected before anything is refused, each with file, line and key.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel, ValidationError

from config.errors import SettingProblem, SettingsError, SourceError, SourceErrors, UnknownSource
from config.folders import SHIPPED_SOURCES, config_folder
from config.listing import KINDS, NO_KIND
from config.problems import key_text, unknown_key, why
from config.schedule import Schedule
from config.source import Extract, Fetch, Source
from config.toml import TomlFile, UnreadableToml, read_toml

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pydantic_core import ErrorDetails

    from config.settings import Settings

_MODELS: dict[str, type[BaseModel]] = {
    "": Source,
    "schedule": Schedule,
    "extract": Extract,
    "fetch": Fetch,
}


@dataclass(frozen=True, slots=True)
class Readout:
    """What a look at all source files gave: the usable sources and the faults of the others."""

    sources: tuple[Source, ...]
    errors: tuple[SourceError, ...]


def load_sources(settings: Settings) -> tuple[Source, ...]:
    """All sources by name, disabled ones included (``source.enabled`` tells).

    Raises SourceErrors with every fault of every file, SettingsError for a missing folder.
    """
    readout = read_sources(settings)
    if readout.errors:
        raise SourceErrors(readout.errors)
    return readout.sources


def read_sources(settings: Settings) -> Readout:
    """Do the same without raising for faulty files: for those who list or check sources."""
    return _read(source_files(settings).values())


def load_source(name: str, settings: Settings) -> Source:
    """One source, disabled or not; the faults of other files do not matter.

    Raises UnknownSource (with the names that come close), SourceErrors, SettingsError.
    """
    files = source_files(settings)
    if name not in files:
        raise UnknownSource(name, difflib.get_close_matches(name, files, n=3))
    readout = _read([files[name]])
    if readout.errors:
        raise SourceErrors(readout.errors)
    return readout.sources[0]


def load_named(names: Iterable[str], settings: Settings) -> tuple[Source, ...]:
    """Return the sources of these names, each once. Raises what ``load_source`` does."""
    return tuple(load_source(name, settings) for name in dict.fromkeys(names))


def source_files(settings: Settings) -> dict[str, Path]:
    """Return the file of each source by stem, sorted; the user's own win over the shipped ones."""
    files = {file.stem: file for file in _toml_files(SHIPPED_SOURCES)}
    folder = user_sources(settings)
    if folder is not None:
        files |= {file.stem: file for file in _toml_files(folder)}
    return dict(sorted(files.items()))


def user_sources(settings: Settings) -> Path | None:
    """Return the folder of the user's own source files, if there is one."""
    if settings.sources_dir is None:
        folder = config_folder() / "sources"
        return folder if folder.is_dir() else None
    if not settings.sources_dir.is_dir():
        raise _bad_folder(settings.sources_dir, "there is no such folder. Create it")
    return settings.sources_dir


def read_source(file: Path) -> Source:
    """Return the source that one file describes; SourceErrors with all its faults."""
    try:
        toml = read_toml(file)
    except UnreadableToml as error:
        raise SourceErrors([SourceError(file, "", error.line, error.why)]) from error
    try:
        source = Source.model_validate(toml.data)
    except ValidationError as error:
        faults = [_fault(toml, detail) for detail in error.errors(include_url=False)]
        raise SourceErrors(sorted(faults, key=lambda fault: fault.line or 0)) from error
    if source.name != file.stem:
        cause = f"{source.name!r} is not the file's name. Write {file.stem!r} or rename the file"
        raise SourceErrors([SourceError(file, "name", toml.line(("name",)), cause)])
    return source.read_from(file)


def _read(files: Iterable[Path]) -> Readout:
    sources: list[Source] = []
    errors: list[SourceError] = []
    for file in files:
        try:
            sources.append(read_source(file))
        except SourceErrors as error:
            errors.extend(error.errors)
    return Readout(tuple(sources), tuple(errors))


def _fault(toml: TomlFile, error: ErrorDetails) -> SourceError:
    path, kind = _without_kind(error["loc"])
    if error["type"] == NO_KIND:
        path = (*path, "kind")
        cause = f"{error['input'].get('kind')!r} {error['msg']}"
    else:
        cause = _unknown(path, kind) if error["type"] == "extra_forbidden" else why(error)
    return SourceError(toml.path, key_text(path), toml.line(path), cause)


def _without_kind(path: tuple[int | str, ...]) -> tuple[tuple[int | str, ...], str | None]:
    """Part the place of a fault as the file has it from the kind of its listing."""
    place = 2
    if path[:1] == ("listing",) and len(path) > place:
        return path[:place] + path[place + 1 :], str(path[place])
    return path, None


def _unknown(path: tuple[int | str, ...], kind: str | None) -> str:
    key = str(path[-1])
    if kind is not None:
        return unknown_key(key, _KEYS | {"listing": _keys(KINDS[kind])}, "listing", _SEE) + (
            _kinds_with(key)
        )
    table = ".".join(part for part in path[:-1] if isinstance(part, str))
    return unknown_key(key, _KEYS, table, _SEE)


def _kinds_with(key: str) -> str:
    kinds = [f'kind = "{kind}"' for kind, model in KINDS.items() if key in model.model_fields]
    return f". A listing of {' or '.join(kinds)} has {key!r}" if kinds else ""


def _keys(model: type[BaseModel]) -> tuple[str, ...]:
    return tuple(field.alias or name for name, field in model.model_fields.items())


_SEE = "docs/sources.md"
_KEYS = {table: _keys(model) for table, model in _MODELS.items()} | {
    "listing": tuple(dict.fromkeys(key for model in KINDS.values() for key in _keys(model)))
}


def _toml_files(folder: Path) -> list[Path]:
    try:
        entries = list(folder.iterdir())
    except OSError as error:
        raise _bad_folder(folder, f"cannot be listed: {error.strerror}") from error
    return [file for file in entries if file.suffix == ".toml" and not file.name.startswith(".")]


def _bad_folder(folder: Path, cause: str) -> SettingsError:
    return SettingsError([SettingProblem(f"folder {folder}", "sources_dir", cause)])
