"""What the options before a command's name have set for this process."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(slots=True)
class State:
    """The global options."""

    debug: bool = False
    config_file: Path | None = None


state = State()
