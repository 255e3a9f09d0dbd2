"""What to do: settings and source files. The only reader of TOML and of the environment.

The names below are imported on first use, so that a command which needs none of them does not
pay for pydantic.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from articles.first_use import on_first_use

if TYPE_CHECKING:
    from config.errors import ConfigError as ConfigError
    from config.errors import SettingProblem as SettingProblem
    from config.errors import SettingsError as SettingsError
    from config.errors import SourceError as SourceError
    from config.errors import SourceErrors as SourceErrors
    from config.errors import UnknownSource as UnknownSource
    from config.listing import FeedListing as FeedListing
    from config.listing import JsonListing as JsonListing
    from config.listing import Listing as Listing
    from config.listing import PageListing as PageListing
    from config.listing import SitemapListing as SitemapListing
    from config.loader import Readout as Readout
    from config.loader import load_named as load_named
    from config.loader import load_source as load_source
    from config.loader import load_sources as load_sources
    from config.loader import read_source as read_source
    from config.loader import read_sources as read_sources
    from config.loader import source_files as source_files
    from config.loader import user_sources as user_sources
    from config.notify import Channel as Channel
    from config.notify import Notify as Notify
    from config.schedule import Schedule as Schedule
    from config.settings import SettingOrigin as SettingOrigin
    from config.settings import Settings as Settings
    from config.settings import explain_settings as explain_settings
    from config.settings import load_settings as load_settings
    from config.source import Extract as Extract
    from config.source import Fetch as Fetch
    from config.source import Source as Source

_HOMES = {
    "errors": "ConfigError SettingProblem SettingsError SourceError SourceErrors UnknownSource",
    "listing": "FeedListing JsonListing Listing PageListing SitemapListing",
    "loader": (
        "Readout load_named load_source load_sources read_source read_sources source_files "
        "user_sources"
    ),
    "notify": "Channel Notify",
    "schedule": "Schedule",
    "settings": "SettingOrigin Settings explain_settings load_settings",
    "source": "Extract Fetch Source",
}

__getattr__ = on_first_use(__name__, _HOMES)
