"""Source files written and edited by the program: the user's comments and order stay."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import tomlkit

from config.errors import SettingProblem, SettingsError
from config.folders import config_folder
from config.loader import read_source

if TYPE_CHECKING:
    from articles.types import FetchedPage
    from config.settings import Settings
    from config.source import Source


def source_text(
    fields: Mapping[str, object], listings: Sequence[Mapping[str, object]], comment: str
) -> str:
    """Return a source file: a comment, the source's own keys and tables, then its listings."""
    document = tomlkit.document()
    for line in comment.splitlines():
        document.add(tomlkit.comment(line))
    document.add(tomlkit.nl())
    for key, value in fields.items():
        document.add(key, tomlkit.item(value))
    tables = tomlkit.aot()
    for listing in listings:
        tables.append(tomlkit.item(dict(listing)))
    document.add("listing", tables)
    return tomlkit.dumps(document)


def own_folder(settings: Settings) -> Path:
    """Return the folder of the user's own source files, made if there is none."""
    folder = settings.sources_dir or config_folder() / "sources"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(folder, error) from error
    return folder


def new_file(folder: Path, name: str) -> Path:
    """Return where a new source's file belongs. Raises SettingsError for one that exists."""
    file = folder / f"{name}.toml"
    if file.exists():
        why = "it exists already. Choose another name, or remove it first"
        raise SettingsError([SettingProblem(f"file {file}", "", why)])
    return file


def write_source(folder: Path, name: str, text: str) -> Source:
    """Write a new source file and read it back; an existing one is never overwritten.

    Raises SettingsError for a file that exists or cannot be written, SourceErrors for a text
    that is no source.
    """
    file = new_file(folder, name)
    with _written(file, text) as part:
        read_source(part)
    return read_source(file)


def set_enabled(source: Source, settings: Settings, *, enabled: bool) -> Path:
    """Switch a source on or off in the user's own file; a shipped one is copied there first."""
    file = own_folder(settings) / f"{source.name}.toml"
    origin = file if file.exists() else source.path
    document = tomlkit.parse(origin.read_text(encoding="utf-8"))
    document["enabled"] = enabled
    with _written(file, tomlkit.dumps(document)) as part:
        read_source(part)
    return file


@contextmanager
def _written(file: Path, text: str) -> Iterator[Path]:
    """Write a file of the same name elsewhere, and put it in place once it was looked at."""
    try:
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=".newsmill-") as folder:
            part = Path(folder) / file.name
            part.write_text(text, encoding="utf-8")
            yield part
            part.replace(file)
    except OSError as error:
        raise _unwritable(file, error) from error


def _unwritable(path: Path, error: OSError) -> SettingsError:
    why = f"it cannot be written: {error.strerror or error}. Make it writable, or set sources_dir"
    return SettingsError([SettingProblem(str(path), "sources_dir", why)])


def recorded_page(page: FetchedPage, channels: Sequence[str]) -> str:
    """Return what a recording says of its page besides the page itself."""
    document = tomlkit.document()
    document["url"] = page.final_url
    document["content_type"] = page.content_type
    document["fetched_at"] = page.fetched_at.replace(microsecond=0)
    document["channels"] = list(channels)
    return tomlkit.dumps(document)
