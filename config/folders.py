"""Where newsmill keeps its own things on this machine (the platform's conventions)."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_config_path, user_data_path

SHIPPED_SOURCES = Path(__file__).parent / "sources"


def data_folder() -> Path:
    """Return the user's data folder: database, posts."""
    return user_data_path("newsmill", appauthor=False)


def config_folder() -> Path:
    """Return the user's configuration folder: ``newsmill.toml`` and ``sources/``."""
    return user_config_path("newsmill", appauthor=False)
