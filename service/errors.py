"""What can go wrong in a command itself; what the packages below raise passes through unchanged.

ServiceError
├── UsageProblem    what was asked for makes no sense, with what to type instead
├── StateError      a file that the daemon and its commands share cannot be used
├── DaemonAbsent    no daemon runs here
└── ControlError    the daemon did not do what it was asked
"""

from __future__ import annotations

from pathlib import Path


class ServiceError(Exception):
    """The base of every error of this package."""


class UsageProblem(ServiceError):  # noqa: N818 - it is the user's to solve
    """What was asked for makes no sense; the message says what to type instead."""


class StateError(ServiceError):
    """A file that the daemon and its commands share cannot be used."""

    def __init__(self, file: Path, cause: object) -> None:
        super().__init__(f"{file} cannot be used: {cause}. Mend it, or delete it to start afresh")
        self.file = file


class DaemonAbsent(ServiceError):  # noqa: N818 - a promised name
    """No daemon runs here."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"no daemon runs on {folder}. Start one: newsmill daemon")


class ControlError(ServiceError):
    """The daemon did not do what it was asked."""
