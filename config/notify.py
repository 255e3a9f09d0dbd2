"""Who is told what: the ``[notify]`` table of the settings.

A channel whose address begins with http is a webhook, signed with its secret; any other address is
one of apprise's, which knows some hundred services. Addresses hold passwords and tokens, so only
``shown`` is ever shown.
"""

from __future__ import annotations

import re
from datetime import time, timedelta
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

from config.hours import parse_clock
from config.masking import MASK
from config.setting_values import split
from config.values import Duration, Name

Topic = Literal["incidents", "digest", "articles"]
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE)
_WEB = ("http", "https")
_SHORTEST_SECRET = 16


def _check_address(address: SecretStr) -> SecretStr:
    text = address.get_secret_value()
    if not _SCHEME.fullmatch(text):
        raise ValueError(
            "is no address. Write https://host/path for a webhook, or an address of apprise,"
            " such as mailtos://user:password@example.com"
        )
    parts = urlsplit(text)
    if parts.scheme in _WEB and not parts.hostname:
        raise ValueError("names no host. Write https://host/path")
    return address


def _check_secret(secret: SecretStr) -> SecretStr:
    if len(secret) < _SHORTEST_SECRET:
        raise ValueError(f"is too short. Use at least {_SHORTEST_SECRET} characters")
    return secret


class Channel(BaseModel):
    """One way to somebody."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    url: Annotated[SecretStr, AfterValidator(_check_address)] = Field(
        description=(
            "Where to: `https://…` is a webhook of your own; any other scheme is one of apprise's"
            " (`mailtos://`, `tgram://`, `slack://`, `dingtalk://`, `wecombot://`, `feishu://` …)."
        ),
        examples=["https://desk.example.com/hook"],
    )
    secret: Annotated[SecretStr, AfterValidator(_check_secret)] | None = Field(
        default=None,
        description=(
            "With it a webhook is signed (HMAC-SHA256), so that the receiver can tell that it"
            " comes from you."
        ),
        examples=["a-long-random-text-of-yours"],
    )
    tell: Annotated[tuple[Topic, ...], BeforeValidator(split)] = Field(
        default=("incidents", "digest"),
        min_length=1,
        description=(
            "What is told: `incidents` (a source is broken, or mended), `digest` (once a day),"
            " `articles` (new and changed ones, in batches; webhooks only make sense of it)."
        ),
        examples=[["incidents", "articles"]],
    )
    sources: Annotated[tuple[Name, ...], BeforeValidator(split)] = Field(
        default=(),
        description="Only what concerns these sources; empty: all of them.",
        examples=[["nbd"]],
    )

    @property
    def is_webhook(self) -> bool:
        """Whether it is told by a signed POST, not through apprise."""
        return urlsplit(self.address).scheme in _WEB

    @property
    def address(self) -> str:
        """The whole address, with all that is secret in it."""
        return self.url.get_secret_value()

    @property
    def shown(self) -> str:
        """What may be shown of the address: its scheme, and the host of a webhook."""
        parts = urlsplit(self.address)
        port = f":{parts.port}" if self.is_webhook and parts.port else ""
        host = f"{parts.hostname}{port}/" if self.is_webhook else ""
        return f"{parts.scheme}://{host}{MASK}"

    def tells(self, topic: str, source: str | None = None) -> bool:
        """Whether it is to be told of this, from this source."""
        return topic in self.tell and (not self.sources or source is None or source in self.sources)


class Notify(BaseModel):
    """Who is told what, and when."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    after: int = Field(
        default=3,
        ge=1,
        le=100,
        description="Crawls in a row that must show the same trouble before anybody is told of it.",
        examples=[3],
    )
    digest: Annotated[time | None, BeforeValidator(parse_clock)] = Field(
        default=None,
        description="Time of day (UTC) of the daily summary; unset: none.",
        examples=["07:30"],
    )
    give_up: Duration = Field(
        default=timedelta(days=1),
        description=(
            "How long a message is tried, at growing intervals of up to an hour, before it is put"
            " aside as failed."
        ),
        examples=["1d"],
    )
    channels: dict[Name, Channel] = Field(
        default_factory=dict,
        description="The channels by name, each a table `[notify.channels.NAME]`.",
    )

    @property
    def tells_articles(self) -> bool:
        """Whether any channel wants to hear of articles."""
        return any("articles" in one.tell for one in self.channels.values())

    @property
    def shown(self) -> str:
        """One line without secrets."""
        told = [f"{name} = {one.shown}" for name, one in self.channels.items()]
        return ", ".join(told)
