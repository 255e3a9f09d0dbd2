"""What can go wrong in a command itself; what the packages below raise passes through unchanged.

ServiceError
└── UsageProblem    what was asked for makes no sense, with what to type instead
"""

from __future__ import annotations


class ServiceError(Exception):
    """The base of every error of this package."""


class UsageProblem(ServiceError):  # noqa: N818 - it is the user's to solve
    """What was asked for makes no sense; the message says what to type instead."""
