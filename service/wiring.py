"""Settings and storage for a command, opened as the user configured them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.cli.state import state

if TYPE_CHECKING:
    from config import Settings
    from storage import Storage


def settings(**overrides: object) -> Settings:
    """Return the settings; raises SettingsError."""
    from config import load_settings  # noqa: PLC0415 - pydantic is not for --help

    return load_settings(state.config_file, overrides)


def storage(chosen: Settings | None = None) -> Storage:
    """Open the database of these settings, of the user's own by default; raises StorageError."""
    from service.cli.progress import Steps  # noqa: PLC0415 - the same
    from storage import open_storage  # noqa: PLC0415 - the same

    chosen = chosen or settings()
    return open_storage(
        chosen.database_url,
        lock_dir=chosen.data_dir / "locks",
        archive_dir=chosen.data_dir / "archive",
        on_progress=Steps("records indexed for search, once"),
        announce=chosen.notify.tells_articles,
    )
