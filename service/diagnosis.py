"""What is wrong with an installation: each look gives a finding, and none of them raises."""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from config import ConfigError, Settings, load_settings, read_sources, user_sources
from storage import Storage, StorageError, open_storage

_WAL_SAFE = (3, 51, 3)
_LITTLE = 1 << 30
_PATIENCE = 5.0
_PROXIES = ("http_proxy", "https_proxy", "no_proxy")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; ``mend`` tells what to do about it."""

    what: str
    result: Literal["well", "note", "wrong"]
    found: str
    mend: str = ""


def diagnose(config_file: Path | None) -> tuple[Finding, ...]:
    """Look at everything that can be looked at; the rest depends on usable settings."""
    return tuple(_findings(config_file))


def _findings(config_file: Path | None) -> Iterator[Finding]:
    yield Finding("newsmill", "well", f"{version('newsmill')} on Python {sys.version.split()[0]}")
    yield Finding("platform", "well", platform.platform())
    yield _sqlite()
    try:
        settings = load_settings(config_file)
    except ConfigError as error:
        yield Finding("settings", "wrong", str(error), "mend what is named, then run this again")
        return
    yield Finding("settings", "well", str(config_file or "defaults, newsmill.toml, environment"))
    yield from _sources(settings)
    yield _folder("data folder", settings.data_dir)
    if settings.posts_dir:
        yield _folder("posts folder", settings.posts_dir)
        yield _posts(settings.posts_dir)
    yield _database(settings)
    yield _archive(settings)
    yield _notices(settings)
    yield _identity(settings)
    yield from _proxies()


def _sqlite() -> Finding:
    found = f"{sqlite3.sqlite_version} (full text: {'yes' if _full_text() else 'no'})"
    if sqlite3.sqlite_version_info >= _WAL_SAFE:
        return Finding("SQLite", "well", found)
    mend = (
        "before 3.51.3 two programs that write one file at the same instant can, very rarely, "
        "damage it; newsmill writes from one thread, so let no other program write into it"
    )
    return Finding("SQLite", "note", found, mend)


def _full_text() -> bool:
    with sqlite3.connect(":memory:") as connection:
        options = {row[0] for row in connection.execute("PRAGMA compile_options")}
    return "ENABLE_FTS5" in options


def _sources(settings: Settings) -> Iterator[Finding]:
    try:
        readout, folder = read_sources(settings), user_sources(settings)
    except ConfigError as error:
        yield Finding("sources", "wrong", str(error), "make the folder, or unset sources_dir")
        return
    own = f"your own in {folder}" if folder else "none of your own"
    yield Finding("sources", "well", f"{len(readout.sources)} usable; {own}")
    for fault in readout.errors:
        yield Finding("source file", "wrong", str(fault), "mend it: newsmill sources check")


def _folder(what: str, folder: Path) -> Finding:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            free = shutil.disk_usage(folder).free
    except OSError as error:
        mend = "make it writable for this user, or choose another (NEWSMILL_DATA_DIR)"
        return Finding(what, "wrong", f"{folder}: {error.strerror or error}", mend)
    found = f"{folder} ({free / _LITTLE:.1f} GiB free)"
    if free < _LITTLE:
        return Finding(what, "note", found, "there is little room left: make some")
    return Finding(what, "well", found)


def _posts(folder: Path) -> Finding:
    try:
        sizes = [path.stat().st_size for path in folder.glob("*/*/*/*.md")]
    except OSError as error:
        return Finding("posts", "note", f"{folder}: {error.strerror or error}", "look again")
    return Finding("posts", "well", f"{len(sizes):,}, {_megabytes(sum(sizes))}")


def _database(settings: Settings) -> Finding:
    try:
        with _opened(settings) as store:
            found = store.inspect(quick=True)
    except StorageError as error:
        return Finding("database", "wrong", settings.database_shown, str(error))
    told = f"{settings.database_shown}: {found.records:,} records, {_megabytes(found.size)}"
    if found.faults:
        mend = f"{'; '.join(found.faults)}. Restore a backup, or report it"
        return Finding("database", "wrong", told, mend)
    return Finding("database", "well", told)


def _archive(settings: Settings) -> Finding:
    """Tell how many raw pages are kept, and whether their files are there."""
    try:
        with _opened(settings) as store:
            found = store.archive.extent()
    except StorageError as error:
        return Finding("raw pages", "wrong", settings.database_shown, str(error))
    kept = f"kept {settings.archive_days} days" if settings.archive_days else "none are kept"
    since = f" since {found.oldest}" if found.oldest else ""
    told = f"{found.pages:,} in {found.files:,} files, {_megabytes(found.size)}{since}; {kept}"
    if found.missing:
        mend = (
            f"{len(found.missing)} files are not in {store.archive.files.folder}, as"
            f" {found.missing[0]}: put them back, or read them on the machine in their names"
        )
        return Finding("raw pages", "note", told, mend)
    return Finding("raw pages", "well", told)


def _opened(settings: Settings) -> Storage:
    return open_storage(
        settings.database_url,
        lock_dir=settings.data_dir / "locks",
        archive_dir=settings.data_dir / "archive",
        patience=_PATIENCE,
    )


def _notices(settings: Settings) -> Finding:
    """Tell what people were not told."""
    channels = settings.notify.channels
    try:
        with _opened(settings) as store:
            standing = store.outbox.standing()
    except StorageError as error:
        return Finding("notices", "wrong", settings.database_shown, str(error))
    failed = {one.channel: one.failed for one in standing if one.failed}
    waiting = sum(one.pending for one in standing)
    found = f"{len(channels)} channels; {waiting} messages wait, {sum(failed.values())} given up"
    if failed:
        mend = f"mend {', '.join(failed)} (newsmill notify test), then newsmill notify retry"
        return Finding("notices", "wrong", found, mend)
    if not channels:
        mend = "name a channel below [notify], so that somebody hears when a source breaks"
        return Finding("notices", "note", found, mend)
    return Finding("notices", "well", found)


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"


def _identity(settings: Settings) -> Finding:
    if settings.contact:
        return Finding("user agent", "well", settings.user_agent)
    mend = "set contact (NEWSMILL_CONTACT), so that a site's operator can write before blocking you"
    return Finding("user agent", "note", settings.user_agent, mend)


def _proxies() -> Iterator[Finding]:
    named = [name for name in _PROXIES if os.environ.get(name) or os.environ.get(name.upper())]
    if named:
        yield Finding("proxy", "note", f"{', '.join(named)} set", "pages are fetched through it")
