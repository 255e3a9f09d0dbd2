"""What the pages show and may do: given by whoever serves them. ``web`` knows no daemon."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from config import SettingOrigin, Source
from storage import Storage
from web.status import StatusData


class Desk(Protocol):
    """What only the daemon knows and does. Called in worker threads; may take seconds."""

    def status(self) -> StatusData:
        """Tell how everything stands."""

    def crawl(self, name: str) -> None:
        """Crawl a source as soon as there is a place. Raises Refused."""

    def pause(self, name: str) -> None:
        """Leave a source alone from now on. Raises Refused."""

    def resume(self, name: str) -> None:
        """Take a paused source again. Raises Refused."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class World:
    """Everything behind the pages."""

    storage: Storage
    desk: Desk
    sources: Callable[[], Mapping[str, Source]]
    """The usable sources by name; what is wrong with others stands in the status."""
    settings: Callable[[], tuple[SettingOrigin, ...]]
    now: Callable[[], datetime] = field(default=_now)
