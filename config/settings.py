"""Every setting of newsmill: its default, its limits and why it is what it is.

Holds values only: read once at the edge (`load_settings`) and passed on. Setting by setting:
docs/settings.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ByteSize,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from config.addresses import AllowedAddress, is_loopback, parse_address
from config.errors import SettingProblem, SettingsError
from config.folders import data_folder
from config.layers import Given, collect, secret_names
from config.masking import MASK, mask_url
from config.notify import Channel, Notify
from config.problems import key_text, unknown_key, why
from config.setting_values import (
    absolute,
    check_addresses,
    check_contact,
    check_data_dir,
    check_database,
    check_token,
    check_user_agent,
    default_database,
    default_user_agent,
    split,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic.config import JsonDict
    from pydantic_core import ErrorDetails

_MEBIBYTE = 1024 * 1024
SECONDS: JsonDict = {"unit": "seconds"}
Folder = Annotated[Path, AfterValidator(absolute)]


class Settings(BaseModel):
    """All settings, checked and frozen. Built directly, it reads no file and no environment."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, validate_default=True
    )

    data_dir: Annotated[Path, AfterValidator(check_data_dir)] = Field(
        default_factory=data_folder,
        description="Folder of what newsmill keeps: the embedded database, its locks, raw pages.",
    )
    database_url: Annotated[str, AfterValidator(check_database)] = Field(
        default_factory=default_database,
        repr=False,
        description=(
            "Where records live: an SQLite file (needs no server) or a database of a server,"
            " postgresql://user:password@host/database (needs the extra postgres)."
            " May hold a password, so it is shown masked."
        ),
        json_schema_extra={"secret": True},
    )
    sources_dir: Folder | None = Field(
        default=None,
        description=(
            "Folder of your own source files; one with a shipped source's name replaces it."
            " Without it, `sources/` in the user's configuration folder, if there is one."
        ),
    )
    posts_dir: Folder | None = Field(
        default=None,
        description="Folder where each stored article is also written as a post; unset: nowhere.",
    )
    archive_days: int = Field(
        default=90,
        ge=0,
        le=36_500,
        description=(
            "For which the pages that articles were read from are kept as they came, compressed,"
            " in `archive/` of data_dir: some 10 to 60 kB each, mostly 20. 0 keeps none."
        ),
        json_schema_extra={"unit": "days"},
    )
    allow_addresses: Annotated[
        tuple[str, ...], BeforeValidator(split), AfterValidator(check_addresses)
    ] = Field(
        default=(),
        description=(
            "host:port, IP addresses or networks that may be fetched although they are private."
            " None by default, so that no page can send the crawler into your own network."
        ),
    )
    contact: Annotated[str | None, AfterValidator(check_contact)] = Field(
        default=None,
        description=(
            "Web or mail address for the sites' operators, put into the user agent:"
            " who can write to you need not block you."
        ),
    )
    user_agent: Annotated[str, AfterValidator(check_user_agent)] = Field(
        default_factory=default_user_agent,
        description="Who we say we are. The default is honest: name, version and `contact`.",
    )
    delay: float = Field(
        default=1.0,
        ge=0,
        le=3600,
        allow_inf_nan=False,
        description=(
            "Between two requests to one host. One a second is gentler than a single reader's"
            " browser."
        ),
        json_schema_extra=SECONDS,
    )
    delay_jitter: float = Field(
        default=0.5,
        ge=0,
        le=1,
        allow_inf_nan=False,
        description="How far a delay may stray either way, so that requests keep no drum beat.",
        json_schema_extra={"unit": "share of delay"},
    )
    concurrency: int = Field(
        default=4,
        ge=1,
        le=64,
        description="Under way to one host at once: hides slow answers, does not add up to load.",
        json_schema_extra={"unit": "requests"},
    )
    total_concurrency: int = Field(
        default=16,
        ge=1,
        le=1024,
        description="Under way to all hosts at once; more only costs memory.",
        json_schema_extra={"unit": "requests"},
    )
    crawls_at_once: int = Field(
        default=4,
        ge=1,
        le=256,
        description="Sources crawled side by side; those of one host always take turns.",
        json_schema_extra={"unit": "crawls"},
    )
    backfill_slice: int = Field(
        default=50,
        ge=1,
        le=10_000,
        description=(
            "Of a backfill before live crawling has its turn again: at one request a second, the"
            " longest that a backfill keeps a host busy is a minute."
        ),
        json_schema_extra={"unit": "articles"},
    )
    backfill_per_day: int = Field(
        default=2000,
        ge=1,
        le=1_000_000,
        description=(
            "Of one source that the daemon's backfill looks at in a day (UTC), so that a site"
            " hardly notices; `backfill start --per-day` overrides it."
        ),
        json_schema_extra={"unit": "articles"},
    )
    timeout: float = Field(
        default=30.0,
        gt=0,
        le=3600,
        allow_inf_nan=False,
        description="Without a byte from the site before a request is given up.",
        json_schema_extra=SECONDS,
    )
    deadline: float = Field(
        default=60.0,
        gt=0,
        le=3600,
        allow_inf_nan=False,
        description="For a whole request: ends pages that trickle in without ever standing still.",
        json_schema_extra=SECONDS,
    )
    max_page_bytes: ByteSize = Field(
        default=ByteSize(20 * _MEBIBYTE),
        ge=1024,
        description=(
            'Largest page, decompressed, as a number or as in "20 MiB". An article is under'
            " 1 MiB; more is a mistake or a trap."
        ),
        json_schema_extra={"unit": "bytes"},
    )
    max_redirects: int = Field(
        default=5,
        ge=0,
        le=20,
        description="Followed for one request; more is a loop.",
        json_schema_extra={"unit": "redirects"},
    )
    max_requests: int = Field(
        default=20_000,
        ge=1,
        description=(
            "Made in one run of one source; the rest waits for the next run. Ends sites whose"
            " pages never end."
        ),
        json_schema_extra={"unit": "requests"},
    )
    max_listing_pages: int = Field(
        default=2_000,
        ge=1,
        description="Read in one run of one source, all listings together.",
        json_schema_extra={"unit": "pages"},
    )
    retry_times: int = Field(
        default=2,
        ge=0,
        le=10,
        description="Further tries of a failed request within one crawl; the next crawl goes on.",
        json_schema_extra={"unit": "tries"},
    )
    extract_timeout: float = Field(
        default=20.0,
        gt=0,
        le=600,
        allow_inf_nan=False,
        description=(
            "For reading one page: what takes longer is killed with its worker, and the page"
            " fails as `extract-timeout`."
        ),
        json_schema_extra=SECONDS,
    )
    extract_memory: ByteSize = Field(
        default=ByteSize(1024 * _MEBIBYTE),
        ge=256 * _MEBIBYTE,
        description=(
            "That reading one page may take; there is one worker for each core. A page that needs"
            " more fails as `extract-memory`."
        ),
        json_schema_extra={"unit": "bytes"},
    )
    robots: bool = Field(
        default=True,
        description=(
            "Whether robots.txt is obeyed. An exception for one site belongs in its source file,"
            " with a reason."
        ),
    )

    web_host: str = Field(
        default="127.0.0.1",
        min_length=1,
        description=(
            "Address on which pages, API and probes are served. One that other machines reach"
            " needs `web_token`."
        ),
    )
    web_port: int = Field(
        default=8321,
        ge=0,
        le=65535,
        description="Its port; 0 is any free one, told by `newsmill status`.",
    )
    web_token: Annotated[str | None, AfterValidator(check_token)] = Field(
        default=None,
        repr=False,
        description=(
            "Secret of 16 characters or more that pages and API ask for. Without it they are open"
            " to whoever is on this machine, and the API changes nothing."
        ),
        json_schema_extra={"secret": "whole"},
    )
    web_hosts: Annotated[tuple[str, ...], BeforeValidator(split)] = Field(
        default=(),
        description=(
            "Further names under which people reach the pages, as behind a proxy. A request to"
            " any other name is refused, so that no foreign page reaches them."
        ),
    )

    notify: Notify = Field(
        default_factory=Notify,
        description="Who is told when a source breaks, and of new articles: a table, see below.",
    )

    @model_validator(mode="after")
    def _deadline_is_the_longer(self) -> Settings:
        if self.deadline < self.timeout:
            raise ValueError(
                f"deadline ({self.deadline:g} s, for a whole request) is shorter than timeout"
                f" ({self.timeout:g} s, without a byte). Raise it or lower timeout"
            )
        return self

    @model_validator(mode="after")
    def _open_to_others_only_with_a_token(self) -> Settings:
        if self.web_token is None and not is_loopback(self.web_host):
            raise ValueError(
                f"web_host {self.web_host} can be reached by other machines. Set web_token"
                " (NEWSMILL_WEB_TOKEN, or NEWSMILL_WEB_TOKEN_FILE) to a secret, or leave web_host"
                " on 127.0.0.1"
            )
        return self

    @property
    def allowed(self) -> tuple[AllowedAddress, ...]:
        """``allow_addresses``, parsed."""
        return tuple(parse_address(text) for text in self.allow_addresses)

    @property
    def database_shown(self) -> str:
        """``database_url`` without its password."""
        return mask_url(self.database_url)


@dataclass(frozen=True, slots=True)
class SettingOrigin:
    """One setting as `newsmill config show` prints it, secrets masked."""

    name: str
    value_shown: str
    origin: str
    """``default``, ``file PATH``, ``environment NAME`` or ``flag``."""


def load_settings(
    config_file: Path | None = None, overrides: Mapping[str, object] | None = None
) -> Settings:
    """Return the settings from file, environment and flags, each overriding the one before.

    Without ``config_file``, ``newsmill.toml`` in the working folder or else in the user's
    configuration folder is read, if there is one. An override of None counts as not given.
    Raises SettingsError naming every setting that is unknown or unusable, and where it was given.
    """
    return _settings(collect(Settings, config_file, overrides or {}))


def explain_settings(
    config_file: Path | None = None, overrides: Mapping[str, object] | None = None
) -> tuple[SettingOrigin, ...]:
    """Every setting with its value and where that came from. Raises as `load_settings` does."""
    given = collect(Settings, config_file, overrides or {})
    settings = _settings(given)
    return tuple(
        SettingOrigin(
            name,
            _value_shown(name, getattr(settings, name)),
            given[name].origin if name in given else "default",
        )
        for name in Settings.model_fields
    )


def is_secret(name: str) -> bool:
    """Whether a setting's value may hold a password."""
    return name in secret_names(Settings)


def _settings(given: Mapping[str, Given]) -> Settings:
    try:
        return Settings(**{name: value.value for name, value in given.items()})  # type: ignore[arg-type] # pydantic checks them
    except ValidationError as error:
        problems = [
            _problem(detail, given)
            for detail in error.errors(include_url=False)
            # a default that could not be derived from a setting which is itself at fault
            if detail["type"] != "default_factory_not_called"
        ]
        raise SettingsError(problems) from error


def _problem(error: ErrorDetails, given: Mapping[str, Given]) -> SettingProblem:
    name = str(error["loc"][0]) if error["loc"] else ""
    if error["type"] == "extra_forbidden":
        known = _known_beside(error["loc"])
        cause = unknown_key(str(error["loc"][-1]), {"": known}, "", "docs/settings.md")
    else:
        cause = why(error, secret=bool(name) and (is_secret(name) or name == "notify"))
    # a rule between two settings names neither: it is at home where the first of them was given
    names = [name] if name else ["web_host"] if "web_host" in cause else ["deadline", "timeout"]
    place = next((given[name].place for name in names if name in given), "settings")
    return SettingProblem(place, key_text(error["loc"]) or names[0], cause)


def _known_beside(path: tuple[int | str, ...]) -> tuple[str, ...]:
    """Return the keys of the table that a key stands in."""
    tables: dict[int, type[BaseModel]] = {1: Settings, 2: Notify}
    return tuple(tables.get(len(path), Channel).model_fields)


def _value_shown(name: str, value: object) -> str:
    if value is None:
        return ""
    if is_secret(name):
        return MASK if name in secret_names(Settings, "whole") else mask_url(str(value))
    if isinstance(value, Notify):
        return value.shown
    return ", ".join(value) if isinstance(value, tuple) else str(value)
